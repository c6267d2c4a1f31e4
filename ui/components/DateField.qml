import QtQuick
import QtQuick.Templates as T
import ui.theme

// A date chosen on a month sheet. ``value``, ``from``, ``until`` and ``opensAt`` are YYYY-MM-DD.
FieldFrame {
    id: root

    property string value
    property string from
    property string until
    property string opensAt
    property string name
    signal chosen(string value)

    function spoken(date: string): string {
        const parts = date.split("-");
        const day = new Date(Number(parts[0]), Number(parts[1]) - 1, Number(parts[2]));
        return day.toLocaleDateString(Qt.locale(Theme.language), qsTr("ddd d MMM yyyy", "format of a date"));
    }

    T.AbstractButton {
        id: face
        objectName: root.name
        width: root.width
        height: Math.max(92, Theme.touch)
        focusPolicy: Qt.StrongFocus
        Accessible.role: Accessible.Button
        Accessible.name: root.label + " " + words.text
        Accessible.description: root.error
        onClicked: {
            calendar.show(root.value !== "" ? root.value : root.opensAt);
            sheet.open();
        }
        Keys.onReturnPressed: click()

        background: Rectangle {
            radius: Theme.fieldRadius
            color: face.down ? Theme.line : Theme.card
            border.width: root.error !== "" ? 3 : 2
            border.color: root.error !== "" ? Theme.seal : Theme.fieldLine

            FocusRing {
                radius: Theme.fieldRadius + 6
                shown: face.visualFocus
            }
        }
        contentItem: Item {
            Icon {
                x: 32
                name: "calendar_month"
                tint: Theme.lake
                size: 40
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                id: words
                x: 92
                width: parent.width - 120
                anchors.verticalCenter: parent.verticalCenter
                text: root.value === "" ? qsTr("Choose a date") : root.spoken(root.value)
                color: root.value === "" ? Theme.ink2 : Theme.ink
                elide: Text.ElideRight
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
        }
    }

    Dialog {
        id: sheet
        symbol: ""
        title: root.label
        padding: 40
        width: calendar.implicitWidth + 80
        closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside

        body: Calendar {
            id: calendar
            name: root.name + ".day"
            value: root.value
            from: root.from
            until: root.until
            onChosen: date => {
                sheet.close();
                root.chosen(date);
            }
        }

        Button {
            objectName: root.name + ".cancel"
            text: qsTr("Cancel")
            onClicked: sheet.close()
        }
    }
}
