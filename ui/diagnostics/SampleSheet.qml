import QtQuick
import ui.components
import ui.native
import ui.theme

// A test page or a receipt, and whether it came out well: only an eye can tell.
SheetFrame {
    id: root

    required property SamplePanel panel

    title: root.panel.title

    Card {
        width: parent.width
        height: parent.height

        Column {
            anchors.centerIn: parent
            width: parent.width - 240
            spacing: 32

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: "print"
                tint: Theme.lake
                size: 128
            }
            Txt {
                width: parent.width
                visible: !root.panel.printing && root.panel.question === "" && root.panel.result === ""
                horizontalAlignment: Text.AlignHCenter
                text: root.panel.receipt ? qsTr("Prints one receipt with text, a code and a cut.") : qsTr("Prints one A4 page with a frame, greys and text.")
                color: Theme.ink2
            }
            Busy {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: root.panel.printing
            }
            Txt {
                objectName: "sampleDoing"
                width: parent.width
                visible: root.panel.printing
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("Printing; Back cancels it")
            }
            Txt {
                objectName: "sampleQuestion"
                width: parent.width
                visible: text !== ""
                horizontalAlignment: Text.AlignHCenter
                text: root.panel.question
                font.pixelSize: Theme.titleSize
                font.weight: Font.Bold
            }
            Row {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: root.panel.question !== ""
                spacing: 32

                Button {
                    objectName: "sampleBad"
                    symbol: "cancel"
                    text: qsTr("No, something is wrong")
                    onClicked: root.panel.judge(false)
                }
                Button {
                    objectName: "sampleGood"
                    symbol: "check_circle"
                    text: qsTr("Yes, it is right")
                    onClicked: root.panel.judge(true)
                }
            }
            Banner {
                objectName: "sampleResult"
                width: parent.width
                tone: [Banner.Tone.Good, Banner.Tone.Warning, Banner.Tone.Bad, Banner.Tone.Information][root.panel.level]
                text: root.panel.result
            }
        }
    }
    actions: [
        Button {
            objectName: "printSample"
            kind: Button.Kind.Primary
            symbol: "print"
            text: root.panel.receipt ? qsTr("Print a receipt") : qsTr("Print a test page")
            enabled: !root.panel.printing && root.panel.question === ""
            onClicked: root.panel.print_sample()
        }
    ]
}
