pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Shapes
import ui.components
import ui.theme
import ui.kiosk.models

// Step 3: the camera looks, words guide, three pictures are judged good one after another.
Page {
    id: root

    required property CaptureModel capture
    readonly property real pictureHeight: Math.min(innerHeight - 24, (innerWidth * 0.58) * 0.75)

    title: qsTr("Your face")
    about: qsTr("Step 3 of 3: its features and one small portrait are kept, the video is not")
    actionText: root.capture.gaveUp && root.capture.usable ? qsTr("Try again") : ""
    actionName: "button.retake"
    actionSymbol: "refresh"
    onAction: root.capture.retake()

    Row {
        width: root.innerWidth
        spacing: 56

        CameraView {
            id: picture
            objectName: "camera"
            height: root.pictureHeight
            width: height / 0.75
            mailbox: root.capture.mailbox

            Shape {
                id: oval
                readonly property real wide: picture.height * 0.24
                readonly property real high: picture.height * 0.33
                anchors.fill: parent
                visible: picture.live

                ShapePath {
                    strokeWidth: root.capture.good ? 10 : 6
                    strokeColor: root.capture.good ? "#35C77F" : "#FFFFFF"
                    fillColor: "transparent"

                    PathAngleArc {
                        centerX: picture.width / 2
                        centerY: picture.height / 2
                        radiusX: oval.wide
                        radiusY: oval.high
                        startAngle: 0
                        sweepAngle: 360
                    }
                }
            }
        }
        Column {
            width: parent.width - picture.width - 56
            anchors.verticalCenter: parent.verticalCenter
            spacing: 32

            Icon {
                name: root.capture.gaveUp ? "warning" : root.capture.good ? "check_circle" : "face"
                tint: root.capture.gaveUp ? Theme.amber : root.capture.good ? Theme.green : Theme.lake
                size: 112
            }
            Txt {
                objectName: "text.instruction"
                width: parent.width
                text: root.capture.instruction
                font.pixelSize: Theme.greetingSize
                font.weight: Font.Bold
                Accessible.role: Accessible.AlertMessage
            }
            Txt {
                objectName: "text.captureRemark"
                width: parent.width
                visible: text !== ""
                text: root.capture.remark
                color: Theme.ink2
            }
            Column {
                width: parent.width
                spacing: 16

                Row {
                    spacing: 16

                    Repeater {
                        model: root.capture.wanted

                        Rectangle {
                            required property int index
                            objectName: "capture.shot." + index
                            readonly property bool done: index < root.capture.taken

                            width: 88
                            height: 88
                            radius: 44
                            color: done ? Theme.green : Theme.card
                            border.width: done ? 0 : 3
                            border.color: Theme.fieldLine

                            Icon {
                                anchors.centerIn: parent
                                name: "check"
                                tint: "#FFFFFF"
                                size: 56
                                visible: parent.done
                            }
                        }
                    }
                }
                Txt {
                    objectName: "text.captureProgress"
                    text: qsTr("%1 of %2").arg(root.capture.taken).arg(root.capture.wanted)
                    color: Theme.ink2
                }
            }
        }
    }
}
