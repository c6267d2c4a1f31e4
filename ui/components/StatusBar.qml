import QtQuick
import ui.theme

// The strip at the top of every screen: whose it is on the left, what the screen adds on the right.
Item {
    id: root

    property alias title: brand.title
    property alias place: brand.place
    default property alias extras: right.data

    implicitHeight: 112

    Brand {
        id: brand
        room: root.width - right.width - 2 * Theme.margin - 24
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: 8
    }
    Row {
        id: right
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: 8
        spacing: 16
    }
}
