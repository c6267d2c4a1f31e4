import QtQuick
import QtQuick.Templates as T
import ui.theme

// A large choice on a home screen: symbol, title, one line about it, and a badge when it is urgent.
T.AbstractButton {
    id: root

    property string symbol
    property string title
    property string about
    property string badge
    // The screen's main action is filled with the lake colour.
    property bool main: false
    readonly property bool low: height < 240
    // The symbol stands beside the words.
    readonly property bool flat: height < 170

    implicitHeight: 264
    implicitWidth: 578
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: root.title + ". " + root.about + (root.badge === "" ? "" : ". " + root.badge)

    Keys.onReturnPressed: root.click()
    Keys.onEnterPressed: root.click()

    background: Rectangle {
        radius: Theme.cardRadius
        color: root.main ? (root.down ? Theme.lakeDark : Theme.lake) : (root.down ? Theme.lakePale : Theme.card)
        border.width: root.main ? 0 : 1
        border.color: root.down ? Theme.lake : Theme.line

        FocusRing {
            shown: root.visualFocus
        }
    }
    contentItem: Item {
        Grid {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.leftMargin: root.flat ? 28 : 40
            anchors.rightMargin: root.flat ? 28 : 40
            anchors.verticalCenter: parent.verticalCenter
            columns: root.flat ? 2 : 1
            columnSpacing: 24
            rowSpacing: root.low ? 6 : 14
            verticalItemAlignment: Grid.AlignVCenter

            Icon {
                id: glyph
                name: root.symbol
                tint: root.main ? "#FFFFFF" : Theme.lake
                size: root.low ? 56 : 72
            }
            Column {
                width: parent.width - (root.flat ? glyph.width + parent.columnSpacing : 0)
                spacing: root.low ? 6 : 14

                Txt {
                    width: parent.width
                    text: root.title
                    font.pixelSize: root.low ? 36 : Theme.titleSize
                    font.weight: Font.Bold
                    color: root.main ? "#FFFFFF" : Theme.ink
                    elide: Text.ElideRight
                    maximumLineCount: 1
                    Accessible.ignored: true
                }
                Txt {
                    width: parent.width
                    text: root.about
                    font.pixelSize: Theme.secondarySize
                    color: root.main ? "#FFFFFF" : Theme.ink2
                    elide: Text.ElideRight
                    maximumLineCount: 2
                    Accessible.ignored: true
                }
            }
        }
        Rectangle {
            visible: root.badge !== ""
            anchors.right: parent.right
            anchors.top: parent.top
            anchors.margins: 28
            radius: height / 2
            height: 44
            width: badgeText.implicitWidth + 36
            color: root.main ? "#FFFFFF" : Theme.sealPale

            Txt {
                id: badgeText
                anchors.centerIn: parent
                text: root.badge
                font.pixelSize: 24
                font.weight: Font.Medium
                color: root.main ? Theme.lakeDark : Theme.seal
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
        }
    }
}
