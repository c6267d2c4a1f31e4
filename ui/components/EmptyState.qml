import QtQuick
import ui.theme

// Says why there is nothing to show, and what can be done.
Column {
    id: root

    property string symbol: "info"
    property string title
    property string about

    spacing: 16

    Icon {
        name: root.symbol
        tint: Theme.ink2
        size: 112
        anchors.horizontalCenter: parent.horizontalCenter
    }
    Txt {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: root.title
        font.pixelSize: Theme.titleSize
        font.weight: Font.Bold
    }
    Txt {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        visible: text !== ""
        text: root.about
        color: Theme.ink2
    }
}
