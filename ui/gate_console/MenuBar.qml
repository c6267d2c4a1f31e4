pragma ComponentBehavior: Bound

import QtQuick
import ui.components

// The panels, each with its key. The open one is filled.
Row {
    id: root

    required property string open
    signal asked(string panel)

    spacing: 16

    Repeater {
        model: [
            {
                panel: "find",
                key: "F9",
                symbol: "person_search",
                words: qsTr("Find a person")
            },
            {
                panel: "emergency",
                key: "F10",
                symbol: "emergency_home",
                words: qsTr("Emergency")
            },
            {
                panel: "figures",
                key: "F11",
                symbol: "bar_chart",
                words: qsTr("Figures")
            },
            {
                panel: "shift",
                key: "F12",
                symbol: "assignment",
                words: qsTr("Shift")
            }
        ]

        delegate: Pill {
            required property var modelData

            objectName: "menu." + modelData.panel
            clickable: true
            symbol: modelData.symbol
            tone: modelData.panel === root.open ? Pill.Tone.Information : Pill.Tone.Plain
            text: modelData.key + " " + modelData.words
            onClicked: root.asked(modelData.panel)
        }
    }
}
