pragma ComponentBehavior: Bound

import QtQml
import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.native
import ui.theme

// The guard's desk: how the gates fare, the lanes, the last passes. F1 to F8 open a lane by hand,
// F9 is the sound, F10 the language.
T.ApplicationWindow {
    id: root

    required property Speaker speaker
    required property Console desk

    // For whoever drives the screen from outside.
    readonly property string dialog: root.desk.dialog.stageName === "closed" ? "" : "openLane"
    readonly property string stage: root.desk.dialog.stageName
    readonly property int selection: root.desk.dialog.number
    readonly property int reason: root.desk.dialog.reason
    readonly property string tones: root.desk.tones

    title: root.desk.title
    color: Theme.paper

    Instantiator {
        model: 8

        delegate: Shortcut {
            required property int index

            sequence: "F" + (index + 1)
            enabled: root.dialog === ""
            onActivated: root.desk.ask_to_open(index + 1)
        }
    }
    Shortcut {
        sequence: "F9"
        onActivated: root.desk.mute()
    }
    Shortcut {
        sequence: "F10"
        onActivated: root.speaker.turn()
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
        Notices {
            id: notices
            anchors.top: header.bottom
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.leftMargin: 48
            anchors.rightMargin: 48
            notices: root.desk.notices
            shown: lanes.count > 4 ? 1 : 2
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
            lanes: root.desk.lanes
            onChosen: number => root.desk.ask_to_open(number)
        }
        Footer {
            id: footer
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            desk: root.desk
        }
    }
    OpenLane {
        opening: root.desk.dialog
    }
}
