import QtQuick
import ui.theme

// A band across a tile: what is in force or awaited there, whoever stands there.
Rectangle {
    id: root

    required property string text
    // An emergency; otherwise something that a guard is waited for.
    required property bool grave
    property real edge: 24

    color: root.grave ? LaneLook.alarm : Theme.amberPale
    topLeftRadius: Theme.fieldRadius
    topRightRadius: Theme.fieldRadius

    Icon {
        id: mark
        x: root.edge
        anchors.verticalCenter: parent.verticalCenter
        name: root.grave ? "emergency_home" : "timer"
        tint: words.color
        size: Math.max(1, root.height * 0.72)
    }
    Txt {
        id: words
        anchors.left: mark.right
        anchors.leftMargin: root.edge / 2
        anchors.right: parent.right
        anchors.rightMargin: root.edge
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: root.text
        color: root.grave ? "#FFFFFF" : Theme.amber
        font.pixelSize: Math.max(1, root.height * 0.56)
        font.weight: Font.Bold
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Math.max(1, root.height * 0.3)
        wrapMode: Text.NoWrap
        elide: Text.ElideRight
        Accessible.ignored: true
    }
}
