import QtQuick
import ui.components
import ui.theme

// One screen: title above, content that scrolls if it must, and the foot with the way back on the
// left and the main action on the right.
FocusScope {
    id: root

    property string title
    property string about
    property string actionText
    property string actionName: "button.next"
    property string actionSymbol: "arrow_forward"
    property bool actionEnabled: true
    property bool canGoBack: true
    // Room, in stage pixels, that the keyboard takes at the bottom.
    property real keyboardHeight: 0
    default property alias content: holder.data
    property alias footExtras: extras.data
    readonly property real innerWidth: width - 2 * Theme.margin
    readonly property real innerHeight: scroll.height
    signal action
    signal back

    function reveal(item: Item): void {
        const top = item.mapToItem(holder, 0, 0).y - 56;
        const bottom = top + item.height + 112;
        if (top < scroll.contentY)
            scroll.contentY = Math.max(0, top);
        else if (bottom > scroll.contentY + scroll.height)
            scroll.contentY = Math.min(bottom - scroll.height, Math.max(0, scroll.contentHeight - scroll.height));
    }

    focus: true

    // A touch beside a field puts the keyboard away.
    TapHandler {
        onTapped: root.forceActiveFocus()
    }
    Column {
        id: head
        x: Theme.margin
        width: root.innerWidth
        topPadding: 16
        bottomPadding: root.title === "" ? 0 : 24
        spacing: 4

        Txt {
            objectName: "text.title"
            width: parent.width
            visible: text !== ""
            text: root.title
            font.pixelSize: Theme.greetingSize
            font.weight: Font.Bold
            Accessible.role: Accessible.Heading
        }
        Txt {
            width: parent.width
            visible: text !== ""
            text: root.about
            color: Theme.ink2
        }
    }
    Flickable {
        id: scroll
        anchors.top: head.bottom
        anchors.bottom: foot.top
        anchors.bottomMargin: Math.max(0, root.keyboardHeight - foot.height)
        width: parent.width
        contentWidth: width
        contentHeight: holder.height
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentHeight > height
        clip: true

        Item {
            id: holder
            x: Theme.margin
            width: root.innerWidth
            height: childrenRect.height + 12
        }
    }
    ScrollHint {
        list: scroll
    }
    Rectangle {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.max(136, Theme.touch + 40)
        color: Theme.card

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.line
        }
        Button {
            objectName: "button.back"
            x: Theme.margin
            anchors.verticalCenter: parent.verticalCenter
            visible: root.canGoBack
            symbol: "arrow_back"
            text: qsTr("Back")
            onClicked: root.back()
        }
        Row {
            id: extras
            anchors.right: next.visible ? next.left : parent.right
            anchors.rightMargin: next.visible ? 24 : Theme.margin
            anchors.verticalCenter: parent.verticalCenter
            spacing: 24
        }
        Button {
            id: next
            objectName: root.actionName
            anchors.right: parent.right
            anchors.rightMargin: Theme.margin
            anchors.verticalCenter: parent.verticalCenter
            visible: root.actionText !== ""
            enabled: root.actionEnabled
            kind: Button.Kind.Primary
            text: root.actionText
            symbol: root.actionSymbol
            symbolLast: root.actionSymbol === "arrow_forward"
            leftPadding: 48
            rightPadding: 48
            onClicked: root.action()
        }
    }
}
