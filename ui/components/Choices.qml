pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ui.theme

// Pick one of a few. ``options`` is a list of {value, text}; each choice is named NAME.VALUE.
FieldFrame {
    id: root

    property var options: []
    property string value
    property string name
    signal chosen(string value)

    Flow {
        width: root.width
        spacing: 16

        Repeater {
            model: root.options

            T.AbstractButton {
                id: choice

                required property var modelData
                readonly property bool current: modelData.value === root.value

                objectName: root.name + "." + modelData.value
                implicitHeight: Math.max(88, Theme.touch)
                implicitWidth: row.implicitWidth + 72
                focusPolicy: Qt.StrongFocus
                checkable: false
                Accessible.role: Accessible.RadioButton
                Accessible.name: modelData.text
                Accessible.checked: current
                onClicked: root.chosen(modelData.value)
                Keys.onReturnPressed: click()
                Keys.onEnterPressed: click()

                background: Rectangle {
                    radius: Theme.fieldRadius
                    color: choice.current ? Theme.lakePale : choice.down ? Theme.line : Theme.card
                    border.width: choice.current ? 3 : 2
                    border.color: root.error !== "" ? Theme.seal : choice.current ? Theme.lake : Theme.fieldLine

                    FocusRing {
                        radius: Theme.fieldRadius + 6
                        shown: choice.visualFocus
                    }
                }
                contentItem: Item {
                    implicitWidth: row.implicitWidth

                    Row {
                        id: row
                        anchors.centerIn: parent
                        spacing: 12

                        Icon {
                            visible: choice.current
                            name: "check"
                            tint: Theme.lakeDark
                            size: 34
                            anchors.verticalCenter: parent.verticalCenter
                        }
                        Txt {
                            text: choice.modelData.text
                            color: choice.current ? Theme.lakeDark : Theme.ink
                            font.weight: choice.current ? Font.Medium : Font.Normal
                            wrapMode: Text.NoWrap
                            anchors.verticalCenter: parent.verticalCenter
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }
    }
}
