import QtQuick
import ui.components
import ui.theme
import ui.kiosk.models

// Where the return stands, in shape, colour and words.
Page {
    id: root

    required property ReturnModel returns
    readonly property bool known: root.returns.status !== ""

    actionText: root.returns.mayRegister ? (root.returns.status === "none" ? qsTr("Register now") : qsTr("Register again")) : ""
    actionName: "button.register"
    onAction: root.returns.begin()

    footExtras: Button {
        objectName: "button.refresh"
        visible: root.returns.status === "pending" || root.returns.trouble !== ""
        enabled: !root.returns.asking
        text: qsTr("Look again")
        symbol: "refresh"
        onClicked: root.returns.refresh()
    }

    Column {
        width: root.innerWidth
        topPadding: 24
        spacing: 32

        Banner {
            objectName: "banner.trouble"
            width: parent.width
            text: root.returns.trouble
            remedy: root.returns.remedy
            tone: Banner.Tone.Warning
        }
        Busy {
            visible: root.returns.asking && !root.known
            anchors.horizontalCenter: parent.horizontalCenter
        }
        Row {
            visible: root.known
            width: parent.width
            spacing: 48

            Verdict {
                id: glyph
                size: 168
                outcome: ({
                        "approved": Verdict.Outcome.Good,
                        "rejected": Verdict.Outcome.Bad,
                        "revoked": Verdict.Outcome.Bad,
                        "pending": Verdict.Outcome.Waiting
                    })[root.returns.status] ?? Verdict.Outcome.Attention
            }
            Column {
                width: parent.width - glyph.width - 48
                anchors.verticalCenter: parent.verticalCenter
                spacing: 12

                Txt {
                    objectName: "text.status"
                    width: parent.width
                    text: root.returns.headline
                    font.pixelSize: Theme.greetingSize
                    font.weight: Font.Bold
                    color: root.returns.status === "none" ? Theme.ink : glyph.colour
                    Accessible.role: Accessible.Heading
                }
                Txt {
                    width: parent.width
                    text: root.returns.nextStep
                    font.pixelSize: 34
                }
            }
        }
        Card {
            visible: root.returns.remark !== ""
            width: parent.width
            height: words.height + 64
            color: Theme.amberPale
            border.width: 0

            Column {
                id: words
                x: 40
                width: parent.width - 80
                anchors.verticalCenter: parent.verticalCenter
                spacing: 8

                Txt {
                    text: qsTr("Your counsellor writes")
                    font.pixelSize: Theme.secondarySize
                    color: Theme.amber
                    font.weight: Font.Medium
                }
                Txt {
                    objectName: "text.remark"
                    width: parent.width
                    text: root.returns.remark
                    font.pixelSize: 34
                }
            }
        }
        Facts {
            visible: root.returns.facts.length > 0
            width: parent.width
            rows: root.returns.facts
        }
    }
}
