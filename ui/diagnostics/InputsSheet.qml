pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native
import ui.theme

// A barrier's inputs as they are now, and a pulse of its relay with what answered.
SheetFrame {
    id: root

    required property InputsPanel panel

    title: root.panel.title
    asking: clear.visible

    Card {
        width: parent.width
        height: parent.height

        Column {
            x: 56
            y: 48
            width: parent.width - 112
            spacing: 24

            Txt {
                text: qsTr("Inputs, live")
                font.pixelSize: Theme.bodySize
                font.weight: Font.Bold
            }
            Banner {
                objectName: "inputsProblem"
                width: parent.width
                text: root.panel.problem
            }
            Txt {
                visible: inputs.count === 0 && root.panel.problem === ""
                width: parent.width
                text: qsTr("No input is wired: the configuration names none in inputs = { ... }.")
                color: Theme.ink2
            }
            Repeater {
                id: inputs
                model: root.panel.rows

                delegate: Rectangle {
                    id: line

                    required property int index
                    required property string sensor
                    required property bool active
                    required property string condition
                    required property int changes

                    objectName: "input" + (line.index + 1)
                    width: parent === null ? 0 : parent.width
                    height: 104
                    radius: Theme.cardRadius
                    color: line.active ? Theme.amberPale : Theme.paper
                    Accessible.role: Accessible.ListItem
                    Accessible.name: line.sensor + ", " + line.condition

                    Icon {
                        id: glyph
                        x: 32
                        anchors.verticalCenter: parent.verticalCenter
                        name: "sensors"
                        tint: line.active ? Theme.amber : Theme.ink2
                        size: 48
                    }
                    Txt {
                        anchors.left: glyph.right
                        anchors.leftMargin: 24
                        anchors.verticalCenter: parent.verticalCenter
                        text: line.sensor
                        font.weight: Font.Medium
                    }
                    Txt {
                        x: parent.width * 0.4
                        anchors.verticalCenter: parent.verticalCenter
                        text: line.condition
                        color: line.active ? Theme.amber : Theme.ink2
                        font.weight: line.active ? Font.Bold : Font.Normal
                    }
                    Txt {
                        anchors.right: parent.right
                        anchors.rightMargin: 32
                        anchors.verticalCenter: parent.verticalCenter
                        text: qsTr("changed %1 times").arg(line.changes)
                        color: Theme.ink2
                        font.pixelSize: Theme.secondarySize
                    }
                }
            }
            Banner {
                objectName: "pulseResult"
                width: parent.width
                tone: [Banner.Tone.Good, Banner.Tone.Warning, Banner.Tone.Bad, Banner.Tone.Information][root.panel.level]
                text: root.panel.pulsing ? "" : root.panel.result
            }
            Row {
                visible: root.panel.pulsing
                spacing: 24

                Busy {
                    dot: 14
                    anchors.verticalCenter: parent.verticalCenter
                }
                Txt {
                    text: qsTr("The barrier opens for half a second; the inputs are watched for three")
                    color: Theme.lakeDark
                }
            }
        }
    }
    actions: [
        Button {
            objectName: "pulse"
            kind: Button.Kind.Primary
            symbol: "door_sliding"
            text: qsTr("Pulse the relay")
            enabled: !root.panel.pulsing
            onClicked: clear.open()
        }
    ]

    Dialog {
        id: clear
        symbol: "warning"
        symbolTint: Theme.amber
        title: qsTr("Is everybody clear of the barrier?")
        about: qsTr("It opens for half a second and closes again.")
        onOpened: leave.forceActiveFocus()

        Button {
            objectName: "pulseNow"
            kind: Button.Kind.Danger
            text: qsTr("Yes, pulse it")
            onClicked: {
                clear.close();
                root.panel.pulse();
            }
        }
        Button {
            id: leave
            objectName: "pulseNot"
            text: qsTr("Cancel") + " Esc"
            onClicked: clear.close()
        }
        Shortcut {
            sequence: "Esc"
            enabled: clear.opened
            onActivated: clear.close()
        }
    }
}
