pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native
import ui.theme

// One report: its verdict and facts on the left, its pages on the right.
Item {
    id: root

    required property ReportPanel panel

    Column {
        id: about
        width: Math.round(parent.width * 0.38)
        spacing: 24

        Banner {
            objectName: "verdict"
            width: parent.width
            tone: [Banner.Tone.Good, Banner.Tone.Warning, Banner.Tone.Bad, Banner.Tone.Information][root.panel.level]
            text: root.panel.verdict
        }
        Banner {
            objectName: "reportChanged"
            width: parent.width
            text: root.panel.changed_since ? qsTr("This report is not as it was signed, or it is gone") : ""
        }
        Card {
            width: parent.width
            height: facts.implicitHeight + 56

            FactList {
                id: facts
                x: 28
                y: 28
                width: parent.width - 56
                labelWidth: 150
                lines: 6
                facts: root.panel.facts
            }
        }
        Banner {
            objectName: "exported"
            width: parent.width
            tone: root.panel.outcome_good ? Banner.Tone.Good : Banner.Tone.Bad
            text: root.panel.outcome
        }
    }
    Card {
        anchors.left: about.right
        anchors.leftMargin: 32
        anchors.right: parent.right
        height: parent.height

        Busy {
            anchors.centerIn: parent
            visible: root.panel.opening
        }
        Txt {
            anchors.centerIn: parent
            width: parent.width - 120
            horizontalAlignment: Text.AlignHCenter
            text: root.panel.undrawn
            color: Theme.ink2
        }
        Flickable {
            id: pages
            objectName: "pages"
            anchors.fill: parent
            anchors.margins: 16
            anchors.rightMargin: 40
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            contentHeight: page.height
            focus: true
            Keys.onDownPressed: pages.contentY = Math.min(pages.contentY + 160, Math.max(0, pages.contentHeight - pages.height))
            Keys.onUpPressed: pages.contentY = Math.max(0, pages.contentY - 160)

            CameraCanvas {
                id: page
                objectName: "reportPicture"
                visible: root.panel.aspect > 0
                width: pages.width
                height: pages.width * root.panel.aspect
                mailbox: root.panel.picture
                mirrored: false
                Accessible.role: Accessible.Graphic
                Accessible.name: qsTr("The pages of the report")
            }
        }
        ScrollHint {
            list: pages
        }
    }
}
