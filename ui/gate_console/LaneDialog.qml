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

    readonly property bool begun: root.order.entry.begun
    readonly property bool numbering: root.order.orderName === "number"

    function refocus(): void {
        vouch.clear();
        if (root.order.stageName === "vouching")
            vouch.forceActiveFocus();
        else if (root.order.orderName === "number")
            number.refocus();
        else
            reasons.forceActiveFocus();
    }

    visible: root.order.stageName !== "closed"
    symbol: ""
    width: 1080
    padding: 48
    title: root.order.person.lane
    about: root.order.person.faces ? "" : root.order.person.sentence
    onOpened: root.refocus()
    onVouchingChanged: root.refocus()
    onNumberingChanged: root.refocus()
    onBegunChanged: root.refocus()

    body: [
        PersonStrip {
            width: parent.width
            visible: root.order.person.faces
            person: root.order.person
        },
        Flow {
            width: parent.width
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
            visible: !root.vouching && !root.numbering
            focus: true
            reasons: root.order.reasons
            locked: root.sending
            onChosen: number => root.order.choose(number)
            onMoved: by => root.order.move(by)
            onTurned: by => root.order.turn(by)
            onConfirmed: root.order.confirm()
        },
        NumberPane {
            id: number
            width: parent.width
            visible: root.numbering && !root.vouching
            entry: root.order.entry
            locked: root.sending
            onTurned: by => root.order.turn(by)
            onConfirmed: root.order.confirm()
        },
        VouchPane {
            id: vouch
            width: parent.width
            visible: root.vouching
            vouching: root.order.vouching
        },
        Banner {
            objectName: "orderNeeds"
            width: parent.width
            tone: Banner.Tone.Information
            text: root.order.needs
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
            enabled: root.opened && !root.vouching && !root.numbering
            onActivated: root.order.choose(index + 1)
        }
    }
    Shortcut {
        sequence: "Esc"
        enabled: root.opened
        onActivated: root.order.cancel()
    }
}
