import QtQuick
import ui.theme

// The seal with the name of the programme and the place it stands at.
Row {
    id: root

    property string title
    property string place
    // The words end in an ellipsis rather than take more than this.
    property real room: Infinity
    readonly property real wordRoom: root.room - seal.width - spacing

    spacing: 20

    Rectangle {
        id: seal
        width: 64
        height: 64
        radius: 14
        color: Theme.seal
        anchors.verticalCenter: parent.verticalCenter

        Txt {
            anchors.centerIn: parent
            text: "砚"
            color: "#FFFFFF"
            font.family: Theme.serifFamily
            font.pixelSize: 40
            font.weight: Font.Bold
            Accessible.ignored: true
        }
    }
    Column {
        anchors.verticalCenter: parent.verticalCenter

        Txt {
            width: Math.min(implicitWidth, root.wordRoom)
            elide: Text.ElideRight
            text: root.title
            font.pixelSize: 32
            font.weight: Font.Bold
            wrapMode: Text.NoWrap
        }
        Txt {
            visible: text !== ""
            width: Math.min(implicitWidth, root.wordRoom)
            elide: Text.ElideRight
            text: root.place
            font.pixelSize: Theme.leastSize
            color: Theme.ink2
            wrapMode: Text.NoWrap
        }
    }
}
