pragma ComponentBehavior: Bound
import QtQuick
import ui.components
import ui.theme
import ui.kiosk.models

// What would you like to do? Four errands, a search, and where the return stands.
FocusScope {
    id: root

    required property SessionModel session
    required property ReturnModel returns
    required property PrintModel prints
    required property ServicesModel services
    required property TelephoneModel telephone
    required property KioskModel kiosk
    readonly property bool compact: height < 800
    readonly property bool underWay: root.returns.brief !== "" && root.returns.status !== "none"
    readonly property real column: (width - 2 * Theme.margin - 28) / 2
    readonly property real row: root.compact ? 144 : 216

    focus: true

    ScrollHint {
        list: scroll
        z: 1
    }
    Flickable {
        id: scroll
        anchors.top: parent.top
        anchors.bottom: foot.top
        width: parent.width
        contentHeight: content.height + 32
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Column {
            id: content
            x: Theme.margin
            y: 24
            width: parent.width - 2 * Theme.margin
            spacing: root.compact ? 24 : 40

            Item {
                width: parent.width
                height: 120

                Column {
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - search.width - 32

                    Txt {
                        objectName: "text.greeting"
                        width: parent.width
                        text: qsTr("Hello, %1").arg(root.session.name)
                        font.pixelSize: root.compact ? 44 : Theme.greetingSize
                        font.weight: Font.Bold
                        elide: Text.ElideRight
                        maximumLineCount: 1
                    }
                    Txt {
                        width: parent.width
                        text: root.session.department
                        color: Theme.ink2
                        elide: Text.ElideRight
                        maximumLineCount: 1
                    }
                }
                Search {
                    id: search
                    objectName: "button.search"
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    width: root.compact ? root.column : root.column * 4 / 3
                    text: root.compact ? qsTr("Find a service") : qsTr("Find a service, as “transcript” or “new campus card”")
                    onClicked: root.services.open("")
                }
            }
            Grid {
                columns: 2
                columnSpacing: 28
                rowSpacing: root.compact ? 16 : 28

                Tile {
                    objectName: "tile.return"
                    width: root.column
                    height: root.row
                    main: true
                    symbol: "home_pin"
                    title: qsTr("Return to campus")
                    about: qsTr("Register, face capture, review")
                    onClicked: root.returns.open()
                }
                Tile {
                    objectName: "tile.certificates"
                    width: root.column
                    height: root.row
                    symbol: "print"
                    title: qsTr("Certificates")
                    about: qsTr("Certificate of enrolment, printed here")
                    badge: root.kiosk.printerTrouble
                    onClicked: root.prints.open()
                }
                Tile {
                    objectName: "tile.telephone"
                    width: root.column
                    height: root.row
                    symbol: "qr_code_scanner"
                    title: qsTr("Telephone pass")
                    about: qsTr("For gates that have a scanner")
                    onClicked: root.telephone.open()
                }
                Tile {
                    objectName: "tile.services"
                    width: root.column
                    height: root.row
                    symbol: "school"
                    title: qsTr("All services")
                    about: root.services.count > 0 ? qsTr("%1 services and how to get them").arg(root.services.count) : qsTr("What there is and how to get it")
                    onClicked: root.services.open("")
                }
            }
            Column {
                width: parent.width
                spacing: 16
                visible: root.services.suggested.length > 0

                Txt {
                    text: qsTr("Often looked for")
                    font.pixelSize: Theme.secondarySize
                    color: Theme.ink2
                }
                Flow {
                    width: parent.width
                    spacing: 16

                    Repeater {
                        model: root.services.suggested

                        Pill {
                            required property var modelData

                            objectName: "guide." + modelData.code
                            clickable: true
                            text: modelData.title
                            symbol: "description"
                            onClicked: root.services.choose(modelData.code)
                        }
                    }
                }
            }
        }
    }
    Rectangle {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.max(136, Theme.touch + 40)
        color: Theme.card

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.line
        }
        Row {
            x: Theme.margin
            anchors.verticalCenter: parent.verticalCenter
            spacing: 24

            Txt {
                text: root.underWay ? qsTr("In progress") : root.returns.status === "none" ? qsTr("Nothing of yours is in progress") : ""
                font.pixelSize: Theme.secondarySize
                color: Theme.ink2
                wrapMode: Text.NoWrap
                anchors.verticalCenter: parent.verticalCenter
            }
            Pill {
                objectName: "pill.return"
                clickable: true
                visible: root.underWay
                text: root.returns.brief
                symbol: ({
                        "pending": "hourglass_top",
                        "approved": "check_circle",
                        "rejected": "cancel",
                        "revoked": "cancel"
                    })[root.returns.status] ?? "home_pin"
                tone: ({
                        "pending": Pill.Tone.Information,
                        "approved": Pill.Tone.Good,
                        "rejected": Pill.Tone.Bad,
                        "revoked": Pill.Tone.Bad
                    })[root.returns.status] ?? Pill.Tone.Plain
                onClicked: root.returns.open()
            }
            Txt {
                visible: root.returns.brief === "" && root.returns.trouble !== ""
                text: root.returns.trouble
                font.pixelSize: Theme.secondarySize
                color: Theme.amber
                anchors.verticalCenter: parent.verticalCenter
            }
            Busy {
                visible: root.returns.asking
                dot: 14
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }
}
