pragma ComponentBehavior: Bound

import QtQuick
import ui.native
import ui.theme

// Entries upwards, refusals downwards from one axis, a bar for each five minutes.
Item {
    id: root

    required property FiguresPanel panel
    readonly property real scaleWidth: 72
    readonly property real axis: (root.height - 40) * 0.68
    readonly property real depth: root.height - 40 - root.axis
    readonly property real step: (root.width - root.scaleWidth) / Math.max(1, bars.count)
    signal picked(int place)

    Accessible.role: Accessible.Chart
    Accessible.name: qsTr("Entries and refusals in each five minutes") + ". " + root.panel.headline

    Repeater {
        model: root.panel.counts

        delegate: Item {
            id: level

            required property real place
            required property string label

            y: root.axis - root.axis * 0.94 * level.place
            width: root.width

            Rectangle {
                x: root.scaleWidth
                width: parent.width - x
                height: level.place === 0 ? 2 : 1
                color: level.place === 0 ? Theme.ink : Theme.line
            }
            Txt {
                width: root.scaleWidth - 12
                anchors.verticalCenter: parent.top
                horizontalAlignment: Text.AlignRight
                text: level.label
                color: Theme.ink2
                font.pixelSize: Theme.leastSize
                wrapMode: Text.NoWrap
            }
        }
    }
    Repeater {
        model: root.panel.hours

        delegate: Item {
            id: hour

            required property real place
            required property string label

            x: root.scaleWidth + (root.width - root.scaleWidth) * hour.place

            Rectangle {
                width: 1
                height: root.height - 36
                color: Theme.line
            }
            Txt {
                x: -implicitWidth / 2
                y: root.height - 34
                text: hour.label
                color: Theme.ink2
                font.pixelSize: Theme.leastSize
                wrapMode: Text.NoWrap
            }
        }
    }
    Repeater {
        id: bars
        model: root.panel.bars

        delegate: Item {
            id: bar

            required property int index
            required property real entered
            required property real refused
            readonly property bool read: bar.index === root.panel.cursor

            x: root.scaleWidth + root.step * bar.index
            width: root.step
            height: root.height - 40

            Rectangle {
                visible: bar.read
                anchors.fill: parent
                color: Theme.amberPale
                border.width: 1
                border.color: Theme.focus
            }
            Rectangle {
                x: parent.width * 0.1
                width: Math.max(1, parent.width * 0.8)
                height: root.axis * 0.94 * bar.entered
                y: root.axis - height
                color: Theme.lake
            }
            Rectangle {
                x: parent.width * 0.1
                width: Math.max(1, parent.width * 0.8)
                height: Math.min(root.depth, root.axis * 0.94 * bar.refused)
                y: root.axis + 2
                color: Theme.seal
            }
            TapHandler {
                onTapped: root.picked(bar.index)
            }
        }
    }
    Txt {
        x: root.scaleWidth + 12
        text: "▲ " + qsTr("Entries in 5 minutes")
        color: Theme.lakeDark
        font.pixelSize: Theme.leastSize
        font.weight: Font.Medium
    }
    Txt {
        x: root.scaleWidth + 12
        y: root.height - 40 - height - 4
        text: "▼ " + qsTr("Refusals in 5 minutes")
        color: Theme.seal
        font.pixelSize: Theme.leastSize
        font.weight: Font.Medium
    }
}
