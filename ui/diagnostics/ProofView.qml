pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.native
import ui.theme

// Who makes the run, and the proof: a PIN on the pad or the keyboard, or a card.
FocusScope {
    id: root

    required property ProofPanel panel

    objectName: "proof"
    focus: true

    Card {
        id: who
        width: Math.round(parent.width * 0.5) - 16
        height: parent.height

        Txt {
            id: caption
            x: 40
            y: 28
            text: qsTr("Who are you?")
            font.weight: Font.Bold
        }
        EmptyState {
            anchors.centerIn: parent
            width: parent.width - 80
            visible: names.count === 0 && root.panel.problem !== ""
            symbol: "person"
            title: root.panel.problem
            about: root.panel.remedy
        }
        ListView {
            id: names
            objectName: "technicians"
            anchors.top: caption.bottom
            anchors.topMargin: 16
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 24
            x: 24
            width: parent.width - 48
            clip: true
            spacing: 8
            boundsBehavior: Flickable.StopAtBounds
            model: root.panel.rows

            delegate: T.AbstractButton {
                id: one

                required property int index
                required property string name
                required property string about
                required property bool chosen

                objectName: "technician" + (one.index + 1)
                width: names.width
                implicitHeight: Math.max(96, Theme.touch)
                focusPolicy: Qt.StrongFocus
                Accessible.role: Accessible.RadioButton
                Accessible.name: one.name + ", " + one.about
                Accessible.checked: one.chosen
                onClicked: {
                    root.panel.choose(one.name);
                    pad.forceActiveFocus();
                }
                Keys.onReturnPressed: one.click()

                background: Rectangle {
                    radius: Theme.cardRadius
                    color: one.chosen ? Theme.lakePale : one.down ? Theme.line : Theme.card
                    border.width: one.chosen ? 3 : 2
                    border.color: one.chosen || one.visualFocus ? Theme.lake : Theme.line
                }
                contentItem: Item {
                    Icon {
                        id: glyph
                        x: 20
                        anchors.verticalCenter: parent.verticalCenter
                        name: "person"
                        tint: one.chosen ? Theme.lakeDark : Theme.ink2
                        size: 44
                    }
                    Txt {
                        anchors.left: glyph.right
                        anchors.leftMargin: 20
                        anchors.right: ways.left
                        anchors.rightMargin: 20
                        anchors.verticalCenter: parent.verticalCenter
                        text: one.name
                        font.weight: Font.Medium
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: 20
                        wrapMode: Text.NoWrap
                        elide: Text.ElideRight
                        Accessible.ignored: true
                    }
                    Txt {
                        id: ways
                        anchors.right: parent.right
                        anchors.rightMargin: 20
                        anchors.verticalCenter: parent.verticalCenter
                        text: one.about
                        color: Theme.ink2
                        font.pixelSize: Theme.secondarySize
                        wrapMode: Text.NoWrap
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
    Column {
        anchors.right: parent.right
        width: Math.round(parent.width * 0.5) - 16
        spacing: 20

        Banner {
            objectName: "proofProblem"
            width: parent.width
            visible: text !== "" && names.count > 0
            tone: root.panel.refused ? Banner.Tone.Bad : Banner.Tone.Information
            text: root.panel.problem
            remedy: root.panel.remedy
        }
        DigitPad {
            id: pad
            anchors.horizontalCenter: parent.horizontalCenter
            visible: root.panel.pad
            focus: true
            typed: root.panel.digits
            enterable: root.panel.enterable
            onDigit: digit => root.panel.digit(digit)
            onErase: root.panel.erase()
            onEnter: root.panel.enter()
        }
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: root.panel.checking || root.panel.waiting !== ""
            spacing: 24

            Busy {
                dot: 14
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                objectName: "proofDoing"
                text: root.panel.waiting !== "" ? root.panel.waiting : qsTr("Checking")
                color: Theme.lakeDark
            }
        }
        Repeater {
            model: root.panel.readers

            Button {
                required property int index
                required property string reader

                objectName: "byCard" + (index + 1)
                anchors.horizontalCenter: parent === null ? undefined : parent.horizontalCenter
                visible: root.panel.waiting === ""
                symbol: "contactless"
                text: qsTr("With my card on %1").arg(reader)
                onClicked: root.panel.present(reader)
            }
        }
    }
}
