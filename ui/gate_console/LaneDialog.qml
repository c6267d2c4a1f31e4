pragma ComponentBehavior: Bound

import QtQml
import QtQuick
import ui.components
import ui.native
import ui.theme

// An order to a lane: what by Left and Right, why by number key or arrow, then Enter. Esc leaves.
Dialog {
    id: root

    required property LaneDialogState order
    readonly property bool sending: root.order.stageName === "sending"
    readonly property bool vouching: root.order.stageName === "vouching"

    function refocus(): void {
        vouch.clear();
        (root.vouching ? vouch : reasons).forceActiveFocus();
    }

    visible: root.order.stageName !== "closed"
    symbol: ""
    width: 1080
    padding: 48
    title: root.order.lane
    about: root.order.faces ? "" : root.order.sentence
    onOpened: root.refocus()
    onVouchingChanged: root.refocus()

    body: [
        Rectangle {
            width: parent.width
            height: 196
            visible: root.order.faces
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
                    picture: root.order.enrolled
                    caption: root.order.enrolledLabel
                }
                Portrait {
                    width: 120
                    height: 172
                    textSize: 18
                    picture: root.order.live
                    caption: root.order.liveLabel
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
                    text: root.order.who
                    color: "#FFFFFF"
                    font.pixelSize: Theme.titleSize
                    font.weight: Font.Bold
                    maximumLineCount: 1
                    elide: Text.ElideRight
                }
                Txt {
                    width: parent.width
                    text: root.order.sentence
                    color: "#FFFFFF"
                    font.pixelSize: 28
                    maximumLineCount: 2
                    elide: Text.ElideRight
                }
            }
        },
        Row {
            spacing: 16
            visible: !root.vouching
            Accessible.role: Accessible.List
            Accessible.name: qsTr("What to do")

            Repeater {
                model: root.order.tabs

                delegate: OrderTabButton {
                    required property string code

                    objectName: "order." + code
                    enabled: !root.sending
                    onClicked: root.order.order(code)
                }
            }
        },
        ReasonGrid {
            id: reasons
            width: parent.width
            visible: !root.vouching
            focus: true
            reasons: root.order.reasons
            locked: root.sending
            onChosen: number => root.order.choose(number)
            onMoved: by => root.order.move(by)
            onTurned: by => root.order.turn(by)
            onConfirmed: root.order.confirm()
        },
        VouchPane {
            id: vouch
            width: parent.width
            visible: root.vouching
            vouching: root.order.vouching
        },
        Txt {
            width: parent.width
            text: root.order.effect
            color: Theme.ink2
            font.pixelSize: Theme.secondarySize
        },
        Banner {
            objectName: "orderProblem"
            width: parent.width
            text: root.order.problem
        }
    ]

    Button {
        objectName: "confirmOrder"
        kind: Button.Kind.Primary
        symbol: root.order.symbol
        text: root.sending ? root.order.verb : root.order.verb + " Enter"
        enabled: root.vouching ? vouch.ready : root.order.ready
        onClicked: root.vouching ? vouch.submit() : root.order.confirm()
    }
    Button {
        objectName: "cancelOrder"
        text: qsTr("Cancel") + " Esc"
        onClicked: root.order.cancel()
    }

    Instantiator {
        model: 9

        delegate: Shortcut {
            required property int index

            sequence: String(index + 1)
            enabled: root.opened && !root.vouching
            onActivated: root.order.choose(index + 1)
        }
    }
    Shortcut {
        sequence: "Esc"
        enabled: root.opened
        onActivated: root.order.cancel()
    }
}
