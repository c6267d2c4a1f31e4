import QtQuick
import ui.theme

// A named state at a glance: a dot, whose shape also differs, and a word.
Row {
    id: root

    enum Level { Good, Attention, Bad, Unknown }

    property int level: StatusDot.Level.Unknown
    property string text
    property int textSize: Theme.leastSize

    spacing: 10

    Icon {
        name: ["check_circle", "warning", "cancel", "help"][root.level]
        tint: [Theme.green, Theme.amber, Theme.seal, Theme.ink2][root.level]
        size: root.textSize + 4
        anchors.verticalCenter: parent.verticalCenter
    }
    Txt {
        text: root.text
        color: Theme.ink2
        font.pixelSize: root.textSize
        wrapMode: Text.NoWrap
        anchors.verticalCenter: parent.verticalCenter
    }
}
