pragma ComponentBehavior: Bound

import QtQuick
import ui.native
import ui.theme

// Refusals by reason as bars with their numbers, and each lane's throughput as a table with bars.
Item {
    id: root

    required property FiguresPanel panel
    readonly property int lineHeight: Math.min(44, (root.height - 44) / Math.max(1, reasons.count, lanes.count))
    readonly property int textSize: Math.min(24, root.lineHeight * 0.72)
    // Where the columns of figures begin, as parts of the width.
    readonly property var columns: [0.24, 0.36, 0.47, 0.6, 0.73]

    Column {
        id: refusals
        width: parent.width * 0.38

        Txt {
            height: 40
            text: qsTr("Refusals by reason")
            font.pixelSize: Theme.secondarySize
            font.weight: Font.Bold
        }
        Txt {
            visible: reasons.count === 0
            text: qsTr("Nobody was refused")
            color: Theme.ink2
            font.pixelSize: Theme.leastSize
        }
        Repeater {
            id: reasons
            model: root.panel.reasons

            delegate: Item {
                id: reason

                required property int index
                required property string words
                required property int count
                required property real part

                objectName: "reasonBar" + (reason.index + 1)
                width: refusals.width
                height: root.lineHeight

                Txt {
                    width: parent.width * 0.72
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    text: reason.words
                    font.pixelSize: root.textSize
                    fontSizeMode: Text.Fit
                    minimumPixelSize: 14
                    lineHeight: 0.8
                }
                Rectangle {
                    x: parent.width * 0.74
                    width: Math.max(2, parent.width * 0.16 * reason.part)
                    height: parent.height * 0.6
                    radius: 4
                    anchors.verticalCenter: parent.verticalCenter
                    color: Theme.seal
                }
                Txt {
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    text: reason.count
                    font.pixelSize: root.textSize
                    font.weight: Font.Medium
                    wrapMode: Text.NoWrap
                }
            }
        }
    }
    Column {
        id: table
        x: parent.width - width
        width: parent.width * 0.58

        Item {
            width: table.width
            height: 40

            Txt {
                text: qsTr("Lanes")
                font.pixelSize: Theme.secondarySize
                font.weight: Font.Bold
            }
            Repeater {
                model: [qsTr("in"), qsTr("out"), qsTr("refused"), qsTr("by hand"), qsTr("busiest 5 min")]

                delegate: Txt {
                    required property int index
                    required property string modelData

                    x: table.width * root.columns[index]
                    y: 6
                    width: table.width * (index === 4 ? 0.27 : 0.11)
                    text: modelData
                    color: Theme.ink2
                    font.pixelSize: 20
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: 14
                    wrapMode: Text.NoWrap
                }
            }
        }
        Repeater {
            id: lanes
            model: root.panel.lanes

            delegate: Item {
                id: lane

                required property int index
                required property string lane
                required property string entered
                required property string exited
                required property string refused
                required property string opened
                required property string busiest
                required property real part

                objectName: "laneFigures" + (lane.index + 1)
                width: table.width
                height: root.lineHeight

                Rectangle {
                    width: Math.max(2, table.width * 0.22 * lane.part)
                    height: 4
                    anchors.bottom: parent.bottom
                    color: Theme.lake
                }
                Txt {
                    width: table.width * 0.22
                    anchors.verticalCenter: parent.verticalCenter
                    text: lane.lane
                    font.pixelSize: root.textSize
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: 14
                    wrapMode: Text.NoWrap
                    elide: Text.ElideRight
                }
                Repeater {
                    model: [lane.entered, lane.exited, lane.refused, lane.opened, lane.busiest]

                    delegate: Txt {
                        required property int index
                        required property string modelData

                        x: table.width * root.columns[index]
                        width: table.width * (index === 4 ? 0.27 : 0.11)
                        y: (root.lineHeight - height) / 2
                        text: modelData
                        font.pixelSize: root.textSize
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: 14
                        wrapMode: Text.NoWrap
                    }
                }
            }
        }
    }
}
