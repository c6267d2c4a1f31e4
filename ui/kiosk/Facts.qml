pragma ComponentBehavior: Bound
import QtQuick
import ui.components
import ui.theme

// A card of named values; ``rows`` is a list of {label, value}.
Card {
    id: root

    property var rows: []

    implicitHeight: list.height + 48
    height: implicitHeight

    Column {
        id: list
        x: 40
        y: 24
        width: parent.width - 80

        Repeater {
            model: root.rows

            Item {
                id: row

                required property var modelData
                required property int index

                width: list.width
                height: Math.max(64, value.height + 24)

                Rectangle {
                    visible: row.index > 0
                    width: parent.width
                    height: 1
                    color: Theme.line
                }
                Txt {
                    width: 300
                    anchors.verticalCenter: parent.verticalCenter
                    text: row.modelData.label
                    color: Theme.ink2
                    font.pixelSize: Theme.secondarySize
                }
                Txt {
                    id: value
                    x: 316
                    width: parent.width - 316
                    anchors.verticalCenter: parent.verticalCenter
                    text: row.modelData.value
                }
            }
        }
    }
}
