import QtQuick
import ui.theme

// Label above, the control itself, and beneath it either help or what is wrong.
FocusScope {
    id: root

    property string label
    property string help
    property string error
    default property alias control: slot.data

    implicitHeight: column.implicitHeight
    implicitWidth: 600

    Column {
        id: column
        width: parent.width
        spacing: 8

        Txt {
            width: parent.width
            visible: text !== ""
            text: root.label
            font.pixelSize: Theme.secondarySize
            font.weight: Font.Medium
        }
        Item {
            id: slot
            width: parent.width
            height: childrenRect.height
        }
        Row {
            width: parent.width
            visible: root.error !== "" || root.help !== ""
            spacing: 8

            Icon {
                visible: root.error !== ""
                name: "error"
                tint: Theme.seal
                size: 28
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                width: parent.width - 36
                text: root.error !== "" ? root.error : root.help
                color: root.error !== "" ? Theme.seal : Theme.ink2
                font.pixelSize: Theme.leastSize + 2
                Accessible.role: root.error !== "" ? Accessible.AlertMessage : Accessible.StaticText
            }
        }
    }
}
