import QtQuick
import ui.components
import ui.native
import ui.theme

// The selected device: how it stands, what to do, and everything that is known of it.
Card {
    id: root

    required property DevicePanel device
    // Tests run: nothing else can be done meanwhile, so the buttons give their room to the results.
    required property bool testing
    signal test
    signal byHand
    signal findPort

    // The height at which nothing has to be scrolled.
    implicitHeight: head.y + head.implicitHeight + 10 + list.implicitHeight + 10 + foot.height + 28

    Column {
        id: head
        x: 28
        y: 20
        width: root.width - 56
        spacing: 10

        Item {
            width: parent.width
            height: Math.max(72, Theme.touch)

            Icon {
                id: glyph
                anchors.verticalCenter: parent.verticalCenter
                visible: root.device.symbol !== ""
                name: root.device.symbol
                tint: Theme.ink
                size: 48
            }
            Column {
                anchors.left: glyph.right
                anchors.leftMargin: 16
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter

                Txt {
                    objectName: "detailTitle"
                    width: parent.width
                    text: root.device.title
                    font.pixelSize: 30
                    font.weight: Font.Bold
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: 20
                    wrapMode: Text.NoWrap
                    elide: Text.ElideRight
                }
                StatusDot {
                    objectName: "detailState"
                    level: root.device.level
                    text: root.device.condition
                    textSize: 24
                }
            }
        }
    }
    Flickable {
        id: facts
        objectName: "facts"
        anchors.top: head.bottom
        anchors.topMargin: 10
        anchors.bottom: foot.top
        anchors.bottomMargin: 10
        x: head.x
        width: head.width
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        contentHeight: list.implicitHeight

        // In a small window they scroll; the remedy, which comes first, stays in sight.
        Column {
            id: list
            width: facts.width - 18
            spacing: 10

            Banner {
                objectName: "detailFault"
                width: parent.width
                tone: root.device.level === 2 ? Banner.Tone.Bad : Banner.Tone.Warning
                text: root.device.fault
                remedy: root.device.remedy
            }
            FactList {
                width: parent.width
                facts: root.device.facts
            }
        }
        ScrollMark {
            list: facts
        }
    }
    Row {
        id: foot
        visible: !root.testing
        height: foot.visible ? foot.implicitHeight : 0
        layoutDirection: Qt.RightToLeft
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 28
        x: head.x
        width: head.width
        spacing: 16

        Button {
            objectName: "byHand"
            visible: root.device.byHand !== ""
            implicitHeight: Math.max(72, Theme.touch)
            leftPadding: 24
            rightPadding: 24
            textSize: 26
            text: root.device.byHand + " F4"
            enabled: root.device.testable
            onClicked: root.byHand()
        }
        Button {
            objectName: "findPort"
            visible: root.device.title !== ""
            implicitHeight: Math.max(72, Theme.touch)
            leftPadding: 24
            rightPadding: 24
            textSize: 26
            text: qsTr("Port") + " F3"
            enabled: root.device.testable
            onClicked: root.findPort()
        }
        Button {
            objectName: "testSelected"
            implicitHeight: Math.max(72, Theme.touch)
            leftPadding: 24
            rightPadding: 24
            textSize: 26
            symbol: "play_arrow"
            text: qsTr("Self-test") + " F5"
            enabled: root.device.testable
            onClicked: root.test()
        }
    }
}
