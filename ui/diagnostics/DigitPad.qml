pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.theme

// Digits for a finger; the keyboard works as well. What was typed is shown as dots only.
FocusScope {
    id: root

    property int typed: 0
    property bool enterable: false
    signal digit(string digit)
    signal erase
    signal enter

    readonly property int keySize: Math.max(96, Theme.touch)

    implicitWidth: 3 * root.keySize * 1.4 + 2 * 16
    implicitHeight: column.implicitHeight
    Keys.onPressed: event => {
        if (event.text >= "0" && event.text <= "9" && event.text.length === 1)
            root.digit(event.text);
        else if (event.key === Qt.Key_Backspace)
            root.erase();
        else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
            root.enter();
        else
            return;
        event.accepted = true;
    }

    Column {
        id: column
        width: parent.width
        spacing: 16

        Rectangle {
            objectName: "pinDots"
            // How many, for whoever drives the screen from outside; never which.
            readonly property int typed: root.typed

            width: parent.width
            height: 72
            radius: Theme.fieldRadius
            color: Theme.card
            border.width: root.activeFocus ? 3 : 2
            border.color: root.activeFocus ? Theme.lake : Theme.fieldLine
            Accessible.role: Accessible.StaticText
            Accessible.name: qsTr("%1 digits typed").arg(root.typed)

            Row {
                anchors.centerIn: parent
                spacing: 14

                Repeater {
                    model: root.typed

                    Rectangle {
                        width: 18
                        height: 18
                        radius: 9
                        color: Theme.ink
                    }
                }
            }
            Txt {
                anchors.centerIn: parent
                visible: root.typed === 0
                text: qsTr("PIN, 6 to 12 digits")
                color: Theme.ink2
                font.pixelSize: Theme.secondarySize
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
        }
        Grid {
            columns: 3
            spacing: 16

            Repeater {
                model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "enter"]

                Button {
                    required property string modelData
                    readonly property bool plain: modelData.length === 1

                    objectName: "pin." + modelData
                    width: (column.width - 32) / 3
                    height: root.keySize
                    leftPadding: 0
                    rightPadding: 0
                    focusPolicy: Qt.NoFocus
                    kind: modelData === "enter" ? Button.Kind.Primary : Button.Kind.Secondary
                    text: plain ? modelData : ""
                    textSize: 38
                    symbol: modelData === "erase" ? "arrow_back" : modelData === "enter" ? "check" : ""
                    enabled: modelData === "enter" ? root.enterable : modelData === "erase" ? root.typed > 0 : true
                    Accessible.name: plain ? modelData : modelData === "erase" ? qsTr("Take the last digit back") : qsTr("Prove it")
                    onClicked: {
                        root.forceActiveFocus();
                        if (plain)
                            root.digit(modelData);
                        else if (modelData === "erase")
                            root.erase();
                        else
                            root.enter();
                    }
                }
            }
        }
    }
}
