import QtQuick
import ui.theme

// A white surface that holds what belongs together.
Rectangle {
    radius: Theme.cardRadius
    color: Theme.card
    border.width: 1
    border.color: Theme.line
}
