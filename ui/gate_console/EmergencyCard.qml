import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.theme

// One order of the emergency panel: number key, what it does, or why it can't be given now.
T.AbstractButton {
    id: root

    required property int number
    required property string code
    required property string name
    required property string about
    required property string symbol
    required property bool possible

    objectName: "emergency" + root.number
    enabled: root.possible
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: root.name + ". " + root.about
    Keys.onReturnPressed: root.click()
    Keys.onEnterPressed: root.click()

    background: Rectangle {
        radius: Theme.cardRadius
        color: !root.possible ? Theme.paper : root.down ? Theme.line : Theme.card
        border.width: root.possible ? 3 : 1
        border.color: root.possible ? Theme.seal : Theme.line

        FocusRing {
            shown: root.visualFocus
        }
    }
    contentItem: Item {
        Row {
            id: head
            x: 28
            y: 28
            spacing: 16

            Rectangle {
                width: 56
                height: 56
                radius: 14
                color: root.possible ? Theme.seal : Theme.line
                anchors.verticalCenter: parent.verticalCenter

                Txt {
                    anchors.centerIn: parent
                    text: root.number
                    color: root.possible ? "#FFFFFF" : Theme.ink2
                    font.weight: Font.Bold
                    Accessible.ignored: true
                }
            }
            Icon {
                name: root.symbol
                tint: root.possible ? Theme.seal : Theme.ink2
                size: 56
                anchors.verticalCenter: parent.verticalCenter
            }
        }
        Txt {
            id: name
            x: 28
            width: parent.width - 56
            anchors.top: head.bottom
            anchors.topMargin: 16
            text: root.name
            color: root.possible ? Theme.ink : Theme.ink2
            font.pixelSize: 36
            font.weight: Font.Bold
            Accessible.ignored: true
        }
        Txt {
            x: 28
            width: parent.width - 56
            anchors.top: name.bottom
            anchors.topMargin: 8
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 16
            text: root.about
            color: Theme.ink2
            font.pixelSize: Theme.secondarySize
            fontSizeMode: Text.VerticalFit
            minimumPixelSize: Theme.leastSize
            Accessible.ignored: true
        }
    }
}
