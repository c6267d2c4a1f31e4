pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native
import ui.theme

// The run as it goes: all devices on the left, on the right what to do now, its clock, and what an
// eye is asked.
FocusScope {
    id: root

    required property WalkPanel panel
    signal wrong

    Card {
        id: steps
        width: Math.round((parent.width - 32) * 0.55)
        height: parent.height

        LineList {
            id: list
            objectName: "steps"
            anchors.fill: parent
            anchors.margins: 16
            spacing: 4
            model: root.panel.rows

            delegate: WalkLine {
                width: list.width
                opacity: list.shows(y, height) ? 1 : 0
                onProgressChanged: if (progress === 1)
                    list.positionViewAtIndex(index, ListView.Contain)
            }
        }
    }
    Card {
        anchors.right: parent.right
        width: Math.round((parent.width - 32) * 0.45)
        height: parent.height

        Column {
            x: 40
            y: 32
            width: parent.width - 80
            spacing: 24

            Txt {
                objectName: "stepTitle"
                width: parent.width
                text: root.panel.title
                font.pixelSize: 34
                font.weight: Font.Bold
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 22
                wrapMode: Text.NoWrap
                elide: Text.ElideRight
            }
            Txt {
                objectName: "stepInstruction"
                width: parent.width
                visible: text !== ""
                text: root.panel.instruction
                font.pixelSize: Theme.titleSize
                color: Theme.lakeDark
            }
            Txt {
                objectName: "stepQuestion"
                width: parent.width
                visible: text !== ""
                text: root.panel.question
                font.pixelSize: Theme.titleSize
                font.weight: Font.Medium
            }
            Column {
                visible: root.panel.question !== ""
                width: parent.width
                spacing: 16

                Button {
                    objectName: "eyeGood"
                    width: parent.width
                    symbol: "check_circle"
                    text: qsTr("Yes, it is right") + " Y"
                    onClicked: root.panel.good()
                }
                Button {
                    objectName: "eyeBad"
                    width: parent.width
                    symbol: "cancel"
                    text: qsTr("No, something is wrong") + " N"
                    onClicked: root.wrong()
                }
            }
            Banner {
                objectName: "stepFailure"
                width: parent.width
                text: root.panel.failure
            }
            Column {
                visible: root.panel.failure !== ""
                width: parent.width
                spacing: 16

                Button {
                    objectName: "tryAgain"
                    width: parent.width
                    kind: Button.Kind.Primary
                    symbol: "refresh"
                    text: qsTr("Try it again") + " A"
                    onClicked: root.panel.again()
                }
                Button {
                    objectName: "leaveFailed"
                    width: parent.width
                    symbol: "skip_next"
                    text: qsTr("Leave it failed, go on") + " G"
                    onClicked: root.panel.leave_it()
                }
            }
            Progress {
                objectName: "stepProgress"
                width: parent.width
                visible: root.panel.clock !== ""
                value: root.panel.spent
                label: root.panel.clock
            }
            Txt {
                objectName: "stepClock"
                width: parent.width
                text: root.panel.clock
                color: Theme.ink2
                font.pixelSize: Theme.secondarySize
            }
            Busy {
                visible: root.panel.active && root.panel.question === "" && root.panel.failure === ""
            }
        }
    }
}
