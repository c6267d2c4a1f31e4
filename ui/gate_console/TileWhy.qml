import QtQuick
import ui.theme

// What happened at a lane, what to do about it, and why to look at somebody who was let in.
Column {
    id: root

    required property string sentence
    required property string remedy
    required property string doubt
    required property real sentenceSize
    required property real remedySize
    required property real unit
    // Each on one line, smaller if need be.
    required property bool oneLine
    required property bool small

    Txt {
        width: parent.width
        text: root.sentence
        // The smallest tile has no room for both, and only the doubt asks for something.
        visible: text !== "" && (!root.small || root.doubt === "")
        color: "#FFFFFF"
        font.pixelSize: root.sentenceSize
        fontSizeMode: root.oneLine ? Text.HorizontalFit : Text.FixedSize
        minimumPixelSize: root.sentenceSize * 0.75
        font.weight: Font.Medium
        lineHeight: 0.9
        maximumLineCount: root.oneLine ? 1 : 2
        elide: Text.ElideRight
        Accessible.ignored: true
    }
    Txt {
        width: parent.width
        text: root.remedy
        visible: text !== ""
        color: "#FFFFFF"
        font.pixelSize: root.remedySize
        fontSizeMode: root.oneLine ? Text.HorizontalFit : Text.FixedSize
        minimumPixelSize: root.remedySize * 0.75
        lineHeight: 0.9
        maximumLineCount: root.oneLine ? 1 : 2
        elide: Text.ElideRight
        Accessible.ignored: true
    }
    Item {
        width: parent.width
        height: 6 * root.unit
        visible: doubt.visible
    }
    Rectangle {
        id: doubt
        width: parent.width
        height: doubtful.height + 10 * root.unit
        visible: root.doubt !== ""
        radius: 12 * root.unit
        color: Theme.amberPale

        Icon {
            id: mark
            x: 10 * root.unit
            anchors.verticalCenter: parent.verticalCenter
            name: "warning"
            tint: Theme.amber
            size: root.remedySize * 1.2
        }
        Txt {
            id: doubtful
            anchors.left: mark.right
            anchors.leftMargin: 10 * root.unit
            anchors.right: parent.right
            anchors.rightMargin: 10 * root.unit
            anchors.verticalCenter: parent.verticalCenter
            text: root.doubt
            color: Theme.amber
            font.pixelSize: root.remedySize
            font.weight: Font.Medium
            fontSizeMode: root.oneLine ? Text.HorizontalFit : Text.FixedSize
            minimumPixelSize: root.remedySize * 0.75
            lineHeight: 0.9
            maximumLineCount: root.oneLine ? 1 : 2
            elide: Text.ElideRight
            Accessible.ignored: true
        }
    }
}
