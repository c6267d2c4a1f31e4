import QtQuick
import ui.native
import ui.theme

// The newest picture of a mailbox, mirrored as a looking-glass is, inside rounded corners.
Item {
    id: root

    property alias mailbox: canvas.mailbox
    property alias mirrored: canvas.mirrored
    property alias live: canvas.live

    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("Camera picture")

    Rectangle {
        anchors.fill: parent
        radius: Theme.fieldRadius
        color: Theme.ink
    }
    CameraCanvas {
        id: canvas
        anchors.fill: parent
        radius: Theme.fieldRadius
    }
    Busy {
        anchors.centerIn: parent
        visible: !canvas.live
        tint: "#FFFFFF"
    }
}
