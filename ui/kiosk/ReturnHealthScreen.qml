import QtQuick
import ui.components
import ui.kiosk.models

// Second page of the registration: health, whom to call, and the declaration.
Page {
    id: root

    required property FormModel form
    readonly property real half: (innerWidth - 48) / 2

    title: qsTr("Health and contact")
    about: qsTr("Step 2 of 3: only your counsellor reads this")
    actionText: qsTr("Next: your face")
    onAction: root.form.finishPerson()

    Column {
        width: root.innerWidth
        spacing: 28

        Choices {
            width: parent.width
            name: "choice.health"
            label: root.form.labels["health"]
            options: root.form.healthStates
            value: root.form.health
            error: root.form.errors["health"] ?? ""
            onChosen: value => root.form.put("health", value)
        }
        Row {
            spacing: 48

            Field {
                width: root.half
                inputName: "field.emergencyName"
                label: root.form.labels["emergency_name"]
                placeholder: qsTr("A parent or somebody close")
                symbol: "person"
                maximumLength: 80
                text: root.form.emergencyName
                error: root.form.errors["emergency_name"] ?? ""
                onEdited: text => root.form.put("emergency_name", text)
            }
            Field {
                width: root.half
                inputName: "field.emergencyPhone"
                label: root.form.labels["emergency_phone"]
                placeholder: qsTr("As 13800000000")
                hints: Qt.ImhDialableCharactersOnly
                maximumLength: 21
                text: root.form.emergencyPhone
                error: root.form.errors["emergency_phone"] ?? ""
                onEdited: text => root.form.put("emergency_phone", text)
            }
        }
        Tick {
            width: parent.width
            name: "tick.declares"
            text: root.form.declaration
            checked: root.form.declaresTrue
            error: root.form.errors["declares_true"] ?? ""
            onToggled: checked => root.form.put("declares_true", checked ? "true" : "")
        }
    }
}
