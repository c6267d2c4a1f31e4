pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ui.theme

// A question that must be answered before anything else. Buttons go in as content of the foot.
T.Popup {
    id: root

    property string symbol: "help"
    property color symbolTint: Theme.lake
    property string title
    property string about
    // Window pixels at the top that are neither covered nor darkened.
    property real clear: 0
    readonly property real room: parent === null ? 0 : parent.height - root.clear
    default property alias buttons: foot.data
    property alias body: middle.data

    parent: T.Overlay.overlay
    // Placed by hand: anchors know nothing of a scaled popup's size.
    x: parent === null ? 0 : (parent.width - width * scale) / 2
    y: root.clear + (root.room - height * scale) / 2
    transformOrigin: T.Popup.TopLeft
    margins: -1
    modal: true
    focus: true
    closePolicy: T.Popup.NoAutoClose
    scale: parent === null ? Theme.stageScale : Math.min(Theme.stageScale, 0.96 * root.room / Math.max(1, implicitHeight), 0.96 * parent.width / Math.max(1, width))
    width: 960
    padding: 56
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding

    T.Overlay.modal: Item {
        Rectangle {
            y: root.clear
            width: parent.width
            height: root.room
            color: Theme.scrim
        }
    }
    background: Card {
        border.width: 0
        radius: Theme.fieldRadius
    }
    contentItem: Column {
        spacing: 24
        Accessible.role: Accessible.Dialog
        Accessible.name: root.title + " " + root.about

        Icon {
            visible: root.symbol !== ""
            name: root.symbol
            tint: root.symbolTint
            size: 88
        }
        Txt {
            width: parent.width
            visible: text !== ""
            text: root.title
            font.pixelSize: Theme.titleSize
            font.weight: Font.Bold
        }
        Txt {
            width: parent.width
            visible: text !== ""
            text: root.about
            color: Theme.ink2
        }
        Column {
            id: middle
            width: parent.width
            spacing: 16
            visible: children.length > 0
        }
        Item {
            width: 1
            height: 8
        }
        Row {
            id: foot
            spacing: 24
            layoutDirection: Qt.RightToLeft
            anchors.right: parent.right
        }
    }
}
