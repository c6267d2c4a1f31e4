import QtQuick
import QtQuick.Templates as T
import ui.theme

// One of the things that may be chosen in a row, with its symbol; arrows move along the row.
T.AbstractButton {
    id: root

    required property string symbol
    required property string words
    required property bool chosen

    implicitHeight: Math.max(72, Theme.touch)
    implicitWidth: row.implicitWidth + 56
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.RadioButton
    Accessible.name: root.words
    Accessible.checked: root.chosen

    background: Rectangle {
        radius: Theme.pillRadius
        color: root.chosen ? Theme.lake : root.down ? Theme.line : Theme.card
        border.width: root.chosen ? 0 : 2
        border.color: Theme.fieldLine
    }
    contentItem: Item {
        implicitWidth: row.implicitWidth

        Row {
            id: row
            anchors.centerIn: parent
            spacing: 12

            Icon {
                visible: root.symbol !== ""
                name: root.symbol
                tint: root.chosen ? "#FFFFFF" : Theme.ink
                size: 32
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                text: root.words
                color: root.chosen ? "#FFFFFF" : Theme.ink
                font.pixelSize: 28
                font.weight: root.chosen ? Font.Medium : Font.Normal
                wrapMode: Text.NoWrap
                anchors.verticalCenter: parent.verticalCenter
                Accessible.ignored: true
            }
        }
    }
}
