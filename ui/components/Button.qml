import QtQuick
import QtQuick.Templates as T
import ui.theme

// A button with a word and, where it helps, a symbol.
T.Button {
    id: root

    enum Kind { Secondary, Primary, Leave, Danger, Quiet }

    property int kind: Button.Kind.Secondary
    property string symbol
    // The symbol stands after the word, as an arrow onwards does.
    property bool symbolLast: false
    property int textSize: Theme.bodySize

    readonly property color ground: {
        if (!root.enabled)
            return Theme.line;
        switch (root.kind) {
        case Button.Kind.Primary:
            return root.down ? Theme.lakeDark : Theme.lake;
        case Button.Kind.Leave:
            return root.down ? Theme.slate : Theme.ink;
        case Button.Kind.Danger:
            return root.down ? Qt.darker(Theme.seal, 1.2) : Theme.seal;
        case Button.Kind.Quiet:
            return root.down ? Theme.line : "transparent";
        default:
            return root.down ? Theme.line : Theme.card;
        }
    }
    readonly property bool pale: root.kind === Button.Kind.Secondary || root.kind === Button.Kind.Quiet
    readonly property color figure: !root.enabled ? Theme.ink2 : root.pale ? Theme.ink : "#FFFFFF"

    implicitHeight: Math.max(88, Theme.touch)
    implicitWidth: Math.max(implicitHeight, row.implicitWidth + leftPadding + rightPadding)
    leftPadding: 36
    rightPadding: 36
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: root.text

    Keys.onReturnPressed: root.click()
    Keys.onEnterPressed: root.click()

    background: Rectangle {
        radius: Theme.cardRadius
        color: root.ground
        border.width: root.kind === Button.Kind.Secondary && root.enabled ? 1 : 0
        border.color: Theme.line

        FocusRing {
            shown: root.visualFocus
        }
    }
    contentItem: Item {
        implicitWidth: row.implicitWidth

        Row {
            id: row
            anchors.centerIn: parent
            spacing: 14
            layoutDirection: root.symbolLast ? Qt.RightToLeft : Qt.LeftToRight

            Icon {
                visible: root.symbol !== ""
                name: root.symbol
                tint: root.figure
                size: root.textSize + 6
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                visible: root.text !== ""
                text: root.text
                color: root.figure
                font.pixelSize: root.textSize
                font.weight: Font.Medium
                wrapMode: Text.NoWrap
                anchors.verticalCenter: parent.verticalCenter
                Accessible.ignored: true
            }
        }
    }
}
