pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native
import ui.theme

// The day: entries per five minutes as a chart, refusals by reason, lanes beside each other.
PanelFrame {
    id: root

    required property FiguresPanel panel
    required property bool covered

    symbol: "bar_chart"
    title: qsTr("Figures")
    gate: root.panel.gate
    Component.onCompleted: frame.forceActiveFocus()

    FocusScope {
        id: frame
        objectName: "figuresKeys"
        anchors.fill: parent
        focus: true
        Keys.onLeftPressed: root.panel.point(-1)
        Keys.onRightPressed: root.panel.point(1)

        Shortcut {
            sequence: "PgUp"
            enabled: !root.covered
            onActivated: root.panel.turn(-1)
        }
        Shortcut {
            sequence: "PgDown"
            enabled: !root.covered
            onActivated: root.panel.turn(1)
        }
        Row {
            id: days
            spacing: 16

            Pill {
                objectName: "dayBefore"
                clickable: true
                symbol: "chevron_left"
                text: "PgUp"
                onClicked: root.panel.turn(-1)
            }
            Txt {
                objectName: "day"
                anchors.verticalCenter: parent.verticalCenter
                text: root.panel.day
                font.weight: Font.Medium
                wrapMode: Text.NoWrap
            }
            Pill {
                objectName: "dayAfter"
                clickable: true
                visible: !root.panel.latest
                symbol: "chevron_right"
                text: "PgDn"
                onClicked: root.panel.turn(1)
            }
        }
        Txt {
            objectName: "headline"
            anchors.right: parent.right
            anchors.left: days.right
            anchors.leftMargin: 32
            anchors.verticalCenter: days.verticalCenter
            horizontalAlignment: Text.AlignRight
            text: root.panel.headline
            font.weight: Font.Bold
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 20
            wrapMode: Text.NoWrap
        }
        Banner {
            id: problem
            objectName: "figuresProblem"
            anchors.top: days.bottom
            anchors.topMargin: 8
            width: parent.width
            text: root.panel.problem
        }
        Txt {
            anchors.centerIn: parent
            visible: text !== ""
            text: root.panel.empty
            color: Theme.ink2
            font.pixelSize: Theme.titleSize
        }
        EntriesChart {
            id: chart
            anchors.top: problem.bottom
            anchors.topMargin: 8
            anchors.bottom: said.top
            width: parent.width * 0.42
            visible: root.panel.empty === "" && root.panel.headline !== ""
            panel: root.panel
            onPicked: place => root.panel.pick(place)
        }
        Txt {
            id: said
            objectName: "barSaid"
            anchors.bottom: parent.bottom
            width: chart.width
            visible: chart.visible
            text: root.panel.said !== "" ? root.panel.said : qsTr("Left and Right read the bars one by one")
            color: root.panel.said !== "" ? Theme.ink : Theme.ink2
            font.pixelSize: Theme.secondarySize
        }
        FiguresTable {
            anchors.top: chart.top
            anchors.bottom: parent.bottom
            anchors.left: chart.right
            anchors.leftMargin: 40
            anchors.right: parent.right
            visible: chart.visible
            panel: root.panel
        }
    }
}
