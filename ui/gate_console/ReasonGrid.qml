pragma ComponentBehavior: Bound

import QtQuick
import ui.native

// Reasons in two columns: a number key, an arrow or a touch picks one, Enter goes on.
FocusScope {
    id: root

    required property Rows reasons
    property bool locked: false
    signal chosen(int number)
    signal moved(int by)
    signal turned(int by)
    signal confirmed

    objectName: "reasons"
    height: list.height
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Reason")

    Keys.onUpPressed: root.moved(-1)
    Keys.onDownPressed: root.moved(1)
    Keys.onLeftPressed: root.turned(-1)
    Keys.onRightPressed: root.turned(1)
    Keys.onReturnPressed: root.confirmed()
    Keys.onEnterPressed: root.confirmed()

    Grid {
        id: list
        width: parent.width
        columns: 2
        columnSpacing: 16
        rowSpacing: 12

        Repeater {
            model: root.reasons

            delegate: ReasonButton {
                width: (list.width - 16) / 2
                enabled: !root.locked
                onClicked: root.chosen(number)
            }
        }
    }
}
