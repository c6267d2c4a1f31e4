import QtQuick
import ui.theme

// What happened and what to do, across the width of its place. Collapses when it has no text.
Rectangle {
    id: root

    enum Tone { Information, Good, Warning, Bad }

    property int tone: Banner.Tone.Bad
    property string text
    property string remedy
    readonly property color figure: [Theme.lakeDark, Theme.green, Theme.amber, Theme.seal][root.tone]

    visible: root.text !== ""
    implicitHeight: visible ? column.implicitHeight + 40 : 0
    radius: Theme.cardRadius
    color: [Theme.lakePale, Theme.greenPale, Theme.amberPale, Theme.sealPale][root.tone]
    Accessible.role: Accessible.AlertMessage
    Accessible.name: root.text + (root.remedy === "" ? "" : " " + root.remedy)

    Icon {
        id: glyph
        name: ["info", "check_circle", "warning", "error"][root.tone]
        tint: root.figure
        size: 48
        anchors.left: parent.left
        anchors.leftMargin: 28
        anchors.verticalCenter: parent.verticalCenter
    }
    Column {
        id: column
        anchors.left: glyph.right
        anchors.leftMargin: 20
        anchors.right: parent.right
        anchors.rightMargin: 28
        anchors.verticalCenter: parent.verticalCenter
        spacing: 4

        Txt {
            width: parent.width
            text: root.text
            font.weight: Font.Medium
            color: root.figure
            Accessible.ignored: true
        }
        Txt {
            width: parent.width
            visible: text !== ""
            text: root.remedy
            font.pixelSize: Theme.secondarySize
            Accessible.ignored: true
        }
    }
}
