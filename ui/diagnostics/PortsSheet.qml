pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native
import ui.theme

// All ports that are there; one that fits can be tried and written into the configuration.
SheetFrame {
    id: root

    required property PortsPanel panel

    title: root.panel.title
    asking: root.panel.wanted !== ""
    held: root.panel.trying

    Column {
        id: head
        width: parent.width
        spacing: 16

        Banner {
            objectName: "portOutcome"
            width: parent.width
            tone: [Banner.Tone.Good, Banner.Tone.Warning, Banner.Tone.Bad][root.panel.level]
            text: root.panel.outcome
            remedy: root.panel.advice
        }
        Banner {
            objectName: "portMissed"
            width: parent.width
            tone: Banner.Tone.Warning
            text: root.panel.missed
        }
        Row {
            visible: root.panel.looking || root.panel.trying
            spacing: 24

            Busy {
                dot: 14
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                objectName: "portDoing"
                text: {
                    if (root.panel.stopping)
                        return qsTr("Stopping");
                    if (!root.panel.trying)
                        return qsTr("Looking for ports and printers, some seconds");
                    return root.panel.remote ? qsTr("The gate tries the device there, up to 25 seconds; all other devices go on") : qsTr("Trying the device there; all devices are let go for up to 15 seconds");
                }
                color: Theme.lakeDark
            }
        }
        Txt {
            visible: root.panel.current !== ""
            width: parent.width
            text: qsTr("Configured now: %1").arg(root.panel.current)
            color: Theme.ink2
            font.pixelSize: Theme.secondarySize
            elide: Text.ElideMiddle
            wrapMode: Text.NoWrap
        }
    }
    Card {
        anchors.top: head.bottom
        anchors.topMargin: 16
        anchors.bottom: parent.bottom
        width: parent.width

        EmptyState {
            anchors.centerIn: parent
            width: parent.width - 160
            visible: ports.count === 0 && !root.panel.looking
            objectName: "noPorts"
            symbol: root.panel.hint === "" && root.panel.missed === "" ? "search" : "info"
            title: {
                if (root.panel.hint !== "")
                    return qsTr("Devices of this kind can't be looked for");
                return root.panel.missed === "" ? qsTr("No port was found") : qsTr("Looking was not possible");
            }
            about: {
                if (root.panel.hint !== "")
                    return root.panel.hint;
                if (root.panel.missed !== "")
                    return qsTr("Mend what is said above, then look again; or type the port below.");
                return qsTr("Plug the device in, switch it on, and look again; or type its port below.");
            }
        }
        LineList {
            id: ports
            anchors.fill: parent
            anchors.margins: 16
            spacing: 4
            model: root.panel.rows

            delegate: Item {
                id: line

                required property int index
                required property string symbol
                required property string port
                required property string about
                required property string note
                required property bool usable
                // Nobody should touch what they don't see.
                readonly property bool whole: ports.shows(line.y, line.height)

                objectName: "port" + (line.index + 1)
                width: ports.width
                opacity: line.whole ? 1 : 0
                height: Math.max(104, Theme.touch + 12)
                Accessible.role: Accessible.ListItem
                Accessible.name: [line.port, line.about, line.note].join(", ")

                Icon {
                    id: glyph
                    x: 16
                    anchors.verticalCenter: parent.verticalCenter
                    name: line.symbol
                    tint: line.usable ? Theme.lakeDark : Theme.ink2
                    size: 44
                }
                Column {
                    anchors.left: glyph.right
                    anchors.leftMargin: 20
                    anchors.right: note.left
                    anchors.rightMargin: 20
                    anchors.verticalCenter: parent.verticalCenter

                    Txt {
                        width: parent.width
                        text: line.port
                        font.weight: Font.Medium
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: 18
                        wrapMode: Text.NoWrap
                        elide: Text.ElideMiddle
                    }
                    Txt {
                        width: parent.width
                        text: line.about
                        color: Theme.ink2
                        font.pixelSize: Theme.leastSize
                        wrapMode: Text.NoWrap
                        elide: Text.ElideRight
                    }
                }
                Txt {
                    id: note
                    anchors.right: use.left
                    anchors.rightMargin: 24
                    anchors.verticalCenter: parent.verticalCenter
                    text: line.note
                    color: Theme.ink2
                    font.pixelSize: Theme.secondarySize
                    wrapMode: Text.NoWrap
                }
                Button {
                    id: use
                    objectName: "use" + (line.index + 1)
                    anchors.right: parent.right
                    anchors.rightMargin: 16
                    anchors.verticalCenter: parent.verticalCenter
                    implicitHeight: Math.max(72, Theme.touch)
                    textSize: 26
                    text: qsTr("Use this one")
                    enabled: line.usable && line.whole && !root.panel.trying && !root.panel.looking
                    onClicked: root.panel.want(line.port)
                }
            }
        }
    }
    actions: [
        Button {
            objectName: "callOffPort"
            visible: root.panel.trying
            kind: Button.Kind.Primary
            text: qsTr("Stop trying") + " Esc"
            enabled: !root.panel.stopping
            onClicked: root.panel.call_off()
        },
        Button {
            objectName: "lookAgain"
            visible: root.panel.hint === "" && !root.panel.trying
            symbol: "refresh"
            text: qsTr("Look again")
            enabled: !root.panel.looking && !root.panel.trying
            onClicked: root.panel.look()
        },
        Button {
            objectName: "useTyped"
            visible: root.panel.typed && !root.panel.trying
            text: qsTr("Use this one")
            enabled: typed.text !== "" && !root.panel.looking && !root.panel.trying
            onClicked: root.panel.want(typed.text)
        },
        Field {
            id: typed
            visible: root.panel.typed && !root.panel.trying
            width: 760
            inputName: "typedPort"
            placeholder: qsTr("Another port or address")
            onAccepted: root.panel.want(typed.text)
        }
    ]

    Shortcut {
        sequence: "Esc"
        enabled: root.panel.trying
        onActivated: root.panel.call_off()
    }
    Dialog {
        visible: root.panel.wanted !== ""
        width: 1180
        symbol: "help"
        title: qsTr("Use this port?")
        about: root.panel.wanted + "\n" + qsTr("The device is tried there first. Only if it answers is the configuration written; the file as it was is kept beside it.") + (root.panel.inService ? "\n" + qsTr("The gate is in service: the device is away for a moment, and people may be passing.") : "")
        onOpened: leave.forceActiveFocus()

        Button {
            objectName: "useNow"
            kind: Button.Kind.Primary
            text: qsTr("Try and use it")
            onClicked: root.panel.use()
        }
        Button {
            id: leave
            objectName: "useNot"
            text: qsTr("Cancel") + " Esc"
            onClicked: root.panel.leave()
        }
        Shortcut {
            sequence: "Esc"
            enabled: root.panel.wanted !== ""
            onActivated: root.panel.leave()
        }
    }
}
