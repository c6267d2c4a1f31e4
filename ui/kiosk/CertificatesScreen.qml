pragma ComponentBehavior: Bound
import QtQuick
import ui.components
import ui.theme
import ui.kiosk.models

// Which certificates can be printed here.
Page {
    id: root

    required property PrintModel prints
    required property KioskModel kiosk

    title: qsTr("Certificates")
    about: qsTr("Made out by the registry and signed; printed at this terminal, free of charge")
    actionText: qsTr("Print")
    actionName: "button.print.enrolment"
    actionSymbol: "print"
    onAction: root.prints.print("enrolment")

    Column {
        width: root.innerWidth
        spacing: 28

        Banner {
            objectName: "banner.printer"
            width: parent.width
            text: root.kiosk.printerTrouble
            remedy: root.kiosk.printerRemedy
            tone: Banner.Tone.Warning
        }
        Card {
            width: parent.width
            height: Math.max(320, about.height + 96)

            Rectangle {
                id: sheet
                x: 48
                anchors.verticalCenter: parent.verticalCenter
                width: 170
                height: 224
                radius: 12
                color: Theme.paper
                border.width: 1
                border.color: Theme.line

                Column {
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: 32
                    spacing: 14

                    Repeater {
                        model: [90, 110, 110, 70]

                        Rectangle {
                            required property int modelData

                            width: modelData
                            height: 8
                            radius: 4
                            color: Theme.line
                        }
                    }
                }
                Rectangle {
                    anchors.right: parent.right
                    anchors.bottom: parent.bottom
                    anchors.margins: 20
                    width: 56
                    height: 56
                    radius: 28
                    color: "transparent"
                    border.width: 4
                    border.color: Theme.seal
                }
            }
            Column {
                id: about
                anchors.left: sheet.right
                anchors.leftMargin: 48
                anchors.right: parent.right
                anchors.rightMargin: 48
                anchors.verticalCenter: parent.verticalCenter
                spacing: 12

                Txt {
                    width: parent.width
                    text: qsTr("Certificate of enrolment")
                    font.pixelSize: Theme.titleSize
                    font.weight: Font.Bold
                }
                Txt {
                    width: parent.width
                    text: qsTr("Confirms that you are a student here, for banks, visas, internships and railway discounts")
                    color: Theme.ink2
                }
                Txt {
                    width: parent.width
                    text: qsTr("One page, Chinese and English, with seal, signature and a code to check it")
                    color: Theme.ink2
                    font.pixelSize: Theme.secondarySize
                }
            }
        }
    }
}
