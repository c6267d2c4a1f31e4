import QtQuick
import ui.theme

// Colour and shape of an outcome: circle with tick, circle with cross, triangle, or clock.
Icon {
    id: root

    enum Outcome { Good, Bad, Attention, Waiting }

    property int outcome: Verdict.Outcome.Good
    // On a coloured ground the glyph is white.
    property bool inverted: false
    readonly property color colour: [Theme.green, Theme.seal, Theme.amber, Theme.lake][root.outcome]

    size: 132
    name: ["check_circle", "cancel", "warning", "schedule"][root.outcome]
    tint: root.inverted ? "#FFFFFF" : root.colour
}
