pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native
import ui.theme

// The run of self-tests: what is being done, how far it is, and what came out, newest last.
Card {
    id: root

    required property RunPanel run
    // Somebody is known who may make a readiness run, so one can be made.
    required property bool readiness
    signal testAll
    signal readinessRun
    signal callOff

    // Room for one result of four lines, which the longest remedies take, or, while tests run and
    // the other buttons are away, for two of two.
    readonly property int resultsInSight: root.run.done === 0 ? 0 : root.run.active ? 2 : 1
    readonly property real resultsRoom: root.resultsInSight * (36 + 8 + list.spacing) + Math.min(1, root.resultsInSight) * 4 * 32
    readonly property real leastHeight: head.y + head.implicitHeight + 12 + root.resultsRoom + 12 + foot.implicitHeight + 20

    Column {
        id: head
        x: 28
        y: 20
        width: root.width - 56
        spacing: 10

        Txt {
            objectName: "doing"
            width: parent.width
            text: root.run.active ? root.run.doing : root.run.tally !== "" ? root.run.tally : qsTr("No test has run yet")
            font.pixelSize: 28
            font.weight: Font.Medium
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 20
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
        }
        Txt {
            objectName: "hint"
            visible: root.run.active
            width: parent.width
            text: root.run.hint
            color: Theme.lakeDark
            font.pixelSize: 26
            font.weight: Font.Medium
        }
        Progress {
            objectName: "progress"
            visible: root.run.active
            width: parent.width
            value: root.run.progress
            label: root.run.doing
        }
    }
    LineList {
        id: list
        objectName: "results"
        anchors.top: head.bottom
        anchors.topMargin: 12
        anchors.bottom: foot.top
        anchors.bottomMargin: 12
        anchors.left: parent.left
        anchors.leftMargin: 28
        anchors.right: parent.right
        anchors.rightMargin: 28
        spacing: 6
        model: root.run.results
        // While tests run the newest result is in sight, afterwards the first.
        onCountChanged: list.positionViewAtEnd()
        onHeightChanged: {
            if (root.run.active)
                list.positionViewAtEnd();
        }

        Connections {
            target: root.run
            function onActive_changed(): void {
                if (!root.run.active)
                    list.positionViewAtBeginning();
            }
        }
        delegate: Item {
            id: line

            required property int index
            required property string device
            required property int level
            required property string outcome
            required property string said
            required property string took

            objectName: "result" + (line.index + 1)
            width: list.width
            height: words.implicitHeight + 8
            opacity: list.shows(line.y, line.height) ? 1 : 0
            Accessible.role: Accessible.ListItem
            Accessible.name: [line.device, line.outcome, line.said].join(", ")

            Icon {
                id: glyph
                y: 4
                name: ["check_circle", "timer_off", "cancel", "skip_next"][line.level]
                tint: [Theme.green, Theme.amber, Theme.seal, Theme.ink2][line.level]
                size: 32
            }
            Column {
                id: words
                anchors.left: glyph.right
                anchors.leftMargin: 14
                anchors.right: parent.right
                anchors.rightMargin: 18

                Item {
                    width: parent.width
                    height: device.implicitHeight

                    Txt {
                        id: device
                        anchors.left: parent.left
                        anchors.right: took.left
                        anchors.rightMargin: 12
                        text: line.device + " · " + line.outcome
                        color: [Theme.green, Theme.amber, Theme.seal, Theme.ink2][line.level]
                        font.pixelSize: 24
                        font.weight: Font.Medium
                        wrapMode: Text.NoWrap
                        elide: Text.ElideRight
                        Accessible.ignored: true
                    }
                    Txt {
                        id: took
                        anchors.right: parent.right
                        text: line.took
                        color: Theme.ink2
                        font.pixelSize: Theme.leastSize
                        wrapMode: Text.NoWrap
                        Accessible.ignored: true
                    }
                }
                Txt {
                    width: parent.width
                    text: line.said
                    font.pixelSize: Theme.leastSize
                    wrapMode: Text.WrapAtWordBoundaryOrAnywhere
                    Accessible.ignored: true
                }
            }
        }
    }
    Row {
        id: foot
        anchors.right: parent.right
        anchors.rightMargin: 28
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 20
        spacing: 16
        layoutDirection: Qt.RightToLeft

        Button {
            objectName: "testAll"
            kind: Button.Kind.Primary
            symbol: "play_arrow"
            text: qsTr("Test all") + " F6"
            enabled: !root.run.active
            onClicked: root.testAll()
        }
        Button {
            objectName: "openReadiness"
            visible: root.readiness && !root.run.active
            symbol: "verified"
            text: qsTr("Readiness run") + " F7"
            onClicked: root.readinessRun()
        }
        Button {
            objectName: "callOff"
            visible: root.run.active
            symbol: "stop_circle"
            text: qsTr("Stop") + " Esc"
            onClicked: root.callOff()
        }
    }
}
