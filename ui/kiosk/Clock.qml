import QtQuick
import ui.theme

// Hours and minutes.
Txt {
    id: root

    font.pixelSize: 32
    rightPadding: 12
    wrapMode: Text.NoWrap

    Timer {
        interval: 1000
        repeat: true
        running: true
        triggeredOnStart: true
        onTriggered: root.text = Qt.formatTime(new Date(), "HH:mm")
    }
}
