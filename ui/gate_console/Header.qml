import QtQuick
import ui.components
import ui.native
import ui.theme

// Whose desk it is, how hall, records, backlog and devices stand, sound, language, and the time.
Item {
    id: root

    required property Console desk
    required property Speaker speaker

    implicitHeight: 96

    Brand {
        id: brand
        anchors.left: parent.left
        anchors.leftMargin: 48
        anchors.verticalCenter: parent.verticalCenter
        title: root.desk.title
        place: root.desk.place
    }
    Item {
        anchors.left: brand.right
        anchors.leftMargin: 32
        anchors.right: controls.left
        anchors.rightMargin: 32
        anchors.verticalCenter: parent.verticalCenter
        height: statuses.height

        Row {
            id: statuses
            anchors.right: parent.right
            spacing: 28
            transformOrigin: Item.Right
            scale: Math.min(1, parent.width / Math.max(1, implicitWidth))

            Repeater {
                model: root.desk.statuses

                delegate: StatusDot {
                    required property int index
                    required level
                    required text

                    objectName: "status" + (index + 1)
                    textSize: 24
                }
            }
        }
    }
    Row {
        id: controls
        anchors.right: parent.right
        anchors.rightMargin: 48
        anchors.verticalCenter: parent.verticalCenter
        spacing: 16

        Pill {
            objectName: "sound"
            anchors.verticalCenter: parent.verticalCenter
            clickable: true
            symbol: root.desk.audible ? "volume_up" : "volume_off"
            tone: root.desk.audible ? Pill.Tone.Plain : Pill.Tone.Warning
            text: "Ctrl+M"
            Accessible.name: root.desk.sound + " Ctrl+M"
            onClicked: root.desk.mute()
        }
        Pill {
            objectName: "language"
            anchors.verticalCenter: parent.verticalCenter
            clickable: true
            symbol: "language"
            text: qsTr("中文") + " Ctrl+L"
            onClicked: root.speaker.turn()
        }
        Txt {
            objectName: "clock"
            anchors.verticalCenter: parent.verticalCenter
            text: root.desk.time
            font.pixelSize: 34
            font.weight: Font.Medium
            font.features: ({
                    "tnum": 1
                })
            wrapMode: Text.NoWrap
        }
    }
}
