import QtQuick
import ui.components
import ui.theme

// A sheet over the list: back on the left, its title, and below them its content.
FocusScope {
    id: root

    required property string title
    default property alias content: inner.data
    property alias actions: foot.data
    // A question of the sheet's own is open: Esc answers that first.
    property bool asking: false
    // Something is under way that has to be stopped or waited for before the sheet is left.
    property bool held: false
    signal back

    focus: true
    Accessible.role: Accessible.Pane
    Accessible.name: root.title

    Rectangle {
        anchors.fill: parent
        color: Theme.paper
    }
    Item {
        id: head
        x: Theme.margin
        width: root.width - 2 * Theme.margin
        height: Math.max(88, Theme.touch)

        Button {
            id: back
            objectName: "back"
            focus: true
            symbol: "arrow_back"
            text: qsTr("Back") + (root.held ? "" : " Esc")
            enabled: !root.held
            onClicked: root.back()
        }
        Txt {
            objectName: "sheetTitle"
            anchors.left: back.right
            anchors.leftMargin: 32
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            text: root.title
            font.pixelSize: Theme.titleSize
            font.weight: Font.Bold
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 26
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
        }
    }
    Item {
        id: inner
        anchors.top: head.bottom
        anchors.topMargin: 24
        anchors.bottom: foot.top
        anchors.bottomMargin: foot.height > 0 ? 24 : 0
        x: Theme.margin
        width: root.width - 2 * Theme.margin
    }
    Row {
        id: foot
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 32
        height: children.length > 0 ? Math.max(88, Theme.touch) : 0
        spacing: 24
        layoutDirection: Qt.RightToLeft
    }
}
