pragma ComponentBehavior: Bound

import QtQuick
import ui.native
import ui.theme

// Labels on the left, what is known on the right.
Column {
    id: root

    required property Rows facts
    property int labelWidth: 210
    property int textSize: 24
    property int lines: 3

    spacing: 2

    Repeater {
        model: root.facts

        delegate: Item {
            id: fact

            required property int index
            required property string label
            required property string value

            width: root.width
            height: Math.max(caption.implicitHeight, shown.implicitHeight)

            Txt {
                id: caption
                width: root.labelWidth
                text: fact.label
                color: Theme.ink2
                font.pixelSize: root.textSize
                wrapMode: Text.NoWrap
            }
            Txt {
                id: shown
                objectName: "fact" + (fact.index + 1)
                anchors.left: caption.right
                anchors.leftMargin: 16
                anchors.right: parent.right
                text: fact.value
                font.pixelSize: root.textSize
                wrapMode: Text.WrapAtWordBoundaryOrAnywhere
                maximumLineCount: root.lines
                elide: Text.ElideRight
            }
        }
    }
}
