pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.theme
import ui.kiosk.models

// All services, narrowed down as the person types.
Page {
    id: root

    required property ServicesModel services
    readonly property int columns: innerWidth > 1400 ? 2 : 1

    title: qsTr("All services")

    Column {
        width: root.innerWidth
        spacing: 24

        Field {
            width: parent.width
            inputName: "field.search"
            placeholder: qsTr("Find a service, as “transcript” or “new campus card”")
            symbol: "search"
            maximumLength: 40
            text: root.services.words
            focus: true
            onEdited: text => root.services.look_for(text)
        }
        Banner {
            objectName: "banner.trouble"
            width: parent.width
            text: root.services.count === 0 ? root.services.trouble : ""
            remedy: root.services.remedy
            tone: Banner.Tone.Warning
        }
        EmptyState {
            visible: root.services.count > 0 && root.services.found.length === 0
            width: parent.width
            symbol: "search"
            title: qsTr("Nothing found")
            about: qsTr("Try other words, or ask at the service desk")
        }
        Grid {
            width: parent.width
            columns: root.columns
            spacing: 24

            Repeater {
                model: root.services.found

                T.AbstractButton {
                    id: entry

                    required property var modelData

                    objectName: "service." + modelData.code
                    width: (root.innerWidth - 24 * (root.columns - 1)) / root.columns
                    height: 168
                    focusPolicy: Qt.StrongFocus
                    Accessible.role: Accessible.Button
                    Accessible.name: modelData.title + ". " + modelData.summary
                    onClicked: root.services.choose(modelData.code)
                    Keys.onReturnPressed: click()

                    background: Card {
                        color: entry.down ? Theme.lakePale : Theme.card

                        FocusRing {
                            shown: entry.visualFocus
                        }
                    }
                    contentItem: Item {
                        Column {
                            x: 36
                            width: parent.width - 120
                            anchors.verticalCenter: parent.verticalCenter
                            spacing: 6

                            Row {
                                spacing: 16

                                Txt {
                                    text: entry.modelData.title
                                    font.pixelSize: 34
                                    font.weight: Font.Bold
                                    wrapMode: Text.NoWrap
                                    Accessible.ignored: true
                                }
                                Pill {
                                    visible: entry.modelData.atTerminal
                                    implicitHeight: 44
                                    tone: Pill.Tone.Good
                                    text: qsTr("Done here")
                                    anchors.verticalCenter: parent.verticalCenter
                                }
                            }
                            Txt {
                                width: parent.width
                                text: entry.modelData.summary
                                color: Theme.ink2
                                font.pixelSize: Theme.secondarySize
                                maximumLineCount: 1
                                elide: Text.ElideRight
                                Accessible.ignored: true
                            }
                            Txt {
                                width: parent.width
                                text: entry.modelData.department
                                color: Theme.ink2
                                font.pixelSize: Theme.leastSize
                                maximumLineCount: 1
                                elide: Text.ElideRight
                                Accessible.ignored: true
                            }
                        }
                        Icon {
                            anchors.right: parent.right
                            anchors.rightMargin: 28
                            anchors.verticalCenter: parent.verticalCenter
                            name: "chevron_right"
                            tint: Theme.ink2
                        }
                    }
                }
            }
        }
    }
}
