pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.native
import ui.theme

// Earlier readiness reports, newest first; touching one shows it.
Item {
    id: root

    required property HistoryPanel panel
    property string notice
    signal chosen(int position)

    Column {
        id: head
        width: parent.width
        spacing: 16

        Txt {
            width: parent.width
            text: qsTr("Every device in turn, in your name: you are told what to do, each step has its limit, and a signed report is kept.")
            color: Theme.ink2
        }
        Banner {
            objectName: "readinessNotice"
            width: parent.width
            tone: Banner.Tone.Warning
            text: root.notice
        }
        Banner {
            objectName: "historyProblem"
            width: parent.width
            text: root.panel.problem
        }
    }
    Card {
        anchors.top: head.bottom
        anchors.topMargin: 24
        anchors.bottom: parent.bottom
        width: parent.width

        EmptyState {
            anchors.centerIn: parent
            width: parent.width - 160
            visible: list.count === 0 && !root.panel.reading
            symbol: "description"
            title: qsTr("No report yet")
            about: qsTr("The first run makes one.")
        }
        LineList {
            id: list
            objectName: "reports"
            anchors.fill: parent
            anchors.margins: 16
            spacing: 4
            model: root.panel.rows

            delegate: T.AbstractButton {
                id: line

                required property int index
                required property string moment
                required property string who
                required property int level
                required property string verdict
                required property string counts
                required property int sealLevel
                required property string seal

                objectName: "report" + (line.index + 1)
                width: list.width
                opacity: list.shows(line.y, line.height) ? 1 : 0
                implicitHeight: Math.max(104, Theme.touch + 12)
                focusPolicy: Qt.StrongFocus
                Accessible.role: Accessible.ListItem
                Accessible.name: [line.moment, line.who, line.verdict, line.counts, line.seal].join(", ")
                onClicked: root.chosen(line.index)
                Keys.onReturnPressed: line.click()

                background: Rectangle {
                    radius: Theme.pillRadius
                    color: line.down ? Theme.line : line.visualFocus ? Theme.lakePale : "transparent"
                }
                contentItem: Item {
                    Column {
                        x: 16
                        width: 420
                        anchors.verticalCenter: parent.verticalCenter

                        Txt {
                            width: parent.width
                            text: line.moment
                            font.weight: Font.Medium
                            wrapMode: Text.NoWrap
                            Accessible.ignored: true
                        }
                        Txt {
                            width: parent.width
                            text: line.who
                            color: Theme.ink2
                            font.pixelSize: Theme.secondarySize
                            wrapMode: Text.NoWrap
                            elide: Text.ElideRight
                            Accessible.ignored: true
                        }
                    }
                    Column {
                        x: 470
                        anchors.verticalCenter: parent.verticalCenter

                        StatusDot {
                            level: line.level
                            text: line.verdict
                            textSize: Theme.secondarySize
                        }
                        Txt {
                            text: line.counts
                            color: Theme.ink2
                            font.pixelSize: Theme.leastSize
                            wrapMode: Text.NoWrap
                            Accessible.ignored: true
                        }
                    }
                    StatusDot {
                        objectName: line.objectName + ".seal"
                        anchors.right: arrow.left
                        anchors.rightMargin: 24
                        anchors.verticalCenter: parent.verticalCenter
                        level: line.sealLevel
                        text: line.seal
                        textSize: Theme.secondarySize
                    }
                    Icon {
                        id: arrow
                        anchors.right: parent.right
                        anchors.rightMargin: 16
                        anchors.verticalCenter: parent.verticalCenter
                        name: "chevron_right"
                        tint: Theme.ink2
                        size: 44
                    }
                }
            }
        }
    }
}
