pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.native
import ui.theme

// Where the support bundle goes, and what was written.
SheetFrame {
    id: root

    required property BundlePanel panel

    title: qsTr("Support bundle")

    Column {
        width: parent.width
        spacing: 24

        Txt {
            width: parent.width
            text: qsTr("One zip with configuration (without secrets), health history, ports, readiness runs, the last log lines and versions. No device is touched.")
            color: Theme.ink2
        }
        Repeater {
            model: root.panel.rows

            delegate: T.AbstractButton {
                id: place

                required property int index
                required property string folder
                required property string about
                required property bool removable
                required property bool chosen

                objectName: "place" + (place.index + 1)
                width: parent === null ? 0 : parent.width
                implicitHeight: Math.max(104, Theme.touch)
                focusPolicy: Qt.StrongFocus
                Accessible.role: Accessible.RadioButton
                Accessible.name: place.folder + ", " + place.about
                Accessible.checked: place.chosen
                onClicked: root.panel.choose(place.index)
                Keys.onReturnPressed: place.click()

                background: Rectangle {
                    radius: Theme.cardRadius
                    color: place.chosen ? Theme.lakePale : Theme.card
                    border.width: place.chosen ? 3 : 2
                    border.color: place.chosen ? Theme.lake : Theme.line
                }
                contentItem: Item {
                    Icon {
                        id: glyph
                        x: 32
                        anchors.verticalCenter: parent.verticalCenter
                        name: place.removable ? "usb" : "folder"
                        tint: Theme.lakeDark
                        size: 48
                    }
                    Txt {
                        anchors.left: glyph.right
                        anchors.leftMargin: 24
                        anchors.right: about.left
                        anchors.rightMargin: 24
                        anchors.verticalCenter: parent.verticalCenter
                        text: place.folder
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: 18
                        wrapMode: Text.NoWrap
                        elide: Text.ElideMiddle
                    }
                    Txt {
                        id: about
                        anchors.right: parent.right
                        anchors.rightMargin: 32
                        anchors.verticalCenter: parent.verticalCenter
                        text: place.about
                        color: Theme.ink2
                        font.pixelSize: Theme.secondarySize
                        wrapMode: Text.NoWrap
                    }
                }
            }
        }
        Row {
            visible: root.panel.writing
            spacing: 24

            Busy {
                dot: 14
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                text: qsTr("Collecting, some seconds")
                color: Theme.lakeDark
            }
        }
        Banner {
            objectName: "bundleOutcome"
            width: parent.width
            tone: [Banner.Tone.Good, Banner.Tone.Warning, Banner.Tone.Bad][root.panel.level]
            text: root.panel.outcome
            remedy: root.panel.advice
        }
    }
    actions: [
        Button {
            objectName: "writeBundle"
            kind: Button.Kind.Primary
            symbol: "folder"
            text: qsTr("Write the bundle")
            enabled: root.panel.ready
            onClicked: root.panel.write()
        },
        Button {
            objectName: "lookForSticks"
            symbol: "refresh"
            text: qsTr("Look for sticks again")
            enabled: !root.panel.writing
            onClicked: root.panel.look()
        }
    ]
}
