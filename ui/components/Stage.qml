import QtQuick
import ui.theme

// The window's whole content, drawn for 1920 x 1080 and scaled alike in both directions. A window
// of another shape gives the stage more room along one side; nothing is cut off.
Item {
    id: root

    default property alias content: inner.data
    readonly property real factor: Math.max(0.1, Math.min(width / 1920, height / 1080)) * Theme.zoom

    onFactorChanged: Theme.stageScale = root.factor
    Component.onCompleted: Theme.stageScale = root.factor

    Item {
        id: inner
        objectName: "stage"
        width: root.width / root.factor
        height: root.height / root.factor
        scale: root.factor
        transformOrigin: Item.TopLeft
    }
}
