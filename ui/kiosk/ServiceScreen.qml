pragma ComponentBehavior: Bound
import QtQuick
import ui.components
import ui.theme
import ui.kiosk.models

// One service's guide: what it is, how it goes, what to bring, and where.
Page {
    id: root

    required property ServicesModel services
    readonly property var guide: root.services.detail
    readonly property bool wide: innerWidth > 1400

    component Chapter: Card {
        id: chapter

        property string symbol
        property string heading
        property var lines: []
        property bool numbered: false

        height: body.height + 72

        Column {
            id: body
            x: 40
            y: 36
            width: parent.width - 80
            spacing: 18

            Row {
                spacing: 16

                Icon {
                    name: chapter.symbol
                    tint: Theme.lake
                    size: 44
                    anchors.verticalCenter: parent.verticalCenter
                }
                Txt {
                    text: chapter.heading
                    font.pixelSize: 34
                    font.weight: Font.Bold
                    anchors.verticalCenter: parent.verticalCenter
                }
            }
            Repeater {
                model: chapter.lines

                Item {
                    id: line

                    required property string modelData
                    required property int index

                    width: body.width
                    height: Math.max(44, sentence.height)

                    Rectangle {
                        width: 44
                        height: 44
                        radius: 22
                        color: Theme.lakePale

                        Txt {
                            anchors.centerIn: parent
                            visible: chapter.numbered
                            text: line.index + 1
                            color: Theme.lakeDark
                            font.pixelSize: 24
                            font.weight: Font.Bold
                        }
                        Icon {
                            anchors.centerIn: parent
                            visible: !chapter.numbered
                            name: "check"
                            tint: Theme.lakeDark
                            size: 30
                        }
                    }
                    Txt {
                        id: sentence
                        x: 64
                        width: parent.width - 64
                        y: lineCount > 1 ? 0 : 3
                        text: line.modelData
                    }
                }
            }
        }
    }

    title: root.guide.title ?? ""
    about: root.guide.summary ?? ""
    actionText: root.services.errand === "" ? "" : qsTr("Do it here")
    actionName: "button.doHere"
    onAction: root.services.begin()

    Column {
        width: root.innerWidth
        spacing: 24

        Flow {
            width: parent.width
            spacing: 16

            Pill {
                text: root.guide.department ?? ""
                symbol: "domain"
                tone: Pill.Tone.Information
            }
            Pill {
                text: root.guide.location ?? ""
                symbol: "location_on"
            }
        }
        Grid {
            width: parent.width
            columns: root.wide ? 2 : 1
            spacing: 24

            Chapter {
                width: root.wide ? (root.innerWidth - 24) / 2 : root.innerWidth
                symbol: "list"
                heading: qsTr("How it goes")
                numbered: true
                lines: root.guide.steps ?? []
            }
            Chapter {
                width: root.wide ? (root.innerWidth - 24) / 2 : root.innerWidth
                visible: lines.length > 0
                symbol: "badge"
                heading: qsTr("What to bring")
                lines: root.guide.materials ?? []
            }
        }
    }
}
