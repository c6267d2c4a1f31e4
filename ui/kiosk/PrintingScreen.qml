import QtQuick
import ui.components
import ui.theme
import ui.kiosk.models

// A print from the wish to the paper, with the printer's own words.
Page {
    id: root

    required property PrintModel prints
    readonly property string stage: root.prints.stage
    readonly property bool failed: stage === "failed" || stage === "cancelled"

    signal done

    canGoBack: root.failed
    actionText: root.failed ? qsTr("Try again") : root.prints.goingOn ? "" : qsTr("Done")
    actionName: root.failed ? "button.again" : root.stage === "printed" ? "button.done" : "button.close"
    actionSymbol: root.failed ? "refresh" : "check"
    onAction: root.failed ? root.prints.again() : root.done()

    footExtras: [
        Button {
            objectName: "button.another"
            visible: ["printed", "printedBefore", "inDoubt"].includes(root.stage)
            text: qsTr("Another copy")
            symbol: "print"
            onClicked: root.prints.another()
        },
        Button {
            objectName: "button.cancel"
            visible: root.prints.goingOn
            enabled: root.stage !== "cancelling"
            text: qsTr("Cancel the print")
            symbol: "close"
            onClicked: root.prints.cancel()
        }
    ]

    Item {
        width: root.innerWidth
        height: Math.max(column.height, root.innerHeight - 24)

        Column {
            id: column
            anchors.centerIn: parent
            width: Math.min(1240, parent.width)
            spacing: 28

            Item {
                width: parent.width
                height: 200

                Verdict {
                    anchors.centerIn: parent
                    visible: !busy.visible
                    size: 192
                    outcome: ({
                            "printed": Verdict.Outcome.Good,
                            "printedBefore": Verdict.Outcome.Attention,
                            "waiting": Verdict.Outcome.Attention,
                            "inDoubt": Verdict.Outcome.Attention,
                            "cancelled": Verdict.Outcome.Attention
                        })[root.stage] ?? Verdict.Outcome.Bad
                }
                Rectangle {
                    id: busy
                    anchors.centerIn: parent
                    width: 192
                    height: 192
                    radius: 96
                    color: Theme.lakePale
                    visible: root.prints.goingOn && root.stage !== "waiting"

                    Icon {
                        anchors.centerIn: parent
                        name: root.stage === "issuing" ? "verified" : "print"
                        tint: Theme.lake
                        size: 104
                    }
                }
            }
            Txt {
                objectName: "text.print"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: root.prints.headline
                font.pixelSize: Theme.greetingSize
                font.weight: Font.Bold
                Accessible.role: Accessible.AlertMessage
            }
            Txt {
                objectName: "text.printAbout"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: root.prints.about
                font.pixelSize: 34
            }
            Txt {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                visible: text !== ""
                text: root.prints.detail
                color: Theme.ink2
            }
            Txt {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                visible: root.prints.title !== ""
                text: root.prints.title + " · " + root.prints.number
                color: Theme.ink2
                font.pixelSize: Theme.secondarySize
            }
            Busy {
                visible: root.prints.goingOn
                anchors.horizontalCenter: parent.horizontalCenter
            }
        }
    }
}
