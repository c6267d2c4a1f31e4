import QtQuick
import QtQuick.Templates as T
import ui.theme

// One reason to open by hand, with the number key that picks it.
T.AbstractButton {
    id: root

    required property int number
    required property string words
    required property bool chosen

    objectName: "reason" + root.number
    implicitHeight: Math.max(80, Theme.touch)
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.RadioButton
    Accessible.name: root.words
    Accessible.checked: root.chosen

    background: Rectangle {
        radius: Theme.pillRadius
        color: root.chosen ? Theme.lakePale : root.down ? Theme.line : Theme.card
        border.width: root.chosen ? 3 : 2
        border.color: root.chosen ? Theme.lake : Theme.fieldLine
    }
    contentItem: Item {
        Rectangle {
            id: key
            x: 20
            width: 48
            height: 48
            radius: 12
            anchors.verticalCenter: parent.verticalCenter
            color: root.chosen ? Theme.lake : Theme.paper
            border.width: root.chosen ? 0 : 1
            border.color: Theme.fieldLine

            Txt {
                anchors.centerIn: parent
                text: root.number
                color: root.chosen ? "#FFFFFF" : Theme.ink
                font.pixelSize: 28
                font.weight: Font.Bold
                Accessible.ignored: true
            }
        }
        Txt {
            anchors.left: key.right
            anchors.leftMargin: 20
            anchors.right: parent.right
            anchors.rightMargin: 16
            anchors.verticalCenter: parent.verticalCenter
            text: root.words
            font.pixelSize: 28
            maximumLineCount: 2
            lineHeight: 0.9
            elide: Text.ElideRight
            Accessible.ignored: true
        }
    }
}
