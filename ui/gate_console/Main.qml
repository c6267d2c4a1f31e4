pragma ComponentBehavior: Bound

import QtQml
import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.native
import ui.theme

// The guard's desk: how the gates fare, the lanes, the last passes. F1 to F8 order something of a
// lane; F9 to F12 open a panel in place of the tiles, while a strip goes on showing every lane.
T.ApplicationWindow {
    id: root

    required property Speaker speaker
    required property Console desk
    required property FindPanel finder
    required property EmergencyPanel emergency
    required property FiguresPanel figures
    required property ShiftPanel shift

    // For whoever drives the screen from outside.
    property string panel
    readonly property string dialog: root.desk.dialog.stageName === "closed" ? "" : "lane"
    readonly property string stage: root.desk.dialog.stageName
    readonly property int selection: root.desk.dialog.number
    readonly property int reason: root.desk.dialog.reason
    readonly property string tones: root.desk.tones

    // Opens a panel, or closes it when it is open.
    function turn(name: string): void {
        root.panel = name === root.panel ? "" : name;
    }
    function close(): void {
        root.panel = "";
        lanes.forceActiveFocus();
    }

    title: root.desk.title
    color: Theme.paper

    Instantiator {
        model: 8

        delegate: Shortcut {
            required property int index

            sequence: "F" + (index + 1)
            enabled: root.dialog === ""
            onActivated: root.desk.ask_for_order(index + 1)
        }
    }
    Instantiator {
        model: ["find", "emergency", "figures", "shift"]

        delegate: Shortcut {
            required property int index
            required property string modelData

            sequence: "F" + (index + 9)
            enabled: root.dialog === ""
            onActivated: root.turn(modelData)
        }
    }
    Shortcut {
        sequence: "Ctrl+M"
        onActivated: root.desk.mute()
    }
    Shortcut {
        sequence: "Ctrl+L"
        onActivated: root.speaker.turn()
    }
    Shortcut {
        sequence: "Esc"
        enabled: root.panel !== "" && root.dialog === ""
        onActivated: (panels.item as PanelFrame).leave()
    }

    Stage {
        anchors.fill: parent

        Header {
            id: header
            anchors.left: parent.left
            anchors.right: parent.right
            desk: root.desk
            speaker: root.speaker
        }
        AlarmBanner {
            id: alarms
            anchors.top: header.bottom
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.leftMargin: 48
            anchors.rightMargin: 48
            alarms: root.desk.alarms
            compact: root.panel !== ""
        }
        Notices {
            id: notices
            anchors.top: alarms.bottom
            anchors.topMargin: alarms.height > 0 ? 8 : 0
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.leftMargin: 48
            anchors.rightMargin: 48
            notices: root.desk.notices
            // The strip below still says which lanes are lost or wait for a second guard.
            shown: root.panel !== "" && alarms.height > 0 ? 0 : lanes.count > 4 || root.panel !== "" ? 1 : 2
        }
        LaneGrid {
            id: lanes
            anchors.top: notices.bottom
            anchors.topMargin: 8
            anchors.bottom: footer.top
            anchors.bottomMargin: 20
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.leftMargin: 48
            anchors.rightMargin: 48
            visible: root.panel === ""
            lanes: root.desk.lanes
            onChosen: number => root.desk.ask_for_order(number)
        }
        LaneStrip {
            id: strip
            anchors.top: lanes.top
            anchors.left: lanes.left
            anchors.right: lanes.right
            visible: root.panel !== ""
            lanes: root.desk.lanes
            onChosen: number => root.desk.ask_for_order(number)
        }
        Loader {
            id: panels
            anchors.top: strip.bottom
            anchors.topMargin: 16
            anchors.bottom: lanes.bottom
            anchors.left: lanes.left
            anchors.right: lanes.right
            sourceComponent: ({
                    find: find,
                    emergency: emergency,
                    figures: figures,
                    shift: shift
                })[root.panel] ?? null
        }
        Footer {
            id: footer
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            desk: root.desk
            panel: root.panel
            onAsked: panel => root.turn(panel)
        }
    }
    Component {
        id: find

        FindView {
            panel: root.finder
            covered: root.dialog !== ""
            onClosed: root.close()
            Component.onCompleted: root.finder.begin()
            Component.onDestruction: root.finder.begin()
        }
    }
    Component {
        id: figures

        FiguresView {
            panel: root.figures
            covered: root.dialog !== ""
            onClosed: root.close()
            Component.onCompleted: root.figures.begin()
            Component.onDestruction: root.figures.end()
        }
    }
    Component {
        id: shift

        ShiftView {
            panel: root.shift
            covered: root.dialog !== ""
            onClosed: root.close()
            Component.onCompleted: root.shift.begin()
            Component.onDestruction: root.shift.end()
        }
    }
    Component {
        id: emergency

        EmergencyView {
            panel: root.emergency
            covered: root.dialog !== ""
            onClosed: root.close()
            Component.onCompleted: root.emergency.begin()
            Component.onDestruction: root.emergency.begin()
        }
    }
    LaneDialog {
        order: root.desk.dialog
        // Fire and lockdown are read whatever a guard is about to do.
        clear: alarms.height > 0 ? (alarms.y + alarms.height) * Theme.stageScale : 0
    }
}
