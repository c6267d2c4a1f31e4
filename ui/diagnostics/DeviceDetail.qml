pragma ComponentBehavior: Bound

import QtQuick
import ui.components
import ui.native
import ui.theme

// The selected device: how it stands, what to do, and everything that is known of it.
Card {
    id: root

    required property DevicePanel device
    signal test

    implicitHeight: column.implicitHeight + 48

    Column {
        id: column
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
                anchors.right: button.left
                anchors.rightMargin: 16
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
            Button {
                id: button
                objectName: "testSelected"
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
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
        Banner {
            objectName: "detailFault"
            width: parent.width
            tone: root.device.level === 2 ? Banner.Tone.Bad : Banner.Tone.Warning
            text: root.device.fault
            remedy: root.device.remedy
        }
        Column {
            width: parent.width
            spacing: 2

            Repeater {
                model: root.device.facts

                delegate: Item {
                    id: fact

                    required property int index
                    required property string label
                    required property string value

                    width: column.width
                    height: Math.max(caption.implicitHeight, shown.implicitHeight)

                    Txt {
                        id: caption
                        width: 210
                        text: fact.label
                        color: Theme.ink2
                        font.pixelSize: 24
                        wrapMode: Text.NoWrap
                    }
                    Txt {
                        id: shown
                        objectName: "fact" + (fact.index + 1)
                        anchors.left: caption.right
                        anchors.leftMargin: 16
                        anchors.right: parent.right
                        text: fact.value
                        font.pixelSize: 24
                        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
                        maximumLineCount: 3
                        elide: Text.ElideRight
                    }
                }
            }
        }
    }
}
