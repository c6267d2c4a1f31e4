import QtQuick
import ui.native
import ui.theme

// Whom an order is about: both faces, name and what the gate says of them.
Rectangle {
    id: root

    required property ShownPerson person

    implicitHeight: 196
    radius: Theme.pillRadius
    color: Theme.slate

    Row {
        id: faces
        x: 20
        spacing: 16
        anchors.verticalCenter: parent.verticalCenter

        Portrait {
            width: 120
            height: 172
            textSize: 18
            picture: root.person.enrolled
            caption: root.person.enrolledLabel
        }
        Portrait {
            width: 120
            height: 172
            textSize: 18
            picture: root.person.live
            caption: root.person.liveLabel
        }
    }
    Column {
        anchors.left: faces.right
        anchors.leftMargin: 32
        anchors.right: parent.right
        anchors.rightMargin: 24
        anchors.verticalCenter: parent.verticalCenter

        Txt {
            width: parent.width
            text: root.person.who
            color: "#FFFFFF"
            font.pixelSize: Theme.titleSize
            font.weight: Font.Bold
            maximumLineCount: 1
            elide: Text.ElideRight
        }
        Txt {
            width: parent.width
            text: root.person.sentence
            color: "#FFFFFF"
            font.pixelSize: 28
            maximumLineCount: 2
            elide: Text.ElideRight
        }
    }
}
