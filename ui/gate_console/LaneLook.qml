pragma Singleton

import QtQuick
import ui.theme

// Colour and shape of a lane's tone (tiles.py names the tones), the same wherever it is shown.
QtObject {
    readonly property var grounds: ({
            idle: Theme.slate,
            working: Theme.lake,
            granted: Theme.green,
            denied: Theme.seal,
            attention: Theme.amber,
            fault: Theme.amber,
            lost: "#5B6470"
        })
    readonly property var symbols: ({
            idle: "contactless",
            working: "hourglass_top",
            granted: "check_circle",
            denied: "cancel",
            attention: "warning",
            fault: "build",
            lost: "cloud_off"
        })

    function ground(tone: string): color {
        return grounds[tone];
    }
    function symbol(tone: string): string {
        return symbols[tone];
    }
}
