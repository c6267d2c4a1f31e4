import QtQuick
import QtQuick.Templates as T
import ui.theme

// One line of text to fill in. ``edited`` tells each change that the person made.
FieldFrame {
    id: root

    property alias text: input.text
    // Further input method hints; that nothing typed may be remembered goes without saying.
    property int hints: Qt.ImhNone
    property alias maximumLength: input.maximumLength
    property alias secret: input.secret
    property string placeholder
    property string symbol
    // Name of the line itself, for whoever drives the screen.
    property string inputName
    signal edited(string text)
    signal accepted

    T.TextField {
        id: input

        property bool secret: false

        objectName: root.inputName
        width: root.width
        height: Math.max(92, Theme.touch)
        leftPadding: root.symbol === "" ? 32 : 96
        rightPadding: clear.visible ? height : 32
        verticalAlignment: TextInput.AlignVCenter
        focus: true
        color: Theme.ink
        selectionColor: Theme.lake
        selectedTextColor: "#FFFFFF"
        selectByMouse: true
        font.family: Theme.family
        font.pixelSize: Theme.bodySize
        inputMethodHints: root.hints | Qt.ImhSensitiveData
        echoMode: secret ? TextInput.Password : TextInput.Normal
        Accessible.name: root.label === "" ? root.placeholder : root.label
        Accessible.description: root.error
        onTextEdited: root.edited(text)
        onAccepted: root.accepted()

        background: Rectangle {
            radius: Theme.fieldRadius
            color: Theme.card
            border.width: input.activeFocus || root.error !== "" ? 3 : 2
            border.color: root.error !== "" ? Theme.seal : input.activeFocus ? Theme.lake : Theme.fieldLine
        }

        Txt {
            visible: input.length === 0 && input.preeditText === ""
            anchors.left: parent.left
            anchors.leftMargin: input.leftPadding
            anchors.right: parent.right
            anchors.rightMargin: 32
            anchors.verticalCenter: parent.verticalCenter
            text: root.placeholder
            color: Theme.ink2
            elide: Text.ElideRight
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }
        Icon {
            visible: root.symbol !== ""
            name: root.symbol
            tint: Theme.lake
            size: 44
            anchors.left: parent.left
            anchors.leftMargin: 32
            anchors.verticalCenter: parent.verticalCenter
        }
        T.AbstractButton {
            id: clear
            objectName: root.inputName === "" ? "" : root.inputName + ".clear"
            visible: input.length > 0 && input.activeFocus
            anchors.right: parent.right
            width: parent.height
            height: parent.height
            focusPolicy: Qt.NoFocus
            Accessible.role: Accessible.Button
            Accessible.name: qsTr("Clear")
            onClicked: {
                input.clear();
                root.edited("");
            }
            contentItem: Item {
                Icon {
                    anchors.centerIn: parent
                    name: "close"
                    tint: Theme.ink2
                    size: 36
                }
            }
        }
    }
}
