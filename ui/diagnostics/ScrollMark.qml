import QtQuick
import ui.theme

// Shows at the right edge of a list how much of it is in sight; nothing while all of it is.
Rectangle {
    id: root

    required property Flickable list

    visible: root.list.visibleArea.heightRatio < 1
    parent: root.list
    anchors.right: parent.right
    y: root.list.visibleArea.yPosition * root.list.height
    width: 6
    height: root.list.visibleArea.heightRatio * root.list.height
    radius: 3
    color: Theme.fieldLine
}
