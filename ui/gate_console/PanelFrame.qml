pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native
import ui.theme

// A panel in place of the large tiles: what it is, which gate it is about, and how to leave it.
Card {
    id: root

    required property GateChoice gate
    property string symbol
    property string title
    default property alias content: place.data
    signal closed

    // Esc: a step back, or out.
    function leave(): void {
        root.closed();
    }

    radius: Theme.fieldRadius

    Row {
        id: name
        x: 36
        height: close.height
        y: 16
        spacing: 16

        Icon {
            name: root.symbol
            tint: Theme.lake
            size: 44
            anchors.verticalCenter: parent.verticalCenter
        }
        Txt {
            text: root.title
            font.pixelSize: 36
            font.weight: Font.Bold
            wrapMode: Text.NoWrap
            anchors.verticalCenter: parent.verticalCenter
        }
    }
    Row {
        anchors.left: name.right
        anchors.leftMargin: 48
        anchors.verticalCenter: name.verticalCenter
        spacing: 12
        visible: root.gate.several

        Txt {
            text: "Ctrl+G"
            color: Theme.ink2
            font.pixelSize: Theme.leastSize
            anchors.verticalCenter: parent.verticalCenter
        }
        Repeater {
            model: root.gate.gates

            delegate: OrderTabButton {
                required property int index

                objectName: "gate" + (index + 1)
                onClicked: root.gate.choose(index)
            }
        }
    }
    Pill {
        id: close
        objectName: "closePanel"
        anchors.right: parent.right
        anchors.rightMargin: 24
        y: 16
        clickable: true
        symbol: "close"
        text: "Esc"
        Accessible.name: qsTr("Close")
        onClicked: root.closed()
    }
    Item {
        id: place
        anchors.top: name.bottom
        anchors.topMargin: 8
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 24
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: 36
        anchors.rightMargin: 36
    }
    Shortcut {
        sequence: "Ctrl+G"
        enabled: root.gate.several
        onActivated: root.gate.turn()
    }
}
