import QtQuick

// What the window knows of a keyboard, so that Qt's own is loaded only where it is configured.
Item {
    property string language: "zh_CN"
    // Window pixels that it covers at the bottom.
    property real taken: 0
}
