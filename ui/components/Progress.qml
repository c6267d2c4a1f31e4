import QtQuick
import ui.theme

// How much of a known amount is done, 0 to 1.
Rectangle {
    id: root

    property real value: 0
    property string label

    implicitHeight: 16
    implicitWidth: 480
    radius: height / 2
    color: Theme.line
    Accessible.role: Accessible.ProgressBar
    Accessible.name: root.label

    Rectangle {
        height: parent.height
        width: Math.max(height, parent.width * Math.min(1, Math.max(0, root.value)))
        visible: root.value > 0
        radius: height / 2
        color: Theme.lake

        Behavior on width {
            NumberAnimation {
                duration: Theme.motionMs
                easing.type: Easing.OutCubic
            }
        }
    }
}
