pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native

// The lanes, as large as their number allows: 1, 2 beside each other, 3 to 4, 5 to 6, 7 to 8.
Item {
    id: root

    required property Rows lanes
    signal chosen(int number)

    readonly property int count: list.count
    readonly property int columns: count <= 1 ? 1 : count <= 4 ? 2 : count <= 6 ? 3 : 4
    readonly property int rows: Math.max(1, Math.ceil(count / columns))
    readonly property int gap: 20

    Repeater {
        id: list
        model: root.lanes

        delegate: LaneTile {
            required property int index

            width: (root.width - root.gap * (root.columns - 1)) / root.columns
            height: (root.height - root.gap * (root.rows - 1)) / root.rows
            x: (index % root.columns) * (width + root.gap)
            y: Math.floor(index / root.columns) * (height + root.gap)
            onClicked: root.chosen(number)
        }
    }
    EmptyState {
        anchors.centerIn: parent
        width: 1200
        visible: root.count === 0
        symbol: "sensors"
        title: qsTr("No lane has been heard of yet")
        about: qsTr("They appear here as soon as the gate's program answers.")
    }
}
