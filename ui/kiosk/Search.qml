import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.theme

// Looks like a search field and leads to the search.
T.AbstractButton {
    id: root

    height: Math.max(104, Theme.touch)
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: root.text
    Keys.onReturnPressed: root.click()

    background: Rectangle {
        radius: Theme.fieldRadius
        color: root.down ? Theme.lakePale : Theme.card
        border.width: 2
        border.color: Theme.lake

        FocusRing {
            radius: Theme.fieldRadius + 6
            shown: root.visualFocus
        }
    }
    contentItem: Item {
        Icon {
            id: glass
            x: 32
            name: "search"
            tint: Theme.lake
            size: 44
            anchors.verticalCenter: parent.verticalCenter
        }
        Txt {
            anchors.left: glass.right
            anchors.leftMargin: 20
            anchors.right: parent.right
            anchors.rightMargin: 24
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            color: Theme.ink2
            elide: Text.ElideRight
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }
    }
}
