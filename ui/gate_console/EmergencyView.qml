pragma ComponentBehavior: Bound

import QtQml
import QtQuick
import ui.components
import ui.native
import ui.theme

// Lockdown and fire: what is in force, and in three steps what to order, why, and "yes, do it".
PanelFrame {
    id: root

    required property EmergencyPanel panel
    // Keys belong to a dialog above this panel.
    required property bool covered
    readonly property string step: root.panel.stepName
    readonly property bool vouching: root.step === "vouching"
    // Asking for somebody takes the room of what is in force.
    readonly property bool alone: root.vouching || (root.last && root.panel.needs !== "")
    readonly property bool last: root.step === "confirming" || root.step === "sending" || root.vouching

    function leave(): void {
        if (root.step === "reason" || root.step === "confirming" || root.step === "vouching")
            root.panel.back();
        else
            root.closed();
    }
    function refocus(): void {
        if (root.step === "reason")
            reasons.forceActiveFocus();
        else if (root.step === "confirming")
            back.forceActiveFocus();
        else if (root.step === "vouching")
            vouch.forceActiveFocus();
        else
            // A hidden field that keeps the focus would take the number keys.
            cards.forceActiveFocus();
        vouch.clear();
    }

    symbol: "emergency_home"
    title: qsTr("Emergency")
    gate: root.panel.gate
    onStepChanged: root.refocus()

    Instantiator {
        model: 6

        delegate: Shortcut {
            required property int index

            sequence: String(index + 1)
            enabled: !root.covered && !root.vouching
            onActivated: root.panel.choose(index + 1)
        }
    }
    Shortcut {
        sequences: ["Ctrl+Return", "Ctrl+Enter"]
        enabled: !root.covered && root.step === "confirming"
        onActivated: root.panel.confirm()
    }

    Column {
        id: standings
        width: parent.width
        spacing: 12
        visible: !root.alone

        Repeater {
            model: root.panel.standings

            delegate: Banner {
                required property int index
                required tone
                required text

                objectName: "standing" + (index + 1)
                width: standings.width
            }
        }
        Banner {
            objectName: "emergencyDone"
            width: parent.width
            tone: Banner.Tone.Information
            text: root.panel.done
        }
    }
    Row {
        id: cards
        anchors.top: standings.bottom
        anchors.topMargin: 24
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: 24
        visible: root.step === "choosing"

        Repeater {
            model: root.panel.cards

            delegate: EmergencyCard {
                width: (cards.width - 2 * cards.spacing) / 3
                height: Math.min(360, cards.height)
                onClicked: root.panel.choose(number)
            }
        }
    }
    Column {
        anchors.top: standings.bottom
        anchors.topMargin: 24
        width: parent.width
        spacing: 20
        visible: root.step === "reason"

        Txt {
            width: parent.width
            text: qsTr("%1: why?").arg(root.panel.name)
            font.pixelSize: Theme.titleSize
            font.weight: Font.Bold
        }
        ReasonGrid {
            id: reasons
            width: parent.width
            reasons: root.panel.reasons
            onChosen: number => root.panel.choose(number)
            onMoved: by => root.panel.move(by)
            onConfirmed: root.panel.proceed()
        }
        Row {
            spacing: 24
            layoutDirection: Qt.RightToLeft
            anchors.right: parent.right

            Button {
                objectName: "proceed"
                kind: Button.Kind.Primary
                symbol: "arrow_forward"
                symbolLast: true
                text: qsTr("Next") + " Enter"
                enabled: root.panel.reason > 0
                onClicked: root.panel.proceed()
            }
            Button {
                text: qsTr("Back") + " Esc"
                onClicked: root.panel.back()
            }
        }
    }
    Column {
        anchors.top: root.alone ? parent.top : standings.bottom
        anchors.topMargin: root.alone ? 0 : 24
        width: parent.width
        spacing: root.vouching ? 12 : 16
        visible: root.last

        Txt {
            objectName: "question"
            width: parent.width
            text: root.panel.question
            color: Theme.seal
            font.pixelSize: root.vouching ? 40 : 48
            font.weight: Font.Bold
        }
        VouchPane {
            id: vouch
            width: parent.width
            visible: root.vouching
            vouching: root.panel.vouching
        }
        Txt {
            width: parent.width
            visible: !root.vouching
            text: root.panel.effect
        }
        Banner {
            objectName: "emergencyNeeds"
            width: parent.width
            tone: Banner.Tone.Information
            text: root.panel.needs
        }
        Txt {
            width: parent.width
            visible: !root.vouching
            text: qsTr("Reason: %1. It is recorded with your name.").arg(root.panel.reasonWords)
            color: Theme.ink2
            font.pixelSize: Theme.secondarySize
        }
        Banner {
            objectName: "emergencyProblem"
            width: parent.width
            text: root.panel.problem
        }
        Row {
            spacing: 24
            layoutDirection: Qt.RightToLeft
            anchors.right: parent.right

            Button {
                objectName: "confirmEmergency"
                kind: Button.Kind.Danger
                symbol: "emergency_home"
                text: root.panel.name + (root.vouching ? " Enter" : " Ctrl+Enter")
                enabled: root.vouching ? vouch.ready : root.step === "confirming"
                onClicked: root.vouching ? vouch.submit() : root.panel.confirm()
            }
            Button {
                id: back
                objectName: "backEmergency"
                text: qsTr("Back") + " Esc"
                enabled: root.step === "confirming" || root.vouching
                onClicked: root.panel.back()
            }
            Busy {
                visible: root.step === "sending"
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }
}
