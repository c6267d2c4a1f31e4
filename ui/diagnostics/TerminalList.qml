pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.native
import ui.theme

// The terminals that a readiness run can be made over; one of them is chosen.
Column {
    id: root

    required property Rows terminals
    readonly property int count: lines.count
    signal chosen(int place)

    spacing: 12

    Repeater {
        id: lines
        model: root.terminals

        delegate: T.AbstractButton {
            id: line

            required property int index
            required property string name
            required property string about
            required property int level
            required property bool reachable
            required property bool chosen

            objectName: "terminal" + (line.index + 1)
            width: root.width
            implicitHeight: Math.max(88, Theme.touch)
            enabled: line.reachable
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.RadioButton
            Accessible.name: [line.name, line.about].filter(part => part !== "").join(", ")
            Accessible.checked: line.chosen
            onClicked: root.chosen(line.index)
            Keys.onReturnPressed: line.click()

            background: Rectangle {
                radius: Theme.cardRadius
                color: line.chosen && line.reachable ? Theme.lakePale : line.down ? Theme.line : Theme.card
                border.width: line.chosen && line.reachable ? 3 : 2
                border.color: line.chosen && line.reachable || line.visualFocus ? Theme.lake : Theme.line
            }
            contentItem: Item {
                Txt {
                    x: 28
                    width: parent.width * 0.6
                    anchors.verticalCenter: parent.verticalCenter
                    text: line.name
                    color: line.reachable ? Theme.ink : Theme.ink2
                    font.weight: Font.Medium
                    wrapMode: Text.NoWrap
                    elide: Text.ElideRight
                    Accessible.ignored: true
                }
                StatusDot {
                    visible: line.about !== ""
                    anchors.right: parent.right
                    anchors.rightMargin: 28
                    anchors.verticalCenter: parent.verticalCenter
                    level: line.level
                    text: line.about
                    textSize: Theme.secondarySize
                }
            }
        }
    }
}
