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
                panel: "emergency",
                key: "F10",
                symbol: "emergency_home",
                words: qsTr("Emergency")
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
