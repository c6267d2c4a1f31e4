pragma ComponentBehavior: Bound

import QtQml
import QtQuick
import ui.components
import ui.native
import ui.theme

// The hand-over: what is still open, faults, alarms, orders and openings by hand of the last hours.
PanelFrame {
    id: root

    required property ShiftPanel panel
    required property bool covered

    symbol: "assignment"
    title: qsTr("Shift")
    gate: root.panel.gate
    Component.onCompleted: list.forceActiveFocus()

    Instantiator {
        model: 4

        delegate: Shortcut {
            required property int index

            sequence: String(index + 1)
            enabled: !root.covered
            onActivated: root.panel.choose(index + 1)
        }
    }
    Row {
        id: tabs
        spacing: 12

        Repeater {
            model: root.panel.tabs

            delegate: OrderTabButton {
                required property int index

                objectName: "hours" + (index + 1)
                onClicked: root.panel.choose(index + 1)
            }
        }
    }
    Shortcut {
        sequence: "Ctrl+S"
        enabled: !root.covered
        onActivated: root.panel.save()
    }
    Button {
        id: save
        objectName: "saveShift"
        anchors.right: parent.right
        anchors.verticalCenter: tabs.verticalCenter
        implicitHeight: tabs.height
        symbol: "description"
        textSize: 26
        text: qsTr("Save") + " Ctrl+S"
        enabled: root.panel.canSave
        onClicked: root.panel.save()
    }
    Shortcut {
        sequence: "Ctrl+P"
        autoRepeat: false
        enabled: !root.covered && printing.visible && printing.enabled
        onActivated: root.panel.put_on_paper()
    }
    Button {
        id: printing
        objectName: "printShift"
        anchors.right: save.left
        anchors.rightMargin: visible ? 16 : 0
        anchors.verticalCenter: tabs.verticalCenter
        width: visible ? implicitWidth : 0
        implicitHeight: tabs.height
        symbol: root.panel.printer.goingOn ? "stop_circle" : "print"
        textSize: 26
        text: (root.panel.printer.goingOn ? qsTr("Stop") : qsTr("Print")) + " Ctrl+P"
        visible: root.panel.printer.present
        enabled: root.panel.canPrint
        onClicked: root.panel.put_on_paper()
    }
    Txt {
        objectName: "shiftSpan"
        anchors.right: printing.left
        anchors.rightMargin: 24
        anchors.left: tabs.right
        anchors.leftMargin: 32
        anchors.verticalCenter: tabs.verticalCenter
        horizontalAlignment: Text.AlignRight
        text: root.panel.span
        color: Theme.ink2
        font.pixelSize: Theme.secondarySize
        wrapMode: Text.NoWrap
    }
    Banner {
        id: problem
        objectName: "shiftProblem"
        anchors.top: tabs.bottom
        anchors.topMargin: 12
        width: parent.width
        text: root.panel.problem
    }
    Banner {
        id: saved
        objectName: "shiftSaved"
        anchors.top: problem.bottom
        anchors.topMargin: visible ? 12 : 0
        width: parent.width
        tone: root.panel.failed ? Banner.Tone.Bad : Banner.Tone.Good
        text: root.panel.saved
    }
    Banner {
        id: printed
        objectName: "shiftPrinted"
        anchors.top: saved.bottom
        anchors.topMargin: visible ? 12 : 0
        width: parent.width
        tone: root.panel.printer.tone
        text: root.panel.printer.text
        remedy: root.panel.printer.remedy
    }
    Txt {
        id: figures
        objectName: "shiftFigures"
        anchors.top: printed.bottom
        anchors.topMargin: 12
        width: parent.width
        text: root.panel.figures
        font.weight: Font.Bold
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 20
        wrapMode: Text.NoWrap
    }
    Txt {
        anchors.centerIn: parent
        visible: text !== ""
        text: root.panel.waiting
        color: Theme.ink2
        font.pixelSize: Theme.titleSize
    }
    ListView {
        id: list
        objectName: "shiftLines"
        anchors.top: figures.bottom
        anchors.topMargin: 12
        anchors.bottom: parent.bottom
        width: parent.width - 24
        clip: true
        spacing: 4
        focus: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.panel.lines
        Accessible.role: Accessible.List
        Accessible.name: root.title

        function scroll(by: real): void {
            contentY = Math.max(0, Math.min(Math.max(0, contentHeight - height), contentY + by));
        }
        Keys.onUpPressed: list.scroll(-96)
        Keys.onDownPressed: list.scroll(96)
        Keys.onPressed: event => {
            if (event.key === Qt.Key_PageUp || event.key === Qt.Key_PageDown) {
                list.scroll(event.key === Qt.Key_PageUp ? -height : height);
                event.accepted = true;
            }
        }

        delegate: Item {
            id: line

            required property int index
            required property string mark
            required property string when
            required property string text
            readonly property bool heading: line.mark === "heading"

            objectName: "shiftLine" + (line.index + 1)
            width: list.width
            height: words.height + (line.heading ? 20 : 8)
            Accessible.role: Accessible.ListItem
            Accessible.name: line.when + " " + line.text

            Icon {
                id: shape
                visible: !line.heading
                y: 4
                x: 8
                name: ({
                        bad: "cancel",
                        attention: "warning",
                        good: "door_sliding",
                        plain: "info"
                    })[line.mark] ?? ""
                tint: ({
                        bad: Theme.seal,
                        attention: Theme.amber,
                        good: Theme.green
                    })[line.mark] ?? Theme.ink2
                size: 30
            }
            Txt {
                y: 4
                x: 52
                text: line.when
                color: Theme.ink2
                font.pixelSize: 24
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
            Txt {
                id: words
                y: line.heading ? 14 : 4
                x: line.heading ? 8 : line.when === "" ? 52 : 260
                width: parent.width - x - 16
                text: line.text
                font.pixelSize: line.heading ? Theme.secondarySize : 24
                font.weight: line.heading ? Font.Bold : Font.Normal
                Accessible.ignored: true
            }
        }
    }
    ScrollHint {
        list: list
        anchors.rightMargin: 0
    }
}
