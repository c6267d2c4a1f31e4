pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native
import ui.theme

// Where the support bundle goes, and what was written.
SheetFrame {
    id: root

    required property BundlePanel panel

    title: qsTr("Support bundle") + " · " + root.panel.of

    Column {
        width: parent.width
        spacing: 24

        Txt {
            width: parent.width
            text: qsTr("One zip with configuration (without secrets), health history, ports, readiness runs, the last log lines and versions. No device is touched.")
            color: Theme.ink2
        }
        PlaceList {
            width: parent.width
            places: root.panel.rows
            onChosen: position => root.panel.choose(position)
        }
        Row {
            visible: root.panel.writing
            spacing: 24

            Busy {
                dot: 14
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                objectName: "bundleProgress"
                text: root.panel.progress
                color: Theme.lakeDark
            }
        }
        Banner {
            objectName: "bundleOutcome"
            width: parent.width
            tone: [Banner.Tone.Good, Banner.Tone.Warning, Banner.Tone.Bad][root.panel.level]
            text: root.panel.outcome
            remedy: root.panel.advice
        }
    }
    actions: [
        Button {
            objectName: "writeBundle"
            kind: Button.Kind.Primary
            symbol: "folder"
            text: qsTr("Write the bundle")
            enabled: root.panel.ready
            onClicked: root.panel.write()
        },
        Button {
            objectName: "lookForSticks"
            symbol: "refresh"
            text: qsTr("Look for sticks again")
            enabled: !root.panel.writing
            onClicked: root.panel.look()
        }
    ]
}
