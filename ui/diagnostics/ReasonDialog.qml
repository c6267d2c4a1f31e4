pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native

// Asks for a reason: one of a few, or one that is typed.
Dialog {
    id: root

    required property Rows reasons
    property string prefix
    property string confirm
    signal given(string reason)

    width: 1280
    onOpened: {
        typed.text = "";
        leave.forceActiveFocus();
    }

    body: [
        Flow {
            width: parent.width
            spacing: 16

            Repeater {
                model: root.reasons

                Button {
                    required property int index
                    required property string reason

                    objectName: root.prefix + (index + 1)
                    text: reason
                    onClicked: {
                        root.close();
                        root.given(reason);
                    }
                }
            }
        },
        Field {
            id: typed
            width: parent.width
            inputName: root.prefix + "Typed"
            placeholder: qsTr("Or say it in your own words")
            maximumLength: 60
            onAccepted: root.say()
        }
    ]

    Button {
        objectName: root.prefix + "Now"
        kind: Button.Kind.Primary
        text: root.confirm
        enabled: typed.text.trim() !== ""
        onClicked: root.say()
    }
    Button {
        id: leave
        objectName: root.prefix + "Not"
        text: qsTr("Cancel") + " Esc"
        onClicked: root.close()
    }
    Shortcut {
        sequence: "Esc"
        enabled: root.opened
        onActivated: root.close()
    }

    function say(): void {
        if (typed.text.trim() === "")
            return;
        root.close();
        root.given(typed.text);
    }
}
