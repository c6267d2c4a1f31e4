pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native

// All devices by terminal. Touching one shows it in detail; its button tests it.
Card {
    id: root

    required property Bench bench

    ListView {
        id: list
        objectName: "devices"
        anchors.fill: parent
        anchors.margins: 16
        clip: true
        spacing: 4
        boundsBehavior: Flickable.StopAtBounds
        model: root.bench.rows

        delegate: DeviceLine {
            required property int index

            width: list.width
            onSelectedChanged: if (selected)
                list.positionViewAtIndex(index, ListView.Contain)
            onChosen: root.bench.select(number)
            onTest: {
                root.bench.select(number);
                root.bench.test_selected();
            }
        }
    }
}
