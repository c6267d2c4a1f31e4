pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native
import ui.theme

// The guided readiness run: earlier reports, who makes this one, the run itself, and its report.
SheetFrame {
    id: root

    required property ReadinessPanel panel
    // A question is about one device's turn and goes with it.
    readonly property string device: root.panel.walk.device
    readonly property bool asked: root.panel.walk.question !== ""
    readonly property bool failed: root.panel.walk.failure !== ""

    onDeviceChanged: why.close()
    onAskedChanged: wrong.close()
    onFailedChanged: why.close()

    title: root.panel.page === "report" ? root.panel.report.title : qsTr("Readiness run")
    asking: clear.opened || ending.opened || why.opened || wrong.opened || root.panel.report.choosing

    Loader {
        id: view
        objectName: "readinessPage"
        // For whoever drives the screen from outside.
        readonly property string page: root.panel.page

        anchors.fill: parent
        focus: true
        sourceComponent: {
            switch (root.panel.page) {
            case "proof":
                return proof;
            case "walk":
                return walk;
            case "report":
                return report;
            default:
                return history;
            }
        }
        onLoaded: (view.item as Item).forceActiveFocus()
    }
    Component {
        id: history

        HistoryView {
            panel: root.panel.history
            notice: root.panel.notice
            onChosen: position => root.panel.show(position)
        }
    }
    Component {
        id: proof

        ProofView {
            panel: root.panel.proof
        }
    }
    Component {
        id: walk

        WalkView {
            panel: root.panel.walk
            onWrong: wrong.open()
        }
    }
    Component {
        id: report

        ReportView {
            panel: root.panel.report
        }
    }
    actions: [
        Button {
            objectName: "startRun"
            visible: root.panel.page === "history" && root.panel.available
            kind: Button.Kind.Primary
            symbol: "play_arrow"
            text: qsTr("Start a run")
            onClicked: {
                root.panel.look();
                clear.open();
            }
        },
        Button {
            objectName: "exportReport"
            visible: root.panel.page === "report"
            kind: Button.Kind.Primary
            symbol: "usb"
            text: qsTr("Copy to a stick")
            enabled: !root.panel.report.opening
            onClicked: root.panel.report.look()
        },
        Button {
            objectName: "skipStep"
            visible: root.panel.page === "walk"
            symbol: "skip_next"
            text: qsTr("Skip this step") + " F9"
            enabled: root.panel.walk.device !== "" && !root.failed
            onClicked: why.open()
        },
        Button {
            objectName: "eyeAgain"
            visible: root.asked
            symbol: "refresh"
            text: qsTr("Once more") + " A"
            onClicked: root.panel.walk.again()
        },
        Button {
            objectName: "stopRun"
            visible: root.panel.page === "walk"
            symbol: "stop_circle"
            text: qsTr("Stop the run") + " Esc"
            onClicked: root.panel.back()
        }
    ]

    Shortcut {
        sequence: "F9"
        enabled: root.panel.walk.device !== "" && !root.failed && !root.asking
        onActivated: why.open()
    }
    Shortcut {
        sequence: "Y"
        enabled: root.asked && !root.asking
        onActivated: root.panel.walk.good()
    }
    Shortcut {
        sequence: "N"
        enabled: root.asked && !root.asking
        onActivated: wrong.open()
    }
    Shortcut {
        sequence: "A"
        enabled: (root.asked || root.failed) && !root.asking
        onActivated: root.panel.walk.again()
    }
    Shortcut {
        sequence: "G"
        enabled: root.failed && !root.asking
        onActivated: root.panel.walk.leave_it()
    }

    Dialog {
        id: clear
        symbol: "warning"
        symbolTint: Theme.amber
        width: 1180
        title: root.panel.question
        about: qsTr("Each device is taken away for some seconds from whoever is using it; printers print, lights and sounds are tried.")
        onOpened: notNow.forceActiveFocus()

        body: [
            TerminalList {
                width: parent.width
                visible: count > 1
                terminals: root.panel.rows
                onChosen: place => root.panel.choose(place)
            }
        ]

        Button {
            objectName: "disturb"
            enabled: root.panel.startable
            kind: Button.Kind.Danger
            text: qsTr("Yes, test it now") + " Y"
            onClicked: clear.accept()
        }
        Button {
            id: notNow
            objectName: "disturbNot"
            text: qsTr("Cancel") + " Esc"
            onClicked: clear.close()
        }
        Shortcut {
            sequence: "Y"
            enabled: clear.opened
            onActivated: clear.accept()
        }
        Shortcut {
            sequence: "Esc"
            enabled: clear.opened
            onActivated: clear.close()
        }

        function accept(): void {
            if (!root.panel.startable)
                return;
            clear.close();
            root.panel.start();
        }
    }
    Dialog {
        id: ending
        visible: root.panel.stopping
        symbol: "stop_circle"
        symbolTint: Theme.amber
        width: 1180
        title: qsTr("Stop the run?")
        about: qsTr("What was tested so far is not kept: there is no report, and nothing counts as ready.")
        onOpened: goOn.forceActiveFocus()

        Button {
            objectName: "stopNow"
            kind: Button.Kind.Danger
            text: qsTr("Yes, stop it")
            onClicked: root.panel.stop()
        }
        Button {
            id: goOn
            objectName: "stopNot"
            text: qsTr("Go on") + " Esc"
            onClicked: root.panel.go_on()
        }
        Shortcut {
            sequence: "Esc"
            enabled: ending.opened
            onActivated: root.panel.go_on()
        }
    }
    ReasonDialog {
        id: why
        symbol: "skip_next"
        prefix: "skip"
        title: qsTr("Why is %1 skipped?").arg(root.panel.walk.device)
        reasons: root.panel.walk.reasons
        confirm: qsTr("Skip it")
        onGiven: reason => root.panel.walk.skip(reason)
    }
    ReasonDialog {
        id: wrong
        symbol: "cancel"
        symbolTint: Theme.seal
        prefix: "wrong"
        title: qsTr("What is wrong?")
        reasons: root.panel.walk.wrongs
        confirm: qsTr("It is wrong")
        onGiven: reason => root.panel.walk.bad(reason)
    }
    Dialog {
        visible: root.panel.report.choosing
        symbol: "usb"
        width: 1280
        title: qsTr("Where shall the copy go?")

        body: [
            PlaceList {
                width: parent.width
                places: root.panel.report.rows
                onChosen: position => root.panel.report.choose(position)
            }
        ]

        Button {
            objectName: "exportNow"
            kind: Button.Kind.Primary
            text: qsTr("Copy it there")
            enabled: root.panel.report.ready
            onClicked: root.panel.report.export()
        }
        Button {
            objectName: "lookForSticks"
            text: qsTr("Look for sticks again")
            onClicked: root.panel.report.look()
        }
        Button {
            objectName: "exportNot"
            text: qsTr("Cancel") + " Esc"
            onClicked: root.panel.report.leave()
        }
        Shortcut {
            sequence: "Esc"
            enabled: root.panel.report.choosing
            onActivated: root.panel.report.leave()
        }
    }
}
