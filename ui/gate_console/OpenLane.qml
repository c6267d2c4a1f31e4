pragma ComponentBehavior: Bound

import QtQml
import QtQuick
import ui.components
import ui.native
import ui.theme

// Opens a lane by hand: a reason by touch, number key or arrow, then Enter. Esc leaves.
Dialog {
    id: root

    required property Opening opening
    readonly property bool sending: root.opening.stageName === "sending"

    visible: root.opening.stageName !== "closed"
    symbol: ""
    width: 1080
    padding: 48
    title: qsTr("Open by hand: %1").arg(root.opening.lane)
    about: root.opening.faces ? "" : root.opening.sentence
    onOpened: reasons.forceActiveFocus()

    body: [
        Rectangle {
            width: parent.width
            height: 196
            visible: root.opening.faces
            radius: Theme.pillRadius
            color: Theme.slate

            Row {
                id: faces
                x: 20
                spacing: 16
                anchors.verticalCenter: parent.verticalCenter

                Portrait {
                    width: 120
                    height: 172
                    textSize: 18
                    picture: root.opening.enrolled
                    caption: root.opening.enrolledLabel
                }
                Portrait {
                    width: 120
                    height: 172
                    textSize: 18
                    picture: root.opening.live
                    caption: root.opening.liveLabel
                }
            }
            Column {
                anchors.left: faces.right
                anchors.leftMargin: 32
                anchors.right: parent.right
                anchors.rightMargin: 24
                anchors.verticalCenter: parent.verticalCenter

                Txt {
                    width: parent.width
                    text: root.opening.who
                    color: "#FFFFFF"
                    font.pixelSize: Theme.titleSize
                    font.weight: Font.Bold
                    maximumLineCount: 1
                    elide: Text.ElideRight
                }
                Txt {
                    width: parent.width
                    text: root.opening.sentence
                    color: "#FFFFFF"
                    font.pixelSize: 28
                    maximumLineCount: 2
                    elide: Text.ElideRight
                }
            }
        },
        FocusScope {
            id: reasons
            objectName: "reasons"
            width: parent.width
            height: list.height
            focus: true
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Reason")

            Keys.onUpPressed: root.opening.move(-1)
            Keys.onDownPressed: root.opening.move(1)
            Keys.onReturnPressed: root.opening.confirm()
            Keys.onEnterPressed: root.opening.confirm()

            Grid {
                id: list
                width: parent.width
                columns: 2
                columnSpacing: 16
                rowSpacing: 12

                Repeater {
                    model: root.opening.reasons

                    delegate: ReasonButton {
                        width: (list.width - 16) / 2
                        enabled: !root.sending
                        onClicked: root.opening.choose(number)
                    }
                }
            }
        },
        Txt {
            width: parent.width
            text: qsTr("The opening is recorded with your name and this reason.")
            color: Theme.ink2
            font.pixelSize: Theme.secondarySize
        },
        Banner {
            objectName: "openProblem"
            width: parent.width
            text: root.opening.problem
        }
    ]

    Button {
        objectName: "confirmOpen"
        kind: Button.Kind.Primary
        symbol: "door_sliding"
        text: root.sending ? qsTr("Opening") : qsTr("Open") + " Enter"
        enabled: root.opening.ready
        onClicked: root.opening.confirm()
    }
    Button {
        objectName: "cancelOpen"
        text: qsTr("Cancel") + " Esc"
        onClicked: root.opening.cancel()
    }

    Instantiator {
        model: 9

        delegate: Shortcut {
            required property int index

            sequence: String(index + 1)
            enabled: root.opened
            onActivated: root.opening.choose(index + 1)
        }
    }
    Shortcut {
        sequence: "Esc"
        enabled: root.opened
        onActivated: root.opening.cancel()
    }
}
