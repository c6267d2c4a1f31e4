pragma ComponentBehavior: Bound

import QtQuick
import ui.native
import ui.theme

// Fire and lockdown: each a line across the whole screen, which no other trouble pushes away.
Grid {
    id: root

    required property Rows alarms
    // Beside each other, where a panel needs the room.
    property bool compact: false

    columns: root.compact ? Math.max(1, list.count) : 1
    spacing: 8

    Repeater {
        id: list
        model: root.alarms

        delegate: Rectangle {
            id: line

            required property int index
            required property string symbol
            required property string word
            required property string text
            required property string remedy

            objectName: "alarm" + (line.index + 1)
            width: (root.width - root.spacing * (root.columns - 1)) / root.columns
            height: root.compact ? 64 : 84
            radius: 20
            color: Theme.seal
            Accessible.role: Accessible.AlertMessage
            Accessible.name: [line.word, line.text, line.remedy].join(". ")

            Icon {
                id: glyph
                name: line.symbol
                tint: "#FFFFFF"
                size: root.compact ? 44 : 56
                x: 24
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                id: word
                anchors.left: glyph.right
                anchors.leftMargin: 16
                anchors.verticalCenter: parent.verticalCenter
                text: line.word
                color: "#FFFFFF"
                font.pixelSize: root.compact ? 38 : 50
                font.weight: Font.Black
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
            Txt {
                anchors.left: word.right
                anchors.leftMargin: 24
                anchors.right: remedy.left
                anchors.rightMargin: 24
                anchors.verticalCenter: parent.verticalCenter
                height: parent.height - 4
                verticalAlignment: Text.AlignVCenter
                text: line.text
                color: "#FFFFFF"
                font.pixelSize: root.compact ? 28 : 34
                font.weight: Font.Medium
                fontSizeMode: Text.Fit
                minimumPixelSize: root.compact ? 15 : 18
                maximumLineCount: 3
                lineHeight: 0.85
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            Txt {
                id: remedy
                anchors.right: parent.right
                anchors.rightMargin: text === "" ? 0 : 28
                anchors.verticalCenter: parent.verticalCenter
                text: root.compact ? "" : line.remedy
                color: "#FFFFFF"
                font.pixelSize: 30
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
        }
    }
}
