pragma ComponentBehavior: Bound

import QtQuick
import ui.native

// The sheet that lies over the list, if one does.
Loader {
    id: root

    required property Tools tools

    active: root.tools.sheet !== ""
    focus: active
    sourceComponent: {
        switch (root.tools.sheet) {
        case "live":
            return live;
        case "reading":
            return reading;
        case "inputs":
            return inputs;
        case "sample":
            return sample;
        case "ports":
            return ports;
        case "bundle":
            return bundle;
        case "readiness":
            return readiness;
        default:
            return null;
        }
    }
    onLoaded: (root.item as SheetFrame).forceActiveFocus()

    Shortcut {
        sequence: "Esc"
        enabled: root.active && !(root.item as SheetFrame)?.asking && !(root.item as SheetFrame)?.held
        onActivated: (root.item as SheetFrame).back()
    }
    Component {
        id: live

        LiveSheet {
            panel: root.tools.live
            onBack: root.tools.close()
        }
    }
    Component {
        id: reading

        ReadingSheet {
            panel: root.tools.reading
            onBack: root.tools.close()
        }
    }
    Component {
        id: inputs

        InputsSheet {
            panel: root.tools.inputs
            onBack: root.tools.close()
        }
    }
    Component {
        id: ports

        PortsSheet {
            panel: root.tools.ports
            onBack: root.tools.close()
        }
    }
    Component {
        id: bundle

        BundleSheet {
            panel: root.tools.bundle
            onBack: root.tools.close()
        }
    }
    Component {
        id: readiness

        ReadinessSheet {
            panel: root.tools.readiness
            onBack: if (!root.tools.readiness.back())
                root.tools.close()
        }
    }
    Component {
        id: sample

        SampleSheet {
            panel: root.tools.sample
            onBack: root.tools.close()
        }
    }
}
