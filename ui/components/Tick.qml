import QtQuick
import QtQuick.Templates as T
import ui.theme

// A statement that the person makes by ticking it.
FieldFrame {
    id: root

    property alias text: box.text
    property bool checked: false
    property string name
    signal toggled(bool checked)

    T.AbstractButton {
        id: box
        objectName: root.name
        width: root.width
        height: Math.max(88, Theme.touch, words.implicitHeight + 32)
        focusPolicy: Qt.StrongFocus
        Accessible.role: Accessible.CheckBox
        Accessible.name: text
        Accessible.checked: root.checked
        onClicked: root.toggled(!root.checked)
        Keys.onReturnPressed: click()
        Keys.onEnterPressed: click()

        background: Rectangle {
            radius: Theme.fieldRadius
            color: root.checked ? Theme.lakePale : box.down ? Theme.line : Theme.card
            border.width: root.checked ? 3 : 2
            border.color: root.error !== "" ? Theme.seal : root.checked ? Theme.lake : Theme.fieldLine

            FocusRing {
                radius: Theme.fieldRadius + 6
                shown: box.visualFocus
            }
        }
        contentItem: Item {
            Rectangle {
                id: square
                x: 28
                width: 48
                height: 48
                radius: 12
                anchors.verticalCenter: parent.verticalCenter
                color: root.checked ? Theme.lake : Theme.card
                border.width: root.checked ? 0 : 3
                border.color: Theme.fieldLine

                Icon {
                    anchors.centerIn: parent
                    visible: root.checked
                    name: "check"
                    tint: "#FFFFFF"
                    size: 40
                }
            }
            Txt {
                id: words
                anchors.left: square.right
                anchors.leftMargin: 24
                anchors.right: parent.right
                anchors.rightMargin: 28
                anchors.verticalCenter: parent.verticalCenter
                text: box.text
                Accessible.ignored: true
            }
        }
    }
}
