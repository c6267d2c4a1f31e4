import QtQuick
import ui.components
import ui.theme
import ui.kiosk.models

// Nobody is here: how to begin, and what can be done.
FocusScope {
    id: root
    objectName: "idle"

    required property KioskModel kiosk
    required property SessionModel session
    readonly property bool signingIn: root.session.signingIn
    readonly property bool compact: height < 800

    component Offer: Row {
        id: offer

        property string symbol
        property string title
        property string about

        spacing: 24

        Rectangle {
            width: 88
            height: 88
            radius: 24
            color: Theme.lakePale
            anchors.verticalCenter: parent.verticalCenter

            Icon {
                anchors.centerIn: parent
                name: offer.symbol
                tint: Theme.lake
                size: 52
            }
        }
        Column {
            anchors.verticalCenter: parent.verticalCenter
            width: offer.width - 112
            spacing: 2

            Txt {
                width: parent.width
                text: offer.title
                font.weight: Font.Bold
                font.pixelSize: 34
            }
            Txt {
                width: parent.width
                text: offer.about
                color: Theme.ink2
                font.pixelSize: Theme.secondarySize
            }
        }
    }

    Row {
        anchors.fill: parent
        anchors.margins: Theme.margin
        anchors.topMargin: 32
        spacing: 64

        Card {
            id: tap
            width: (parent.width - 64) * 0.54
            height: parent.height
            color: Theme.lake
            border.width: 0
            radius: 40

            Column {
                anchors.centerIn: parent
                width: parent.width - 128
                spacing: root.compact ? 12 : 24

                Item {
                    width: parent.width
                    height: root.compact ? 160 : 280

                    Icon {
                        anchors.centerIn: parent
                        visible: !root.signingIn
                        name: "contactless"
                        tint: "#FFFFFF"
                        size: parent.height
                    }
                    Busy {
                        anchors.centerIn: parent
                        visible: root.signingIn
                        tint: "#FFFFFF"
                        dot: 32
                    }
                }
                Txt {
                    objectName: "text.invitation"
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: root.signingIn ? qsTr("One moment") : qsTr("Tap your campus card")
                    color: "#FFFFFF"
                    font.pixelSize: root.compact ? 52 : 72
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: 40
                    wrapMode: Text.NoWrap
                    font.weight: Font.Black
                }
                Txt {
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: root.signingIn ? qsTr("Your card was read; you are being signed in") : qsTr("Hold it flat on the reader below the screen")
                    color: "#FFFFFF"
                    font.pixelSize: Theme.bodySize
                }
            }
        }
        Item {
            width: parent.width - tap.width - 64
            height: parent.height

            Column {
                width: parent.width
                anchors.verticalCenter: parent.verticalCenter
                spacing: root.compact ? 24 : 48

                Txt {
                    width: parent.width
                    text: qsTr("What you can do here")
                    font.pixelSize: Theme.titleSize
                    font.weight: Font.Bold
                }
                Offer {
                    width: parent.width
                    symbol: "home_pin"
                    title: qsTr("Register your return")
                    about: qsTr("Fill in, have your face captured, follow the review")
                }
                Offer {
                    width: parent.width
                    symbol: "print"
                    title: qsTr("Print certificates")
                    about: qsTr("Signed, sealed and ready at once")
                }
                Offer {
                    width: parent.width
                    symbol: "school"
                    title: qsTr("Find a service")
                    about: qsTr("Who does it, where, and what to bring")
                }
                Banner {
                    readonly property string kind: root.session.noticeKind

                    objectName: "banner.notice"
                    width: parent.width
                    text: root.session.notice !== "" ? root.session.notice : root.kiosk.trouble
                    remedy: root.session.notice !== "" ? root.session.remedy : root.kiosk.remedy
                    tone: ["card_unknown", "refused"].includes(kind) ? Banner.Tone.Bad : ["timed_out", "ended"].includes(kind) ? Banner.Tone.Information : Banner.Tone.Warning
                }
            }
        }
    }
}
