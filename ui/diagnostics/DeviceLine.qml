import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.theme

// One line of the list: the heading of a terminal, or a device with its state, its last test and
// the button that tests it.
T.AbstractButton {
    id: root

    required property bool heading
    required property int number
    required property string title
    required property string about
    required property string vitals
    required property string symbol
    required property int level
    required property string condition
    required property bool testing
    required property bool testable
    required property bool selected
    required property int resultLevel
    required property string result
    // No edge of the list cuts through it. Nobody should touch what they don't see.
    property bool whole: true
    signal chosen
    signal test

    objectName: root.heading ? "" : "device" + root.number
    implicitHeight: root.heading ? 64 : Math.max(92, Theme.touch + 12, told.implicitHeight + 16)
    opacity: root.whole ? 1 : 0
    enabled: !root.heading
    focusPolicy: root.heading ? Qt.NoFocus : Qt.StrongFocus
    Accessible.role: root.heading ? Accessible.Heading : Accessible.ListItem
    Accessible.name: [root.title, root.about, root.vitals, root.condition, root.result].filter(part => part !== "").join(", ")
    onClicked: root.chosen()
    onActiveFocusChanged: if (root.activeFocus && !root.heading)
        root.chosen()
    Keys.onReturnPressed: root.test()
    Keys.onEnterPressed: root.test()

    background: Rectangle {
        radius: Theme.pillRadius
        color: root.heading ? "transparent" : root.selected ? Theme.lakePale : root.down ? Theme.line : "transparent"
        border.width: root.selected ? 2 : 0
        border.color: Theme.lake
    }
    contentItem: Item {
        Txt {
            id: place
            visible: root.heading
            x: 12
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 6
            text: root.title
            font.pixelSize: 28
            font.weight: Font.Bold
            wrapMode: Text.NoWrap
        }
        Txt {
            visible: root.heading
            anchors.left: place.right
            anchors.leftMargin: 16
            anchors.baseline: place.baseline
            text: root.about
            color: Theme.ink2
            font.pixelSize: Theme.leastSize
            wrapMode: Text.NoWrap
        }
        StatusDot {
            visible: root.heading && root.condition !== ""
            anchors.right: parent.right
            anchors.rightMargin: 16
            anchors.verticalCenter: place.verticalCenter
            level: root.level
            text: root.condition
        }

        Icon {
            id: glyph
            visible: !root.heading
            x: 16
            anchors.verticalCenter: parent.verticalCenter
            name: root.heading ? "" : root.symbol
            tint: root.selected ? Theme.lakeDark : Theme.ink2
            size: 44
        }
        Column {
            id: told
            visible: !root.heading
            anchors.left: glyph.right
            anchors.leftMargin: 16
            anchors.right: button.left
            anchors.rightMargin: 24
            anchors.verticalCenter: parent.verticalCenter

            Item {
                width: parent.width
                height: name.implicitHeight

                Txt {
                    id: name
                    width: 232
                    text: root.heading ? "" : root.title
                    font.pixelSize: 28
                    font.weight: Font.Medium
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: 18
                    wrapMode: Text.NoWrap
                    elide: Text.ElideRight
                    Accessible.ignored: true
                }
                StatusDot {
                    x: 244
                    anchors.verticalCenter: parent.verticalCenter
                    level: root.level
                    text: root.condition
                    textSize: 24
                }
                Busy {
                    visible: root.testing
                    anchors.right: parent.right
                    anchors.rightMargin: 8
                    anchors.verticalCenter: parent.verticalCenter
                    dot: 14
                }
                StatusDot {
                    visible: !root.testing && root.result !== ""
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    level: Math.max(0, root.resultLevel)
                    text: root.result
                    textSize: 24
                }
            }
            Txt {
                width: parent.width
                text: root.heading ? "" : root.about
                color: Theme.ink2
                font.pixelSize: Theme.leastSize
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 16
                wrapMode: Text.NoWrap
                elide: Text.ElideMiddle
                Accessible.ignored: true
            }
            Txt {
                objectName: root.heading ? "" : "vitals" + root.number
                width: parent.width
                visible: text !== ""
                text: root.vitals
                color: Theme.ink2
                font.pixelSize: Theme.leastSize
                wrapMode: Text.NoWrap
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }
        Button {
            id: button
            objectName: root.heading ? "" : "test" + root.number
            visible: !root.heading
            anchors.right: parent.right
            anchors.rightMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            implicitHeight: Math.max(72, Theme.touch)
            leftPadding: 24
            rightPadding: 24
            textSize: 26
            text: qsTr("Test")
            enabled: root.testable && root.whole
            onClicked: root.test()
        }
    }
}
