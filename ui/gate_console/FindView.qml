pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.native
import ui.theme

// "Why can't she get in?": type, Enter, pick with the arrows, Enter; on the right all that is known.
PanelFrame {
    id: root

    required property FindPanel panel
    required property bool covered

    function refocus(): void {
        field.forceActiveFocus();
    }

    symbol: "person_search"
    title: qsTr("Find a person")
    gate: root.panel.gate
    onCoveredChanged: if (!covered)
        root.refocus()
    Component.onCompleted: root.refocus()

    Item {
        id: left
        width: 620
        height: parent.height

        Field {
            id: field
            width: parent.width
            inputName: "query"
            symbol: "search"
            maximumLength: 40
            placeholder: qsTr("Name or student number")
            focus: true
            enabled: root.panel.open
            onEdited: text => root.panel.type(text)
            onAccepted: root.panel.proceed()
            Keys.onUpPressed: root.panel.move(-1)
            Keys.onDownPressed: root.panel.move(1)
            Keys.onPressed: event => {
                if (event.key === Qt.Key_PageUp || event.key === Qt.Key_PageDown) {
                    person.scroll(event.key === Qt.Key_PageUp ? -1 : 1);
                    event.accepted = true;
                }
            }
        }
        Txt {
            id: hint
            anchors.top: field.bottom
            anchors.topMargin: 8
            width: parent.width
            text: root.panel.more !== "" ? root.panel.more : qsTr("Enter searches, the arrows pick, Enter shows")
            color: Theme.ink2
            font.pixelSize: Theme.leastSize
        }
        ListView {
            id: list
            objectName: "hits"
            anchors.top: hint.bottom
            anchors.topMargin: 12
            anchors.bottom: parent.bottom
            width: parent.width
            clip: true
            spacing: 8
            model: root.panel.hits
            currentIndex: root.panel.chosen - 1
            boundsBehavior: Flickable.StopAtBounds

            delegate: T.AbstractButton {
                id: hit

                required property int number
                required property string name
                required property string about
                required property string status
                required property string outcome
                required property bool chosen

                objectName: "hit" + hit.number
                width: list.width
                height: Math.max(92, Theme.touch)
                focusPolicy: Qt.NoFocus
                Accessible.role: Accessible.ListItem
                Accessible.name: [hit.name, hit.about, hit.status].join(", ")
                onClicked: root.panel.choose(hit.number)

                background: Rectangle {
                    radius: Theme.pillRadius
                    color: hit.chosen ? Theme.lakePale : hit.down ? Theme.line : Theme.card
                    border.width: hit.chosen ? 3 : 1
                    border.color: hit.chosen ? Theme.lake : Theme.line
                }
                contentItem: Item {
                    Column {
                        x: 20
                        width: parent.width - x - verdict.width - 36
                        anchors.verticalCenter: parent.verticalCenter

                        Txt {
                            width: parent.width
                            text: hit.name
                            font.pixelSize: 28
                            font.weight: Font.Medium
                            fontSizeMode: Text.HorizontalFit
                            minimumPixelSize: 20
                            wrapMode: Text.NoWrap
                            Accessible.ignored: true
                        }
                        Txt {
                            width: parent.width
                            text: hit.about
                            color: Theme.ink2
                            font.pixelSize: Theme.leastSize
                            fontSizeMode: Text.HorizontalFit
                            minimumPixelSize: 16
                            wrapMode: Text.NoWrap
                            elide: Text.ElideRight
                            Accessible.ignored: true
                        }
                    }
                    Row {
                        id: verdict
                        anchors.right: parent.right
                        anchors.rightMargin: 20
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: 8

                        OutcomeIcon {
                            outcome: hit.outcome
                            anchors.verticalCenter: parent.verticalCenter
                        }
                        Txt {
                            text: hit.status
                            font.pixelSize: Theme.leastSize
                            wrapMode: Text.NoWrap
                            anchors.verticalCenter: parent.verticalCenter
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }
    }
    Item {
        id: right
        anchors.left: left.right
        anchors.leftMargin: 40
        anchors.right: parent.right
        height: parent.height

        Busy {
            anchors.centerIn: parent
            visible: root.panel.busy
        }
        Banner {
            id: problem
            objectName: "findProblem"
            width: parent.width
            tone: Banner.Tone.Warning
            text: root.panel.problem
        }
        EmptyState {
            anchors.centerIn: parent
            width: parent.width * 0.8
            visible: !root.panel.found && !root.panel.busy && root.panel.problem === ""
            symbol: "person_search"
            title: qsTr("Who is it about?")
            about: qsTr("Type the beginning of the name, or four digits of the student number. Here you will see what each lane would say, and why.")
        }
        Person {
            id: person
            anchors.fill: parent
            visible: root.panel.found
            panel: root.panel
        }
    }
    ScrollHint {
        list: person
        visible: person.visible && person.contentHeight > person.height + 1
        anchors.rightMargin: -20
    }
}
