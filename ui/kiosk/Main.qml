pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ui.components
import ui.theme
import ui.native
import ui.kiosk.models

// The kiosk's one window: the strip at the top, the current screen, and what lies above both.
T.ApplicationWindow {
    id: window

    required property Speaker speaker
    required property Navigator navigator
    required property KioskModel kiosk
    required property SessionModel session
    required property FormModel form
    required property CaptureModel capture
    required property ReturnModel returns
    required property PrintModel prints
    required property ServicesModel services
    required property TelephoneModel telephone

    readonly property string screenName: navigator.screen
    readonly property bool filling: ["returnForm", "returnHealth", "capture", "review"].includes(screenName)
    readonly property real keyboardHeight: keyboard.slot === null ? 0 : keyboard.slot.taken / Theme.stageScale
    property bool asking: false

    title: window.kiosk.title
    color: Theme.paper

    function leave(): void {
        if (window.filling || window.prints.goingOn)
            window.asking = true;
        else
            window.session.leave();
    }
    function showFocus(): void {
        const page = stack.item as Page;
        if (page !== null && window.keyboardHeight > 0 && window.activeFocusItem !== null)
            page.reveal(window.activeFocusItem);
    }

    onActiveFocusItemChanged: Qt.callLater(window.showFocus)
    onKeyboardHeightChanged: Qt.callLater(window.showFocus)
    onScreenNameChanged: window.asking = false

    Stage {
        anchors.fill: parent

        StatusBar {
            id: bar
            width: parent.width
            title: window.kiosk.title
            place: window.kiosk.place

            Clock {
                visible: bar.width > 1500
                anchors.verticalCenter: parent.verticalCenter
            }
            Pill {
                objectName: "pill.language"
                clickable: true
                symbol: "language"
                text: qsTr("中文", "the other language, in that language")
                anchors.verticalCenter: parent.verticalCenter
                onClicked: window.speaker.turn()
            }
            Pill {
                objectName: "pill.larger"
                clickable: true
                symbol: "accessibility_new"
                text: window.speaker.zoom > 1 ? qsTr("Smaller text") : qsTr("Larger text")
                anchors.verticalCenter: parent.verticalCenter
                onClicked: window.speaker.enlarge()
            }
            Button {
                objectName: "button.leave"
                visible: window.session.present
                implicitHeight: Math.max(72, Theme.touch)
                kind: Button.Kind.Leave
                symbol: "lock"
                text: qsTr("Finish and leave")
                textSize: 28
                anchors.verticalCenter: parent.verticalCenter
                onClicked: window.leave()
            }
        }
        Loader {
            id: stack
            objectName: "screen"
            anchors.top: bar.bottom
            anchors.bottom: parent.bottom
            width: parent.width
            focus: true
            sourceComponent: ({
                    "idle": idle,
                    "home": home,
                    "returnForm": returnForm,
                    "returnHealth": returnHealth,
                    "capture": capture,
                    "review": review,
                    "returnStatus": returnStatus,
                    "certificates": certificates,
                    "printing": printing,
                    "services": services,
                    "service": service,
                    "telephone": telephone
                })[window.screenName]
            onLoaded: appear.restart()

            NumberAnimation {
                id: appear
                target: stack.item
                property: "opacity"
                from: 0
                to: 1
                duration: Theme.motionMs
                easing.type: Easing.OutCubic
            }
        }
    }

    Component {
        id: idle
        IdleScreen {
            kiosk: window.kiosk
            session: window.session
        }
    }
    Component {
        id: home
        HomeScreen {
            session: window.session
            returns: window.returns
            prints: window.prints
            services: window.services
            telephone: window.telephone
            kiosk: window.kiosk
        }
    }
    Component {
        id: returnForm
        ReturnFormScreen {
            form: window.form
            keyboardHeight: window.keyboardHeight
            onBack: window.navigator.back()
        }
    }
    Component {
        id: returnHealth
        ReturnHealthScreen {
            form: window.form
            keyboardHeight: window.keyboardHeight
            onBack: window.navigator.back()
        }
    }
    Component {
        id: capture
        CaptureScreen {
            capture: window.capture
            onBack: window.navigator.back()
        }
    }
    Component {
        id: review
        ReviewScreen {
            returns: window.returns
            capture: window.capture
            onBack: window.navigator.back()
        }
    }
    Component {
        id: returnStatus
        ReturnStatusScreen {
            returns: window.returns
            onBack: window.navigator.back()
        }
    }
    Component {
        id: certificates
        CertificatesScreen {
            prints: window.prints
            kiosk: window.kiosk
            onBack: window.navigator.back()
        }
    }
    Component {
        id: printing
        PrintingScreen {
            prints: window.prints
            onBack: window.navigator.back()
            onDone: window.navigator.home()
        }
    }
    Component {
        id: services
        ServicesScreen {
            services: window.services
            keyboardHeight: window.keyboardHeight
            onBack: window.navigator.back()
        }
    }
    Component {
        id: service
        ServiceScreen {
            services: window.services
            onBack: window.navigator.back()
        }
    }

    Component {
        id: telephone
        TelephoneScreen {
            telephone: window.telephone
            onBack: window.navigator.back()
        }
    }

    Loader {
        id: keyboard
        anchors.fill: parent

        readonly property KeyboardSlot slot: item as KeyboardSlot

        active: window.kiosk.keyboard
        source: "Keyboard.qml"

        Binding {
            target: keyboard.slot
            property: "language"
            value: window.speaker.language === "zh_CN" ? "zh_CN" : "en_US"
            when: keyboard.slot !== null
        }
    }

    Dialog {
        id: stillThere
        visible: window.session.countdown >= 0
        symbol: "timer"
        symbolTint: Theme.amber
        title: qsTr("Are you still there?")
        about: qsTr("You will be signed out in %1 seconds, and what you filled in will be erased").arg(Math.max(0, window.session.countdown))

        Button {
            objectName: "button.stay"
            kind: Button.Kind.Primary
            text: qsTr("I am here")
            onClicked: window.session.touch()
        }
        Button {
            objectName: "button.leaveNow"
            text: qsTr("Sign out")
            onClicked: window.session.leave()
        }
    }
    Dialog {
        visible: window.asking && !stillThere.visible
        symbol: "lock"
        title: window.prints.goingOn ? qsTr("Leave and cancel the print?") : qsTr("Leave without submitting?")
        about: window.prints.goingOn ? qsTr("Your document is still being printed") : qsTr("What you filled in will be erased")

        Button {
            objectName: "button.keep"
            kind: Button.Kind.Primary
            text: window.prints.goingOn ? qsTr("Wait for it") : qsTr("Go on filling in")
            onClicked: window.asking = false
        }
        Button {
            objectName: "button.discard"
            text: window.prints.goingOn ? qsTr("Cancel and leave") : qsTr("Erase and leave")
            onClicked: window.session.leave()
        }
    }
}
