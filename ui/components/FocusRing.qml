import QtQuick
import ui.theme

// Shows where the keyboard is, outside the control it belongs to.
Rectangle {
    required property bool shown

    anchors.fill: parent
    anchors.margins: -6
    radius: Theme.cardRadius + 6
    visible: shown
    color: "transparent"
    border.width: 4
    border.color: Theme.focus
}
