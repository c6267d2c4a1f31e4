pragma ComponentBehavior: Bound

import QtQuick
import ui.native
import ui.theme

// One person: photo, record, what each lane would say now, and the last passages.
Flickable {
    id: root

    required property FindPanel panel

    // By most of a page, up (-1) or down (1).
    function scroll(by: int): void {
        contentY = Math.max(0, Math.min(Math.max(0, contentHeight - height), contentY + by * height * 0.8));
    }

    objectName: "person"
    clip: true
    contentHeight: column.height
    boundsBehavior: Flickable.StopAtBounds

    Column {
        id: column
        width: root.width
        spacing: 16

        Column {
            width: parent.width

            Txt {
                objectName: "personName"
                width: parent.width
                text: root.panel.name
                font.pixelSize: 36
                font.weight: Font.Bold
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 24
                wrapMode: Text.NoWrap
            }
            Txt {
                width: parent.width
                text: root.panel.about
                color: Theme.ink2
                font.pixelSize: 24
            }
        }
        Repeater {
            model: root.panel.outlooks

            delegate: Rectangle {
                id: lane

                required property int index
                required property string lane
                required property string outcome
                required property string sentence
                required property string remedy

                objectName: "outlook" + (lane.index + 1)
                width: column.width
                height: said.height + 24
                radius: Theme.pillRadius
                color: ({
                        granted: Theme.greenPale,
                        denied: Theme.sealPale,
                        attention: Theme.amberPale
                    })[lane.outcome] ?? Theme.paper
                Accessible.role: Accessible.StaticText
                Accessible.name: [lane.lane, lane.sentence, lane.remedy].join(", ")

                OutcomeIcon {
                    id: shape
                    x: 20
                    outcome: lane.outcome
                    size: 44
                    anchors.verticalCenter: parent.verticalCenter
                }
                Txt {
                    id: title
                    anchors.left: shape.right
                    anchors.leftMargin: 16
                    anchors.verticalCenter: parent.verticalCenter
                    width: 250
                    text: lane.lane
                    font.pixelSize: 24
                    Accessible.ignored: true
                }
                Column {
                    id: said
                    anchors.left: title.right
                    anchors.leftMargin: 16
                    anchors.right: parent.right
                    anchors.rightMargin: 16
                    anchors.verticalCenter: parent.verticalCenter

                    Txt {
                        width: parent.width
                        text: lane.sentence
                        font.pixelSize: 26
                        font.weight: Font.Medium
                        Accessible.ignored: true
                    }
                    Txt {
                        width: parent.width
                        visible: text !== ""
                        text: lane.remedy
                        font.pixelSize: Theme.leastSize
                        color: Theme.ink2
                        Accessible.ignored: true
                    }
                }
            }
        }
        Item {
            width: parent.width
            height: Math.max(facts.y + facts.height, photo.height)

            Rectangle {
                id: ground
                width: photo.width
                height: photo.height
                radius: 16
                color: Theme.slate
            }
            Portrait {
                id: photo
                width: 168
                height: 224
                textSize: 0
                picture: root.panel.photo
                caption: root.panel.name
            }
            Column {
                id: facts
                anchors.left: photo.right
                anchors.leftMargin: 28
                anchors.right: parent.right
                spacing: 2

                Repeater {
                    model: root.panel.facts

                    delegate: Item {
                        id: fact

                        required property string label
                        required property string value

                        width: facts.width
                        height: value.height

                        Txt {
                            text: fact.label
                            color: Theme.ink2
                            font.pixelSize: 24
                            wrapMode: Text.NoWrap
                        }
                        Txt {
                            id: value
                            x: 200
                            width: parent.width - x
                            text: fact.value
                            font.pixelSize: 24
                        }
                    }
                }
            }
        }
        Txt {
            text: qsTr("Last passages here")
            visible: passages.count > 0
            font.pixelSize: Theme.secondarySize
            font.weight: Font.Medium
        }
        Repeater {
            id: passages
            model: root.panel.passages

            delegate: Row {
                id: passage

                required property string when
                required property string lane
                required property string outcome
                required property string said

                spacing: 12

                OutcomeIcon {
                    outcome: passage.outcome
                    size: 26
                    anchors.verticalCenter: parent.verticalCenter
                }
                Txt {
                    width: column.width - 40
                    text: [passage.when, passage.lane, passage.said].join("  ")
                    font.pixelSize: Theme.leastSize
                }
            }
        }
    }
}
