import QtQuick
import ui.theme

// Shows how much of a list is out of sight. For looking at; the list itself is what one moves.
Rectangle {
    id: root

    required property Flickable list

    anchors.right: parent.right
    anchors.rightMargin: 16
    y: root.list.y + root.list.height * (root.list.contentY / Math.max(1, root.list.contentHeight))
    width: 8
    radius: 4
    height: root.list.height * Math.min(1, root.list.height / Math.max(1, root.list.contentHeight))
    color: Theme.fieldLine
    visible: root.list.contentHeight > root.list.height + 1
    Accessible.ignored: true
}
