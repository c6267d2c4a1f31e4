pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.native
import ui.theme

// The technician's bench: all devices by terminal, the selected one in detail, and the self-tests.
// Arrows select, F5 tests the selected device, F6 tests all, F7 makes a readiness run, Esc stops,
// F10 changes the language.
T.ApplicationWindow {
    id: root

    required property Speaker speaker
    required property Bench bench

    // For whoever drives the screen from outside.
    readonly property string dialog: root.bench.asking ? "inService" : root.bench.tools.sheet
    readonly property int selection: root.bench.selection
    readonly property bool testing: root.bench.run.active
    readonly property string tally: root.bench.run.tally

    title: root.bench.title
    color: Theme.paper
    // The smallest panel that the screen is drawn for.
    minimumWidth: 1024
    minimumHeight: 600

    Shortcut {
        sequence: "F3"
        enabled: root.dialog === ""
        onActivated: root.bench.find_port()
    }
    Shortcut {
        sequence: "F7"
        enabled: root.dialog === "" && !root.testing && root.bench.tools.readiness.available
        onActivated: root.bench.tools.open_readiness()
    }
    Shortcut {
        sequence: "F8"
        enabled: root.dialog === "" && !root.testing
        onActivated: root.bench.take_bundle()
    }
    Shortcut {
        sequence: "F4"
        enabled: root.dialog === ""
        onActivated: root.bench.by_hand()
    }
    Shortcut {
        sequence: "F5"
        enabled: root.dialog === ""
        onActivated: root.bench.test_selected()
    }
    Shortcut {
        sequence: "F6"
        enabled: root.dialog === ""
        onActivated: root.bench.test_all()
    }
    Shortcut {
        sequence: "F10"
        onActivated: root.speaker.turn()
    }
    Shortcut {
        sequence: "Esc"
        enabled: root.dialog === ""
        onActivated: root.bench.call_off()
    }
    Shortcut {
        sequence: "Down"
        enabled: root.dialog === ""
        onActivated: root.bench.move(1)
    }
    Shortcut {
        sequence: "Up"
        enabled: root.dialog === ""
        onActivated: root.bench.move(-1)
    }

    Stage {
        anchors.fill: parent

        StatusBar {
            id: bar
            anchors.left: parent.left
            anchors.right: parent.right
            title: root.bench.title
            place: root.bench.place

            Txt {
                // Of the last run, for whoever drives the screen from outside.
                readonly property int passed: root.bench.run.passed
                readonly property int total: root.bench.run.total

                objectName: "summary"
                anchors.verticalCenter: parent.verticalCenter
                text: root.bench.summary
                color: Theme.ink2
                font.pixelSize: Theme.secondarySize
                wrapMode: Text.NoWrap
            }
            Pill {
                objectName: "openBundle"
                anchors.verticalCenter: parent.verticalCenter
                visible: root.dialog === "" && !root.testing
                clickable: true
                symbol: "folder"
                text: qsTr("Support bundle") + " F8"
                onClicked: root.bench.take_bundle()
            }
            Pill {
                objectName: "language"
                anchors.verticalCenter: parent.verticalCenter
                clickable: true
                symbol: "language"
                text: qsTr("中文") + " F10"
                onClicked: root.speaker.turn()
            }
            Txt {
                objectName: "clock"
                anchors.verticalCenter: parent.verticalCenter
                text: root.bench.time
                font.pixelSize: 34
                font.weight: Font.Medium
                wrapMode: Text.NoWrap
            }
        }
        DeviceList {
            visible: !sheets.active
            anchors.top: bar.bottom
            anchors.topMargin: 8
            anchors.left: parent.left
            anchors.leftMargin: Theme.margin
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 32
            width: Math.round((parent.width - 2 * Theme.margin - 32) * 0.53)
            bench: root.bench
        }
        DeviceDetail {
            id: detail
            visible: !sheets.active
            anchors.top: bar.bottom
            anchors.topMargin: 8
            anchors.right: parent.right
            anchors.rightMargin: Theme.margin
            width: Math.round((parent.width - 2 * Theme.margin - 32) * 0.47)
            // In a small window the facts scroll, so that the run below keeps its room.
            height: Math.min(implicitHeight, parent.height - bar.height - 8 - 24 - 32 - run.leastHeight)
            device: root.bench.device
            testing: root.bench.run.active
            onTest: root.bench.test_selected()
            onByHand: root.bench.by_hand()
            onFindPort: root.bench.find_port()
        }
        TestRun {
            id: run
            visible: !sheets.active
            anchors.top: detail.bottom
            anchors.topMargin: 24
            anchors.right: detail.right
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 32
            width: detail.width
            run: root.bench.run
            readiness: root.bench.tools.readiness.available
            onReadinessRun: root.bench.tools.open_readiness()
            onTestAll: root.bench.test_all()
            onCallOff: root.bench.call_off()
        }
        Sheets {
            id: sheets
            anchors.top: bar.bottom
            anchors.topMargin: 8
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            tools: root.bench.tools
        }
    }
    InService {
        bench: root.bench
    }
}
