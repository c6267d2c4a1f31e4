pragma ComponentBehavior: Bound
import QtQuick
import ui.components
import ui.theme
import ui.kiosk.models

// First page of the registration: the journey.
Page {
    id: root

    required property FormModel form
    readonly property real half: (innerWidth - 48) / 2

    title: qsTr("Your journey")
    about: qsTr("Step 1 of 3: tell us when and how you come back")
    actionText: qsTr("Next")
    onAction: root.form.finishJourney()

    Column {
        width: root.innerWidth
        spacing: 28

        Row {
            width: parent.width
            spacing: 24

            Field {
                width: parent.width - provinces.width - 24
                inputName: "field.origin"
                label: root.form.labels["origin"]
                placeholder: qsTr("Province and city, as “Hubei, Wuhan”")
                symbol: "location_on"
                maximumLength: 60
                text: root.form.origin
                error: root.form.errors["origin"] ?? ""
                onEdited: text => root.form.put("origin", text)
            }
            Button {
                id: provinces
                objectName: "button.provinces"
                y: 44
                text: qsTr("Choose a province")
                onClicked: sheet.open()
            }
        }
        Choices {
            width: parent.width
            name: "choice.travelMode"
            label: root.form.labels["travel_mode"]
            options: root.form.travelModes
            value: root.form.travelMode
            error: root.form.errors["travel_mode"] ?? ""
            onChosen: value => root.form.put("travel_mode", value)
        }
        Row {
            spacing: 48

            DateField {
                width: root.half
                name: "field.leavesOn"
                label: root.form.labels["leaves_on"]
                value: root.form.leavesOn
                from: root.form.earliest
                until: root.form.latest
                opensAt: root.form.today
                error: root.form.errors["leaves_on"] ?? ""
                onChosen: value => root.form.put("leaves_on", value)
            }
            DateField {
                width: root.half
                name: "field.arrivesOn"
                label: root.form.labels["arrives_on"]
                value: root.form.arrivesOn
                from: root.form.leavesOn > root.form.today ? root.form.leavesOn : root.form.today
                until: root.form.latest
                opensAt: from
                error: root.form.errors["arrives_on"] ?? ""
                onChosen: value => root.form.put("arrives_on", value)
            }
        }
    }

    Dialog {
        id: sheet
        symbol: ""
        title: qsTr("Where do you come from?")
        width: Math.min(1240, root.width - 80)
        padding: 48

        body: Flow {
            width: parent.width
            spacing: 12

            Repeater {
                model: root.form.provinces

                Button {
                    required property string modelData
                    required property int index

                    objectName: "province." + index
                    text: modelData
                    leftPadding: 24
                    rightPadding: 24
                    implicitHeight: Math.max(72, Theme.touch)
                    onClicked: {
                        root.form.put("origin", modelData);
                        sheet.close();
                    }
                }
            }
        }

        Button {
            objectName: "button.closeProvinces"
            text: qsTr("Cancel")
            onClicked: sheet.close()
        }
    }
}
