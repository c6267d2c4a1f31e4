pragma ComponentBehavior: Bound

import QtQuick
import ui.native
import ui.theme

// What needs a person, one line each, the worst first; how many more there are stands in the last.
// What is too long for its line takes two rows, what is too long for these gets smaller.
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
            readonly property real room: more.x - what.x - 16
            readonly property real gap: line.remedy === "" ? 0 : 24
            readonly property real wanted: what.implicitWidth + line.gap + remedy.implicitWidth
            readonly property bool fits: line.wanted <= line.room
            readonly property int hidden: line.index === root.shown - 1 ? list.count - root.shown : 0

            objectName: "notice" + (line.index + 1)
            visible: line.index < root.shown
            width: root.width
            height: line.fits ? 64 : 92
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
                // Each as much of the room as it has of the words, and a little for how they break.
                width: line.fits ? implicitWidth : (line.room - line.gap) * what.implicitWidth / (line.wanted - line.gap)
                height: line.height - 8
                verticalAlignment: Text.AlignVCenter
                text: line.text
                color: line.figure
                font.pixelSize: 28
                font.weight: Font.Medium
                fontSizeMode: Text.Fit
                minimumPixelSize: 20
                maximumLineCount: 2
                lineHeight: 0.85
                wrapMode: line.fits ? Text.NoWrap : Text.Wrap
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            Txt {
                id: remedy
                objectName: line.objectName + ".remedy"
                anchors.left: what.right
                anchors.leftMargin: line.gap
                anchors.verticalCenter: parent.verticalCenter
                width: line.fits ? implicitWidth : line.room - line.gap - what.width
                height: line.height - 8
                verticalAlignment: Text.AlignVCenter
                text: line.remedy
                font.pixelSize: 26
                fontSizeMode: Text.Fit
                minimumPixelSize: 20
                maximumLineCount: 2
                lineHeight: 0.85
                wrapMode: line.fits ? Text.NoWrap : Text.Wrap
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
