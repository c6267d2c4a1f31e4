pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native

// All devices by terminal. Touching one shows it in detail; its button tests it.
Card {
    id: root

    required property Bench bench

    LineList {
        id: list
        objectName: "devices"
        anchors.fill: parent
        anchors.margins: 16
        spacing: 4
        model: root.bench.rows

        delegate: DeviceLine {
            required property int index

            width: list.width - (list.visibleArea.heightRatio < 1 ? 14 : 0)
            whole: list.shows(y, height)
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
