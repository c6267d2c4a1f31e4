import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Settings

// Qt's keyboard with Pinyin and English. Loaded only where the configuration asks for it.
KeyboardSlot {
    id: root

    taken: panel.active ? panel.height : 0

    Component.onCompleted: {
        VirtualKeyboardSettings.activeLocales = ["zh_CN", "en_US"];
        VirtualKeyboardSettings.locale = root.language;
        VirtualKeyboardSettings.closeOnReturn = true;
    }
    onLanguageChanged: VirtualKeyboardSettings.locale = root.language

    Rectangle {
        width: parent.width
        y: panel.y
        height: panel.height
        color: "#263238"
        visible: panel.active
    }
    InputPanel {
        id: panel
        objectName: "keyboard"
        // As wide as two hands need, not as the panel allows: it would hide the form.
        width: Math.min(root.width, root.height * 1.35)
        x: (root.width - width) / 2
        y: active ? root.height - height : root.height
    }
}
