pragma ComponentBehavior: Bound

import QtQuick
import ui.native
import ui.theme

// What needs a person, one line each, the worst first; how many more there are stands in the last.
Column {
    id: root

    required property Rows notices
    // Lines that there is room for.
    property int shown: 2

    spacing: 8

    Repeater {
        id: list
        model: root.notices

        delegate: Rectangle {
            id: line

            required property int index
            required property int tone
            required property string text
            required property string remedy
            readonly property color figure: [Theme.lakeDark, Theme.green, Theme.amber, Theme.seal][line.tone]
            readonly property int hidden: line.index === root.shown - 1 ? list.count - root.shown : 0

            objectName: "notice" + (line.index + 1)
            visible: line.index < root.shown
            width: root.width
            height: 64
            radius: 20
            color: [Theme.lakePale, Theme.greenPale, Theme.amberPale, Theme.sealPale][line.tone]
            Accessible.role: Accessible.AlertMessage
            Accessible.name: line.text + ". " + line.remedy

            Icon {
                id: glyph
                name: ["info", "check_circle", "warning", "error"][line.tone]
                tint: line.figure
                size: 40
                x: 24
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                id: what
                anchors.left: glyph.right
                anchors.leftMargin: 16
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, line.remedy === "" ? more.x - x - 24 : line.width * 0.6)
                text: line.text
                color: line.figure
                font.pixelSize: 28
                font.weight: Font.Medium
                wrapMode: Text.NoWrap
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            Txt {
                anchors.left: what.right
                anchors.leftMargin: 24
                anchors.right: more.left
                anchors.rightMargin: 16
                anchors.verticalCenter: parent.verticalCenter
                text: line.remedy
                font.pixelSize: 26
                wrapMode: Text.NoWrap
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            Txt {
                id: more
                anchors.right: parent.right
                anchors.rightMargin: 24
                anchors.verticalCenter: parent.verticalCenter
                text: line.hidden > 0 ? qsTr("%1 more").arg(line.hidden) : ""
                color: line.figure
                font.pixelSize: 24
                wrapMode: Text.NoWrap
            }
        }
    }
}
