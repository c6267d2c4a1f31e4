import QtQuick
import ui.native
import ui.theme

// One face with its caption below; a neutral outline where there is no picture.
Item {
    id: root

    property alias picture: canvas.picture
    property string caption
    property string detail
    // Size of the caption; 0 where there is no room for one.
    property real textSize: 22
    readonly property bool empty: canvas.empty

    Accessible.role: Accessible.Graphic
    Accessible.name: root.caption + " " + root.detail

    Rectangle {
        id: frame
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: words.top
        anchors.bottomMargin: words.visible ? 6 : 0
        radius: Math.min(20, width * 0.1)
        color: "#26FFFFFF"

        Icon {
            anchors.centerIn: parent
            visible: canvas.empty
            name: "person"
            tint: "#FFFFFF"
            opacity: 0.55
            size: Math.max(1, parent.width * 0.62)
        }
        PortraitCanvas {
            id: canvas
            anchors.fill: parent
            radius: frame.radius
        }
        Rectangle {
            anchors.fill: parent
            radius: frame.radius
            color: "transparent"
            border.width: 2
            border.color: "#80FFFFFF"
        }
    }
    Txt {
        id: words
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        horizontalAlignment: Text.AlignHCenter
        visible: root.textSize > 0
        height: Math.ceil(root.textSize * 1.5)
        text: root.detail === "" ? root.caption : root.caption + " " + root.detail
        color: "#FFFFFF"
        font.pixelSize: Math.max(1, root.textSize)
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Math.max(1, root.textSize * 0.6)
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
}
