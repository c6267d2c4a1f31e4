pragma ComponentBehavior: Bound
import QtQuick
import ui.components
import ui.kiosk.models

// Everything at a glance before it is sent.
Page {
    id: root

    required property ReturnModel returns
    required property CaptureModel capture

    title: qsTr("Is everything right?")
    about: qsTr("Your counsellor decides; you see the answer here and at the gate")
    actionText: root.returns.sending ? qsTr("Sending") : root.returns.trouble !== "" ? qsTr("Send again") : qsTr("Submit")
    actionName: "button.submit"
    actionSymbol: root.returns.sending ? "hourglass_top" : root.returns.trouble !== "" ? "refresh" : "check"
    actionEnabled: !root.returns.sending
    canGoBack: !root.returns.sending
    onAction: root.returns.submit()

    Column {
        width: root.innerWidth
        spacing: 24

        Banner {
            objectName: "banner.trouble"
            width: parent.width
            text: root.returns.trouble
            remedy: root.returns.remedy
            tone: Banner.Tone.Warning
        }
        Row {
            width: parent.width
            spacing: 32

            Facts {
                width: parent.width - portrait.width - 32
                rows: root.returns.summary
            }
            Card {
                id: portrait
                width: 400
                height: column.height + 64

                Column {
                    id: column
                    anchors.centerIn: parent
                    spacing: 24

                    CameraView {
                        objectName: "portrait"
                        width: 288
                        height: 360
                        mirrored: false
                        mailbox: root.capture.portrait
                        anchors.horizontalCenter: parent.horizontalCenter
                    }
                    Button {
                        objectName: "button.retake"
                        width: 320
                        text: qsTr("Take it again")
                        symbol: "photo_camera"
                        enabled: !root.returns.sending
                        onClicked: root.capture.retake()
                    }
                }
            }
        }
    }
}
