import QtQuick
import ui.components
import ui.native
import ui.theme

// The next card or code, shown here for a moment and nowhere else.
SheetFrame {
    id: root

    required property ReadingPanel panel

    title: root.panel.title

    Card {
        width: parent.width
        height: parent.height

        Column {
            anchors.centerIn: parent
            width: parent.width - 160
            spacing: 28

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: root.panel.seen ? "check_circle" : root.panel.symbol
                tint: root.panel.seen ? Theme.green : Theme.lake
                size: 128
            }
            Txt {
                objectName: "readingDoing"
                width: parent.width
                visible: root.panel.waiting
                horizontalAlignment: Text.AlignHCenter
                text: root.panel.doing
                font.pixelSize: Theme.titleSize
                font.weight: Font.Bold
            }
            Txt {
                objectName: "readingLeft"
                width: parent.width
                visible: text !== ""
                horizontalAlignment: Text.AlignHCenter
                text: root.panel.left
                color: Theme.ink2
            }
            FactList {
                width: parent.width
                visible: root.panel.seen
                facts: root.panel.facts
                labelWidth: 360
                textSize: 34
                lines: 6
                spacing: 16
            }
            Txt {
                width: parent.width
                visible: root.panel.seen
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("Shown here only; kept and logged nowhere.")
                color: Theme.ink2
                font.pixelSize: Theme.secondarySize
            }
            Banner {
                objectName: "readingProblem"
                width: parent.width
                tone: Banner.Tone.Warning
                text: root.panel.waiting ? "" : root.panel.problem
            }
            Banner {
                objectName: "readingWarning"
                width: parent.width
                tone: Banner.Tone.Warning
                text: root.panel.seen ? "" : root.panel.warning
            }
        }
    }
    actions: [
        Button {
            objectName: "readAgain"
            kind: root.panel.warning === "" ? Button.Kind.Primary : Button.Kind.Danger
            symbol: "play_arrow"
            text: root.panel.warning === "" ? qsTr("Read") : qsTr("Read anyway")
            enabled: !root.panel.waiting
            onClicked: root.panel.begin()
        }
    ]
}
