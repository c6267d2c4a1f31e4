pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.native
import ui.theme

// Every lane in one line, so that no panel ever hides who waits: key, shape and word of the verdict.
Row {
    id: root

    required property Rows lanes
    readonly property int count: list.count
    signal chosen(int number)

    height: Math.max(96, Theme.touch)
    spacing: 12

    Repeater {
        id: list
        model: root.lanes

        delegate: T.AbstractButton {
            id: chip

            required property int number
            required property string lane
            required property string tone
            required property string word
            required property string who
            required property string symbol
            required property string alert
            required property bool grave
            // What a guard is waited for; of an emergency the line above tells.
            readonly property string call: chip.grave ? "" : chip.alert

            objectName: "strip" + chip.number
            width: Math.min(440, (root.width - root.spacing * (root.count - 1)) / Math.max(1, root.count))
            height: root.height
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.Button
            Accessible.name: [chip.lane, chip.word, chip.who, chip.alert].filter(part => part !== "").join(", ")
            Keys.onReturnPressed: chip.click()
            Keys.onEnterPressed: chip.click()
            onClicked: root.chosen(chip.number)

            background: Rectangle {
                radius: Theme.pillRadius
                color: LaneLook.ground(chip.tone)

                Rectangle {
                    width: parent.width
                    height: 14
                    visible: chip.grave
                    color: LaneLook.alarm
                    topLeftRadius: Theme.pillRadius
                    topRightRadius: Theme.pillRadius
                }
                FocusRing {
                    radius: Theme.pillRadius + 6
                    shown: chip.visualFocus
                }
            }
            contentItem: Item {
                Icon {
                    id: glyph
                    x: 12
                    anchors.verticalCenter: parent.verticalCenter
                    name: chip.symbol === "" ? LaneLook.symbol(chip.tone) : chip.symbol
                    tint: "#FFFFFF"
                    size: 48
                }
                Column {
                    anchors.left: glyph.right
                    anchors.leftMargin: 10
                    anchors.right: parent.right
                    anchors.rightMargin: 8
                    anchors.verticalCenter: parent.verticalCenter

                    Txt {
                        width: parent.width
                        height: 52
                        text: "F" + chip.number + " " + chip.word
                        color: "#FFFFFF"
                        font.pixelSize: 28
                        font.weight: Font.Bold
                        // Two lines are larger than one that holds all a lane may ask for.
                        fontSizeMode: Text.Fit
                        minimumPixelSize: 14
                        wrapMode: Text.Wrap
                        maximumLineCount: 2
                        elide: Text.ElideRight
                        verticalAlignment: Text.AlignVCenter
                        Accessible.ignored: true
                    }
                    Txt {
                        width: parent.width
                        text: chip.call !== "" ? chip.call : chip.who === "" ? chip.lane : chip.who
                        color: "#FFFFFF"
                        font.pixelSize: 22
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: 18
                        wrapMode: Text.NoWrap
                        elide: Text.ElideRight
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
}
