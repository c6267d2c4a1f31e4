import QtQuick

// A symbol of ui/theme/icons, tinted while it is drawn (image provider "icon").
Image {
    property string name
    property color tint: Theme.ink
    property real size: 48

    width: size
    height: size
    sourceSize: Qt.size(Math.ceil(size * Math.max(1, Theme.stageScale)), Math.ceil(size * Math.max(1, Theme.stageScale)))
    source: name === "" ? "" : "image://icon/" + name + "/" + String(tint).replace("#", "")
    Accessible.ignored: true
}
