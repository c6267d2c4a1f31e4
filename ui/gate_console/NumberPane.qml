import QtQuick
import ui.components
import ui.native
import ui.theme

// A student number to type, and then what the lane says of the student.
FocusScope {
    id: root

    required property NumberEntry entry
    property bool locked: false
    signal turned(int by)
    signal confirmed

    function refocus(): void {
        (root.entry.begun ? outcome : line).forceActiveFocus();
    }

    implicitHeight: root.entry.begun ? outcome.height : line.implicitHeight

    Field {
        id: line
        inputName: "number"
        width: parent.width
        visible: !root.entry.begun
        enabled: !root.locked
        focus: true
        symbol: "school"
        text: root.entry.typedText
        placeholder: qsTr("Student number")
        maximumLength: 64
        hints: Qt.ImhNoPredictiveText | Qt.ImhPreferNumbers
        onEdited: text => root.entry.type(text)
        onAccepted: root.confirmed()
        // In an empty line the arrows have nothing to move over.
        Keys.onLeftPressed: event => root.turn(event, -1)
        Keys.onRightPressed: event => root.turn(event, 1)
    }
    Rectangle {
        id: outcome
        objectName: "numberOutcome"
        width: parent.width
        height: Math.max(132, said.implicitHeight + 40)
        visible: root.entry.begun
        radius: Theme.pillRadius
        color: LaneLook.ground(root.entry.tone)
        Accessible.role: Accessible.AlertMessage
        Accessible.name: [root.entry.word, root.entry.sentence, root.entry.remedy].filter(part => part !== "").join(", ")
        Keys.onLeftPressed: root.turned(-1)
        Keys.onRightPressed: root.turned(1)
        Keys.onReturnPressed: root.confirmed()
        Keys.onEnterPressed: root.confirmed()

        Icon {
            id: glyph
            x: 24
            anchors.verticalCenter: parent.verticalCenter
            name: LaneLook.symbol(root.entry.tone)
            tint: "#FFFFFF"
            size: 72
        }
        Column {
            id: said
            anchors.left: glyph.right
            anchors.leftMargin: 24
            anchors.right: parent.right
            anchors.rightMargin: 24
            anchors.verticalCenter: parent.verticalCenter

            Txt {
                objectName: "numberWord"
                width: parent.width
                text: root.entry.word
                color: "#FFFFFF"
                font.pixelSize: 36
                font.weight: Font.Bold
            }
            Txt {
                objectName: "numberSentence"
                width: parent.width
                text: root.entry.sentence
                color: "#FFFFFF"
                font.pixelSize: 28
            }
            Txt {
                width: parent.width
                visible: text !== ""
                text: root.entry.remedy
                color: "#FFFFFF"
                font.pixelSize: Theme.secondarySize
            }
        }
    }

    function turn(event: KeyEvent, by: int): void {
        event.accepted = root.entry.typedText === "";
        if (event.accepted)
            root.turned(by);
    }
}
