import QtQuick
import QtQuick.Templates as T
import ui.theme

// A small rounded label; with ``clickable`` a small button, as high as a finger needs.
T.AbstractButton {
    id: root

    enum Tone { Plain, Information, Good, Warning, Bad }

    property int tone: Pill.Tone.Plain
    property string symbol
    property bool clickable: false

    readonly property color ground: [Theme.card, Theme.lakePale, Theme.greenPale, Theme.amberPale, Theme.sealPale][root.tone]
    readonly property color figure: [Theme.ink, Theme.lakeDark, Theme.green, Theme.amber, Theme.seal][root.tone]

    implicitHeight: root.clickable ? Math.max(64, Theme.touch) : 56
    implicitWidth: row.implicitWidth + 48
    enabled: root.clickable
    focusPolicy: root.clickable ? Qt.StrongFocus : Qt.NoFocus
    Accessible.role: root.clickable ? Accessible.Button : Accessible.StaticText
    Accessible.name: root.text

    Keys.onReturnPressed: root.click()
    Keys.onEnterPressed: root.click()

    background: Rectangle {
        radius: Theme.pillRadius
        color: root.down ? Theme.line : root.ground
        border.width: root.clickable || root.tone === Pill.Tone.Plain ? 1 : 0
        border.color: Theme.line

        FocusRing {
            radius: Theme.pillRadius + 6
            shown: root.visualFocus
        }
    }
    contentItem: Item {
        implicitWidth: row.implicitWidth

        Row {
            id: row
            anchors.centerIn: parent
            spacing: 12

            Icon {
                visible: root.symbol !== ""
                name: root.symbol
                tint: root.figure
                size: 32
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                text: root.text
                color: root.figure
                font.pixelSize: Theme.secondarySize
                wrapMode: Text.NoWrap
                anchors.verticalCenter: parent.verticalCenter
                Accessible.ignored: true
            }
        }
    }
}
