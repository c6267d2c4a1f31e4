pragma ComponentBehavior: Bound
import QtQuick
import ui.theme

// Three dots that take turns: something is under way and its end is not known.
Row {
    id: root

    property bool running: true
    property color tint: Theme.lake
    property real dot: 20
    property int turn: 0

    spacing: root.dot * 0.8
    Accessible.role: Accessible.Animation
    Accessible.name: qsTr("Please wait")

    Timer {
        interval: 320
        repeat: true
        running: root.running && root.visible
        onTriggered: root.turn = (root.turn + 1) % 3
    }
    Repeater {
        model: 3

        Rectangle {
            required property int index

            width: root.dot
            height: root.dot
            radius: root.dot / 2
            color: root.tint
            opacity: root.running && root.turn === index ? 1 : 0.3

            Behavior on opacity {
                NumberAnimation {
                    duration: Theme.motionMs
                    easing.type: Easing.OutCubic
                }
            }
        }
    }
}
