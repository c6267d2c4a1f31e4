import ui.theme

// A small tick, cross or triangle for a verdict's outcome.
Icon {
    required property string outcome

    name: ({
            granted: "check_circle",
            denied: "cancel",
            attention: "warning",
            unused: "timer_off"
        })[outcome] ?? ""
    tint: ({
            granted: Theme.green,
            denied: Theme.seal,
            attention: Theme.amber
        })[outcome] ?? Theme.ink2
    size: 32
}
