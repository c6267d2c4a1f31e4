pragma Singleton

import QtQuick
import ui.theme

// Colour and shape of a lane's tone (tones.py names the tones), the same wherever it is shown.
QtObject {
    readonly property color alarm: "#7A120C"
    readonly property var grounds: ({
            idle: Theme.slate,
            working: Theme.lake,
            granted: Theme.green,
            denied: Theme.seal,
            attention: Theme.amber,
            fault: Theme.amber,
            unused: Theme.slate,
            locked: "#5C1A16",
            evacuation: Theme.green,
            lost: "#5B6470"
        })
    readonly property var symbols: ({
            idle: "contactless",
            working: "hourglass_top",
            granted: "check_circle",
            denied: "cancel",
            attention: "warning",
            fault: "build",
            unused: "timer_off",
            locked: "lock",
            evacuation: "local_fire_department",
            lost: "cloud_off"
        })

    function ground(tone: string): color {
        return grounds[tone];
    }
    function symbol(tone: string): string {
        return symbols[tone];
    }
}
