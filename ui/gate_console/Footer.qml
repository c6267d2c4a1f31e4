pragma ComponentBehavior: Bound

import QtQuick
import ui.native
import ui.theme

// The last passes, newest first, as many as there is room for; below them the panels and the day.
Rectangle {
    id: root

    required property Console desk
    required property string panel
    signal asked(string panel)

    height: passes.height + menu.height + 24
    color: Theme.card

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }
    Flow {
        id: passes
        anchors.left: parent.left
        anchors.leftMargin: 48
        anchors.right: parent.right
        anchors.rightMargin: 48
        y: 8
        height: 40
        clip: true
        spacing: 36

        Repeater {
            model: root.desk.passes

            delegate: Row {
                id: entry

                required property int index
                required property string time
                required property string who
                required property string outcome
                required property string said

                objectName: "pass" + (entry.index + 1)
                height: 40
                spacing: 8
                Accessible.role: Accessible.StaticText
                Accessible.name: [entry.time, entry.who, entry.said].filter(part => part !== "").join(" ")

                OutcomeIcon {
                    outcome: entry.outcome
                    size: 28
                    anchors.verticalCenter: parent.verticalCenter
                }
                Txt {
                    text: [entry.time, entry.who, entry.said].filter(part => part !== "").join("  ")
                    color: Theme.ink2
                    font.pixelSize: 24
                    wrapMode: Text.NoWrap
                    anchors.verticalCenter: parent.verticalCenter
                    Accessible.ignored: true
                }
            }
        }
    }
    MenuBar {
        id: menu
        anchors.left: parent.left
        anchors.leftMargin: 48
        anchors.top: passes.bottom
        anchors.topMargin: 8
        open: root.panel
        onAsked: panel => root.asked(panel)
    }
    Txt {
        id: day
        objectName: "today"
        anchors.right: parent.right
        anchors.rightMargin: 48
        anchors.verticalCenter: menu.verticalCenter
        text: root.desk.today
        font.pixelSize: 26
        font.weight: Font.Medium
        wrapMode: Text.NoWrap
    }
}
