pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ui.theme

// One month of days, Monday first. Dates are texts YYYY-MM-DD, so no time zone can move a day.
Item {
    id: root

    property string value
    property string from
    property string until
    // Prefix of the names of days and arrows.
    property string name
    property int year: 2000
    property int month: 0
    signal chosen(string value)

    readonly property real cell: Math.max(80, Theme.touch)
    readonly property var speech: Qt.locale(Theme.language)

    function iso(day: int): string {
        return year + "-" + String(month + 1).padStart(2, "0") + "-" + String(day).padStart(2, "0");
    }
    function show(date: string): void {
        const parts = date.split("-");
        year = Number(parts[0]);
        month = Number(parts[1]) - 1;
    }
    function turn(by: int): void {
        const months = year * 12 + month + by;
        year = Math.floor(months / 12);
        month = months % 12;
    }

    implicitWidth: cell * 7
    implicitHeight: column.implicitHeight

    Column {
        id: column
        spacing: 8

        Item {
            width: root.cell * 7
            height: root.cell

            Button {
                objectName: root.name + ".previous"
                kind: Button.Kind.Quiet
                symbol: "chevron_left"
                leftPadding: 16
                rightPadding: 16
                width: root.cell
                height: root.cell
                enabled: root.from === "" || root.iso(1) > root.from
                Accessible.name: qsTr("Previous month")
                onClicked: root.turn(-1)
            }
            Txt {
                anchors.centerIn: parent
                text: new Date(root.year, root.month, 1).toLocaleDateString(root.speech, qsTr("MMMM yyyy", "format of a month"))
                font.weight: Font.Bold
            }
            Button {
                objectName: root.name + ".next"
                anchors.right: parent.right
                kind: Button.Kind.Quiet
                symbol: "chevron_right"
                leftPadding: 16
                rightPadding: 16
                width: root.cell
                height: root.cell
                enabled: root.until === "" || root.iso(31) < root.until
                Accessible.name: qsTr("Next month")
                onClicked: root.turn(1)
            }
        }
        Grid {
            columns: 7

            Repeater {
                model: 7

                Txt {
                    required property int index

                    width: root.cell
                    horizontalAlignment: Text.AlignHCenter
                    text: root.speech.standaloneDayName(index + 1, Locale.NarrowFormat)
                    color: Theme.ink2
                    font.pixelSize: Theme.leastSize
                }
            }
            Repeater {
                model: 42

                T.AbstractButton {
                    id: day

                    required property int index
                    readonly property int lead: (new Date(root.year, root.month, 1).getDay() + 6) % 7
                    readonly property int days: new Date(root.year, root.month + 1, 0).getDate()
                    readonly property int number: index - lead + 1
                    readonly property bool real: number >= 1 && number <= days
                    readonly property string date: real ? root.iso(number) : ""
                    readonly property bool current: real && date === root.value

                    objectName: real ? root.name + "." + date : ""
                    width: root.cell
                    height: index < 35 || days + lead > 35 ? root.cell : 0
                    visible: real
                    enabled: real && (root.from === "" || date >= root.from) && (root.until === "" || date <= root.until)
                    focusPolicy: Qt.StrongFocus
                    Accessible.role: Accessible.Button
                    Accessible.name: date
                    onClicked: root.chosen(date)
                    Keys.onReturnPressed: click()

                    background: Rectangle {
                        radius: 20
                        anchors.fill: parent
                        anchors.margins: 4
                        color: day.current ? Theme.lake : day.down ? Theme.lakePale : "transparent"

                        FocusRing {
                            radius: 24
                            anchors.margins: -2
                            shown: day.visualFocus
                        }
                    }
                    contentItem: Txt {
                        text: day.number
                        horizontalAlignment: Text.AlignHCenter
                        verticalAlignment: Text.AlignVCenter
                        color: day.current ? "#FFFFFF" : Theme.ink
                        opacity: day.enabled ? 1 : 0.35
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
}
