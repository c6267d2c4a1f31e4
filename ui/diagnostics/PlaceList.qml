pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ui.native
import ui.theme

// Sticks and folders that a bundle or a report can be written to; one of them is chosen.
Column {
    id: root

    required property Rows places
    signal chosen(int position)

    spacing: 24

    Repeater {
        model: root.places

        delegate: T.AbstractButton {
            id: place

            required property int index
            required property string folder
            required property string about
            required property bool removable
            required property bool chosen

            objectName: "place" + (place.index + 1)
            width: parent === null ? 0 : parent.width
            implicitHeight: Math.max(104, Theme.touch)
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.RadioButton
            Accessible.name: place.folder + ", " + place.about
            Accessible.checked: place.chosen
            onClicked: root.chosen(place.index)
            Keys.onReturnPressed: place.click()

            background: Rectangle {
                radius: Theme.cardRadius
                color: place.chosen ? Theme.lakePale : Theme.card
                border.width: place.chosen ? 3 : 2
                border.color: place.chosen ? Theme.lake : Theme.line
            }
            contentItem: Item {
                Icon {
                    id: glyph
                    x: 32
                    anchors.verticalCenter: parent.verticalCenter
                    name: place.removable ? "usb" : "folder"
                    tint: Theme.lakeDark
                    size: 48
                }
                Txt {
                    anchors.left: glyph.right
                    anchors.leftMargin: 24
                    anchors.right: about.left
                    anchors.rightMargin: 24
                    anchors.verticalCenter: parent.verticalCenter
                    text: place.folder
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: 18
                    wrapMode: Text.NoWrap
                    elide: Text.ElideMiddle
                }
                Txt {
                    id: about
                    anchors.right: parent.right
                    anchors.rightMargin: 32
                    anchors.verticalCenter: parent.verticalCenter
                    text: place.about
                    color: Theme.ink2
                    font.pixelSize: Theme.secondarySize
                    wrapMode: Text.NoWrap
                }
            }
        }
    }
}
