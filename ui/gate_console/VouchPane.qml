import QtQuick
import ui.components
import ui.native
import ui.theme

// Asks for the guard who gives an order: a card at the desk's reader, or a token typed or scanned.
FocusScope {
    id: root

    required property Vouching vouching
    // Something can be sent: a token, or once more the wish for a card.
    readonly property bool ready: !root.vouching.checking && (token.text !== "" || (root.vouching.desk && !root.vouching.waiting))

    function submit(): void {
        if (!root.ready)
            return;
        const typed = token.text;
        token.text = "";
        root.vouching.submit(typed);
    }
    function clear(): void {
        token.text = "";
    }

    implicitHeight: column.implicitHeight

    Column {
        id: column
        width: parent.width
        spacing: 16

        Row {
            width: parent.width
            spacing: 24

            Icon {
                id: glyph
                name: root.vouching.desk ? "badge" : "lock"
                tint: Theme.lake
                size: 72
            }
            Column {
                width: parent.width - glyph.width - 24
                spacing: 4

                Txt {
                    objectName: "vouchHeading"
                    width: parent.width
                    text: root.vouching.heading
                    font.pixelSize: 34
                    font.weight: Font.Bold
                }
                Txt {
                    objectName: "vouchInstruction"
                    width: parent.width
                    text: root.vouching.instruction
                    Accessible.role: Accessible.AlertMessage
                }
            }
        }
        Row {
            width: parent.width
            spacing: 24

            Progress {
                width: parent.width - left.width - 24
                value: root.vouching.share
                label: root.vouching.left
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                id: left
                objectName: "vouchLeft"
                width: 180
                horizontalAlignment: Text.AlignRight
                text: root.vouching.left
                color: Theme.ink2
                font.pixelSize: Theme.secondarySize
                wrapMode: Text.NoWrap
            }
        }
        Field {
            id: token
            inputName: "token"
            width: parent.width
            focus: true
            secret: true
            symbol: "lock"
            placeholder: root.vouching.checking ? qsTr("Checking the token") : qsTr("Token")
            maximumLength: 256
            hints: Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase
            onAccepted: root.submit()
        }
        Banner {
            objectName: "vouchProblem"
            width: parent.width
            text: root.vouching.problem
        }
    }
}
