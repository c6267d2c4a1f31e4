import QtQuick
import ui.components
import ui.native
import ui.theme

// Asks before a test may get in the way of people passing.
Dialog {
    id: root

    required property Bench bench

    visible: root.bench.asking
    symbol: "warning"
    symbolTint: Theme.amber
    width: 1180
    title: root.bench.asked_about
    about: qsTr("A test takes the reader, the camera or the barrier away from people who are passing, for some seconds each.")
    onOpened: leave.forceActiveFocus()

    Button {
        objectName: "testAnyway"
        kind: Button.Kind.Danger
        text: qsTr("Test anyway") + " Y"
        onClicked: root.bench.include()
    }
    Button {
        objectName: "skipInService"
        visible: root.bench.others
        text: qsTr("Only the others") + " N"
        onClicked: root.bench.leave_out()
    }
    Button {
        id: leave
        objectName: "cancelTest"
        text: qsTr("Cancel") + " Esc"
        onClicked: root.bench.forget()
    }

    Shortcut {
        sequence: "Y"
        enabled: root.opened
        onActivated: root.bench.include()
    }
    Shortcut {
        sequence: "N"
        enabled: root.opened && root.bench.others
        onActivated: root.bench.leave_out()
    }
    Shortcut {
        sequence: "Esc"
        enabled: root.opened
        onActivated: root.bench.forget()
    }
}
