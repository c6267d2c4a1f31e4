import QtQuick
import ui.components
import ui.theme

// One device of a readiness run: waiting, running, or what came out.
Rectangle {
    id: root

    required property int index
    required property string device
    required property string about
    required property string symbol
    required property int progress
    required property int level
    required property string outcome
    required property string said
    required property string took
    readonly property bool running: root.progress === 1
    readonly property color figure: [Theme.green, Theme.amber, Theme.seal, Theme.ink2][root.level]

    objectName: "step" + (root.index + 1)
    implicitHeight: Math.max(88, words.implicitHeight + 24)
    radius: Theme.pillRadius
    color: root.running ? Theme.lakePale : "transparent"
    border.width: root.running ? 2 : 0
    border.color: Theme.lake
    Accessible.role: Accessible.ListItem
    Accessible.name: [root.device, root.about, root.outcome, root.said].filter(part => part !== "").join(", ")

    Icon {
        id: glyph
        x: 16
        y: 20
        name: root.symbol
        tint: root.running ? Theme.lakeDark : Theme.ink2
        size: 44
    }
    Column {
        id: words
        anchors.left: glyph.right
        anchors.leftMargin: 20
        anchors.right: parent.right
        anchors.rightMargin: 24
        anchors.verticalCenter: parent.verticalCenter
        spacing: 2

        Item {
            width: parent.width
            height: name.implicitHeight

            Txt {
                id: name
                anchors.left: parent.left
                text: root.device
                width: Math.min(implicitWidth, parent.width * 0.45)
                font.weight: Font.Medium
                wrapMode: Text.NoWrap
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            Txt {
                anchors.left: name.right
                anchors.leftMargin: 16
                anchors.baseline: name.baseline
                text: root.about
                color: Theme.ink2
                font.pixelSize: Theme.leastSize
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
            Row {
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                spacing: 12

                Txt {
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.took
                    color: Theme.ink2
                    font.pixelSize: Theme.leastSize
                    wrapMode: Text.NoWrap
                    Accessible.ignored: true
                }
                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    visible: root.progress === 2
                    name: ["check_circle", "timer_off", "cancel", "skip_next"][root.level]
                    tint: root.figure
                    size: 32
                }
                Txt {
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.outcome
                    color: root.figure
                    font.pixelSize: Theme.secondarySize
                    font.weight: Font.Medium
                    wrapMode: Text.NoWrap
                    Accessible.ignored: true
                }
                Busy {
                    anchors.verticalCenter: parent.verticalCenter
                    visible: root.running
                    dot: 14
                }
            }
        }
        Txt {
            width: parent.width
            visible: text !== ""
            text: root.said
            color: Theme.ink2
            font.pixelSize: Theme.leastSize
            wrapMode: Text.WrapAtWordBoundaryOrAnywhere
            Accessible.ignored: true
        }
    }
}
