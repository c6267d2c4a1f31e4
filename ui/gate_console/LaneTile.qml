pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.theme

// One lane: colour, shape and word of the verdict, the two faces, who, why and what to do.
// Three arrangements: wide (faces on the right), tall (faces below), small (faces beside the name).
// What is in force at the gate stands in a band above it all, whose height the rest gives up.
T.AbstractButton {
    id: root

    required property int number
    required property string lane
    required property string tone
    required property string word
    required property string phase
    required property string who
    required property string department
    required property string className
    required property string sentence
    required property string remedy
    required property string doubt
    required property string last
    required property string symbol
    required property string alert
    required property bool grave
    required property bool faces
    required property var enrolled
    required property string enrolledLabel
    required property var live
    required property string liveLabel
    required property string score

    readonly property real band: root.alert === "" ? 0 : Math.min(64, root.height * 0.15)
    readonly property real room: root.height - root.band
    readonly property string shape: root.width < 700 ? "small" : root.height > root.width * 0.7 ? "tall" : "wide"
    readonly property real unit: {
        switch (root.shape) {
        case "small":
            return Math.max(0.1, Math.min(root.width / 438, root.room / 388));
        case "tall":
            return Math.max(0.1, Math.min(root.width / 900, root.room / 850));
        default:
            return Math.max(0.1, Math.min(root.width / 900, root.room / 388));
        }
    }
    readonly property real edge: (root.shape === "small" ? 24 : 36) * root.unit
    readonly property var sizes: ({
            small: {
                title: 26,
                glyph: 84,
                word: 62,
                who: 40,
                about: 24,
                sentence: 25,
                remedy: 22,
                faceWidth: 84,
                faceHeight: 110,
                caption: 0
            },
            tall: {
                title: 34,
                glyph: 168,
                word: 140,
                who: 72,
                about: 36,
                sentence: 38,
                remedy: 34,
                faceWidth: 224,
                faceHeight: 300,
                caption: 28
            },
            wide: {
                title: 28,
                glyph: 124,
                word: 88,
                who: 52,
                about: 28,
                sentence: 30,
                remedy: 27,
                faceWidth: 168,
                faceHeight: 236,
                caption: 22
            }
        })
    readonly property var size: root.sizes[root.shape]
    readonly property real faceWish: root.size.faceHeight * root.unit
    readonly property real faceTop: {
        switch (root.shape) {
        case "small":
            return who.y + 8 * root.unit;
        case "tall":
            return why.y + why.height + 20 * root.unit;
        default:
            return root.edge * 0.8;
        }
    }
    // Tall tiles give the faces what the words leave.
    readonly property real faceHeight: root.shape === "tall" ? Math.max(1, Math.min(root.faceWish, root.room - root.faceTop - root.edge * 0.8)) : root.faceWish
    readonly property real textWidth: {
        const whole = root.width - 2 * root.edge;
        return root.faces && root.shape !== "tall" ? whole - faces.width - 16 * root.unit : whole;
    }

    objectName: "lane" + root.number
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: [root.alert, root.lane, root.word, root.phase, root.who, root.sentence, root.remedy, root.doubt].filter(part => part !== "").join(", ")

    Keys.onReturnPressed: root.click()
    Keys.onEnterPressed: root.click()

    background: Rectangle {
        radius: Theme.fieldRadius
        // At once, as the words: for no moment may green stand around a refusal.
        color: LaneLook.ground(root.tone)

        TileAlert {
            visible: root.alert !== ""
            width: parent.width
            height: root.band
            text: root.alert
            grave: root.grave
            edge: root.edge
        }
        FocusRing {
            radius: Theme.fieldRadius + 6
            shown: root.visualFocus
        }
    }
    topPadding: root.band
    contentItem: Item {
        clip: true

        Row {
            id: title
            x: root.edge
            y: root.edge * 0.4
            spacing: 14 * root.unit

            Rectangle {
                width: key.implicitWidth + 20 * root.unit
                height: key.implicitHeight + 6 * root.unit
                radius: 10 * root.unit
                color: "#26FFFFFF"
                border.width: 2
                border.color: "#80FFFFFF"
                anchors.verticalCenter: parent.verticalCenter

                Txt {
                    id: key
                    anchors.centerIn: parent
                    text: "F" + root.number
                    color: "#FFFFFF"
                    font.pixelSize: root.size.title * 0.85 * root.unit
                    font.weight: Font.Medium
                    wrapMode: Text.NoWrap
                    Accessible.ignored: true
                }
            }
            Txt {
                text: root.lane
                color: "#FFFFFF"
                font.pixelSize: root.size.title * root.unit
                wrapMode: Text.NoWrap
                anchors.verticalCenter: parent.verticalCenter
                Accessible.ignored: true
            }
        }
        Icon {
            id: glyph
            x: root.edge - 6 * root.unit
            anchors.top: title.bottom
            anchors.topMargin: (root.shape === "tall" ? 16 : 6) * root.unit
            name: root.symbol === "" ? LaneLook.symbol(root.tone) : root.symbol
            tint: "#FFFFFF"
            size: root.size.glyph * root.unit
        }
        Txt {
            id: word
            anchors.left: glyph.right
            anchors.leftMargin: 18 * root.unit
            anchors.right: faces.visible && root.shape === "wide" ? faces.left : parent.right
            anchors.rightMargin: root.edge / 2
            anchors.verticalCenter: glyph.verticalCenter
            text: root.word
            color: "#FFFFFF"
            font.pixelSize: root.size.word * root.unit
            font.weight: Font.Black
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: root.size.word * root.unit * 0.5
            height: glyph.height
            verticalAlignment: Text.AlignVCenter
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }
        Txt {
            id: phase
            visible: text !== "" && title.x + title.width + 12 * root.unit < x
            x: (root.shape === "wide" && root.faces ? faces.x - 24 * root.unit : parent.width - root.edge) - width
            y: title.y
            text: root.phase
            color: "#FFFFFF"
            font.pixelSize: root.size.title * root.unit
            font.weight: Font.Medium
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }
        Row {
            id: faces
            visible: root.faces
            spacing: 16 * root.unit
            x: root.shape === "tall" ? root.edge : parent.width - width - root.edge
            y: root.faceTop

            Portrait {
                width: root.faceHeight * root.size.faceWidth / root.size.faceHeight
                height: root.faceHeight
                textSize: root.size.caption * root.unit
                picture: root.enrolled
                caption: root.enrolledLabel
            }
            Portrait {
                width: root.faceHeight * root.size.faceWidth / root.size.faceHeight
                height: root.faceHeight
                textSize: root.size.caption * root.unit
                picture: root.live
                caption: root.liveLabel
                detail: root.score
            }
        }
        Txt {
            id: who
            x: root.edge
            anchors.top: glyph.bottom
            anchors.topMargin: root.shape === "tall" ? 12 * root.unit : 0
            width: root.textWidth
            text: root.who
            color: "#FFFFFF"
            // A long name takes two lines in the same room.
            height: root.who === "" ? 0 : root.size.who * root.unit * 1.4
            verticalAlignment: Text.AlignVCenter
            font.pixelSize: root.size.who * root.unit
            font.weight: Font.Bold
            fontSizeMode: Text.Fit
            minimumPixelSize: root.size.who * root.unit * 0.4
            maximumLineCount: 2
            lineHeight: 0.9
            wrapMode: Text.Wrap
            elide: Text.ElideRight
            Accessible.ignored: true
        }
        Column {
            id: about
            x: root.edge
            anchors.top: who.bottom
            anchors.topMargin: -6 * root.unit
            width: root.textWidth

            Repeater {
                model: {
                    const parts = [root.department, root.className].filter(part => part !== "");
                    return root.shape === "wide" ? [parts.join(" · ")] : parts;
                }

                delegate: Txt {
                    required property string modelData

                    width: about.width
                    text: modelData
                    color: "#FFFFFF"
                    font.pixelSize: root.size.about * root.unit
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: root.size.about * root.unit * 0.6
                    height: root.size.about * root.unit * 1.3
                    wrapMode: Text.NoWrap
                    elide: Text.ElideRight
                    Accessible.ignored: true
                }
            }
        }
        TileWhy {
            id: why
            x: root.edge
            width: parent.width - 2 * root.edge
            y: {
                const gap = (root.shape === "tall" ? 14 : 4) * root.unit;
                const head = root.who === "" ? glyph.y + glyph.height : about.y + about.height;
                const beside = root.shape === "small" && root.faces ? who.y + 8 * root.unit + root.faceWish : 0;
                return Math.max(head, beside) + gap;
            }
            sentence: root.sentence
            remedy: root.remedy
            doubt: root.doubt
            sentenceSize: root.size.sentence * root.unit
            remedySize: root.size.remedy * root.unit
            unit: root.unit
            oneLine: root.shape === "wide"
            small: root.shape === "small"
        }
        Txt {
            x: root.edge
            width: parent.width - 2 * root.edge
            anchors.bottom: parent.bottom
            anchors.bottomMargin: root.edge * 0.7
            text: root.last
            color: "#E6FFFFFF"
            font.pixelSize: root.size.about * root.unit
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
            Accessible.ignored: true
        }
    }
}
