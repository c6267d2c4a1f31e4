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
    default property alias buttons: foot.data
    property alias body: middle.data

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    modal: true
    focus: true
    closePolicy: T.Popup.NoAutoClose
    scale: Theme.stageScale
    width: 960
    padding: 56
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
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
