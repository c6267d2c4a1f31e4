import QtQuick
import ui.components
import ui.native

// What the camera sees, the face check's box and word on it, and the camera's figures.
SheetFrame {
    id: root

    required property LivePanel panel

    title: root.panel.title

    CameraView {
        id: view
        objectName: "livePicture"
        readonly property real room: parent.width - figures.width - 32
        height: Math.min(parent.height, room / root.panel.shape)
        width: height * root.panel.shape
        mailbox: root.panel.mailbox
        mirrored: false

        Rectangle {
            objectName: "faceBox"
            visible: view.live && root.panel.box.width > 0
            x: root.panel.box.x * view.width
            y: root.panel.box.y * view.height
            width: root.panel.box.width * view.width
            height: root.panel.box.height * view.height
            color: "transparent"
            radius: 12
            border.width: 5
            border.color: root.panel.level === 0 ? "#3FD68A" : "#FFC14D"
        }
    }
    Card {
        id: figures
        anchors.right: parent.right
        width: 560
        height: column.implicitHeight + 56
        // Nothing is known before the first picture.
        opacity: column.implicitHeight > 0 ? 1 : 0

        Column {
            id: column
            x: 28
            y: 28
            width: parent.width - 56
            spacing: 20

            Banner {
                objectName: "verdict"
                width: parent.width
                tone: [Banner.Tone.Good, Banner.Tone.Warning, Banner.Tone.Bad, Banner.Tone.Information][root.panel.level]
                text: root.panel.verdict
            }
            Banner {
                objectName: "liveProblem"
                width: parent.width
                tone: Banner.Tone.Warning
                text: root.panel.problem
            }
            FactList {
                width: parent.width
                facts: root.panel.facts
                labelWidth: 230
                textSize: 26
                spacing: 12
            }
        }
    }
}
