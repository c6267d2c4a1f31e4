pragma ComponentBehavior: Bound
import QtQuick
import ui.components
import ui.native
import ui.theme
import ui.kiosk.models

// A code for the person's own telephone, which then shows passes for the gates.
Page {
    id: root

    required property TelephoneModel telephone
    readonly property bool shown: root.telephone.link !== ""
    readonly property bool wide: innerWidth > 1400
    readonly property real rim: wide ? 40 : 16

    title: qsTr("Pass on your telephone")
    // The whole code must be seen at once, with larger text as well.
    about: root.shown && !root.wide ? "" : qsTr("Your telephone then shows passes for gates that have a scanner; your card goes on working")
    actionText: root.shown ? qsTr("Done") : root.telephone.trouble !== "" ? qsTr("Try again") : qsTr("Show the code")
    actionName: root.shown ? "button.done" : "button.showCode"
    actionSymbol: root.shown ? "check" : root.telephone.trouble !== "" ? "refresh" : "qr_code_scanner"
    actionEnabled: !root.telephone.asking
    onAction: root.shown ? root.back() : root.telephone.make()

    footExtras: Busy {
        visible: root.telephone.asking
        anchors.verticalCenter: parent.verticalCenter
    }

    Column {
        width: root.innerWidth
        spacing: 24

        Banner {
            objectName: "banner.trouble"
            width: parent.width
            text: root.telephone.trouble
            remedy: root.telephone.remedy
            tone: Banner.Tone.Warning
        }
        Card {
            width: parent.width
            height: Math.max(code.height, steps.height) + 2 * root.rim

            Rectangle {
                id: code
                objectName: "telephone.code"
                x: 40
                y: root.rim
                visible: root.shown
                width: visible ? Math.min(540, root.innerHeight - 2 * root.rim) : 0
                height: width
                color: "#FFFFFF"
                Accessible.role: Accessible.Graphic
                Accessible.name: qsTr("Code for your telephone")

                CodeCanvas {
                    anchors.fill: parent
                    text: root.telephone.link
                }
            }
            Column {
                id: steps
                anchors.left: code.right
                anchors.leftMargin: root.shown ? 48 : 0
                anchors.right: parent.right
                anchors.rightMargin: 40
                anchors.verticalCenter: parent.verticalCenter
                spacing: 28

                Repeater {
                    model: root.shown ? [qsTr("Point your telephone's camera at this code and open the link"), qsTr("Press “Use this telephone” on the page"), qsTr("At a gate, hold the pass before the scanner")] : [qsTr("Have your telephone ready, connected to the network"), qsTr("Show the code here and scan it with the telephone"), qsTr("At a gate, hold the pass before the scanner")]

                    Item {
                        id: step

                        required property string modelData
                        required property int index

                        width: steps.width
                        height: Math.max(52, sentence.height)

                        Rectangle {
                            width: 52
                            height: 52
                            radius: 26
                            color: Theme.lakePale
                            anchors.verticalCenter: parent.verticalCenter

                            Txt {
                                anchors.centerIn: parent
                                text: step.index + 1
                                color: Theme.lakeDark
                                font.pixelSize: Theme.secondarySize
                                font.weight: Font.Bold
                            }
                        }
                        Txt {
                            id: sentence
                            x: 76
                            width: parent.width - 76
                            anchors.verticalCenter: parent.verticalCenter
                            text: step.modelData
                            font.pixelSize: 34
                        }
                    }
                }
                Txt {
                    objectName: "text.until"
                    width: parent.width
                    visible: root.shown
                    text: qsTr("The code opens once, until %1; do not let others photograph it").arg(root.telephone.until)
                    font.pixelSize: Theme.secondarySize
                    color: Theme.ink2
                }
            }
        }
        Banner {
            objectName: "banner.before"
            width: parent.width
            text: root.shown ? "" : qsTr("One telephone at a time")
            remedy: qsTr("With a new code, the telephone you used before shows no more passes")
            tone: Banner.Tone.Information
        }
    }
}
