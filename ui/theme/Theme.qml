pragma Singleton
import QtQuick

// Tokens of the look. The program sets the first group at start (ui/app.py); all else follows.
// Lengths are pixels of a stage 1920 wide and 1080 high, which Stage.qml scales to the window.
QtObject {
    property string language: "zh_CN"
    property string latinFamily: "Open Sans"
    property string cjkFamily: "Noto Sans CJK SC"
    property string serifFamily: "Noto Serif CJK SC"
    // Dots per inch of the panel, as measured: screens seldom say it truly.
    property real panelDpi: 96
    // 1, or more for people who need larger text and larger targets.
    property real zoom: 1
    // Window pixels a stage pixel; Stage.qml keeps it current.
    property real stageScale: 1

    // Chinese punctuation needs the Chinese face, English punctuation the Latin one.
    readonly property string family: language === "zh_CN" ? cjkFamily : latinFamily
    // Millimetres a finger needs to hit without looking twice.
    readonly property real touchMm: 15
    readonly property real touch: Math.max(72, Math.ceil(touchMm / 25.4 * panelDpi / stageScale))

    readonly property color paper: "#F6F4EF"
    readonly property color card: "#FFFFFF"
    readonly property color line: "#DDD8CE"
    readonly property color fieldLine: "#868D97"
    readonly property color ink: "#1B2430"
    readonly property color ink2: "#55606E"
    readonly property color lake: "#0E6E7A"
    readonly property color lakeDark: "#0A515A"
    readonly property color lakePale: "#E3F0F1"
    readonly property color green: "#0F7B45"
    readonly property color greenPale: "#E3F3EA"
    readonly property color seal: "#B3261E"
    readonly property color sealPale: "#FBE9E7"
    readonly property color amber: "#8A5A00"
    readonly property color amberPale: "#FFF3D6"
    readonly property color slate: "#3A4655"
    readonly property color focus: "#C27C00"
    readonly property color scrim: "#991B2430"

    readonly property int greetingSize: 56
    readonly property int titleSize: 42
    readonly property int bodySize: 30
    readonly property int secondarySize: 26
    readonly property int leastSize: 22

    readonly property int unit: 8
    readonly property int margin: 64
    readonly property int cardRadius: 24
    readonly property int fieldRadius: 28
    readonly property int pillRadius: 20
    readonly property int motionMs: 200
}
