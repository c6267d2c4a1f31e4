"""Face capture on the screen: what to do, how far it is, and the finished enrolment."""

from __future__ import annotations

from typing import Final, assert_never

from PySide6.QtCore import Property, QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from devices.errors import Fault
from devices.face.judge import INSTRUCTIONS, FaceVerdict
from devices.ports import DeviceHealth
from kiosk.sentences import CAMERA_AWAY, FACE_AWAY, camera_away
from sync.wire import TEMPLATES_PER_FACE, FaceEnrolment
from ui.components.camera import PictureMailbox
from ui.kiosk.capture_thread import Captured, CaptureEnded, CaptureThread, Sight
from ui.kiosk.screens import Navigator, Screen
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.kiosk.models"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_GAVE_UP: Final = Text("这次没有采集成功", "It did not work this time")
_START: Final = Text("请面向摄像头", "Look into the camera")


@QmlElement
class CaptureModel(QObject):
    """Runs the capture while its screen is shown and keeps the result for the review."""

    changed = Signal()

    def __init__(
        self,
        thread: CaptureThread,
        mailbox: PictureMailbox,
        speaker: Speaker,
        navigator: Navigator,
        camera: str,
        parent: QObject | None = None,
    ) -> None:
        """``camera`` is the name of the device whose health :meth:`take_health` is told."""
        super().__init__(parent)
        self._camera = camera
        self._camera_fault: Fault | None = None
        self._thread = thread
        self._mailbox = mailbox
        self._portrait = PictureMailbox(self)
        self._speaker = speaker
        self._navigator = navigator
        self._number = 0
        self._sight: Sight | None = None
        self._ended: CaptureEnded | None = None
        self._captured: Captured | None = None
        thread.told.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        navigator.screen_changed.connect(self._follow)
        speaker.language_changed.connect(self.changed)

    @property
    def enrolment(self) -> FaceEnrolment | None:
        """The finished capture, or None."""
        return None if self._captured is None else self._captured.enrolment

    @Slot(object)
    def take_health(self, health: DeviceHealth) -> None:
        """A device's state has changed."""
        if health.name == self._camera:
            self._camera_fault = health.fault
            self.changed.emit()

    def clear(self) -> None:
        """Stop and forget."""
        self._thread.end()
        self._number = 0
        self._sight = self._ended = self._captured = None
        self._portrait.clear()
        self.changed.emit()

    @Slot()
    def retake(self) -> None:
        """Begin again from nothing."""
        self.clear()
        if self._navigator.current is Screen.CAPTURE:
            self._number = self._thread.begin()
        else:
            self._navigator.go(Screen.CAPTURE)

    @Slot()
    def _follow(self) -> None:
        if self._navigator.current is Screen.CAPTURE:
            self.clear()
            self._number = self._thread.begin()
        else:
            self._thread.end()

    @Slot(int, object)
    def _hear(self, number: int, said: Sight | Captured | CaptureEnded) -> None:
        if number != self._number or self._navigator.current is not Screen.CAPTURE:
            return
        match said:
            case Sight():
                if said == self._sight:
                    return
                self._sight = said
            case CaptureEnded():
                self._ended = said
            case Captured():
                self._captured = said
                self._portrait.put_image(QImage.fromData(said.thumbnail))
                self._navigator.go(Screen.REVIEW)
            case _:
                assert_never(said)
        self.changed.emit()

    def _get_instruction(self) -> str:
        if self._ended is not None:
            return self._speaker.say(FACE_AWAY.what if self._ended.verdict is None else _GAVE_UP)
        if self._sight is None:
            return self._speaker.say(_START)
        if self._sight.camera_away:
            return self._speaker.say(camera_away(self._camera_fault).what)
        return self._speaker.say(INSTRUCTIONS[self._sight.verdict])

    def _get_remark(self) -> str:
        if self._ended is not None:
            verdict = self._ended.verdict
            text = FACE_AWAY.remedy if verdict is None else INSTRUCTIONS[verdict]
            return self._speaker.say(text)
        if self._sight is None:
            return ""
        if self._sight.camera_away:
            return self._speaker.say(CAMERA_AWAY.remedy)
        return "" if self._sight.remark is None else self._speaker.say(self._sight.remark)

    def _get_good(self) -> bool:
        sight = self._sight
        return sight is not None and not sight.camera_away and sight.verdict is FaceVerdict.GOOD

    def _get_taken(self) -> int:
        if self._captured is not None:
            return TEMPLATES_PER_FACE
        return 0 if self._sight is None else self._sight.taken

    def _get_wanted(self) -> int:
        return TEMPLATES_PER_FACE

    def _get_gave_up(self) -> bool:
        return self._ended is not None

    def _get_usable(self) -> bool:
        return self._ended is None or self._ended.verdict is not None

    def _get_mailbox(self) -> QObject:
        return self._mailbox

    def _get_portrait(self) -> QObject:
        return self._portrait

    instruction = Property(str, _get_instruction, notify=changed)
    remark = Property(str, _get_remark, notify=changed)
    good = Property(bool, _get_good, notify=changed)
    taken = Property(int, _get_taken, notify=changed)
    wanted = Property(int, _get_wanted, constant=True)
    gaveUp = Property(bool, _get_gave_up, notify=changed)  # noqa: N815 - a QML name
    usable = Property(bool, _get_usable, notify=changed)
    """Trying again can help."""
    mailbox = Property(QObject, _get_mailbox, constant=True)
    portrait = Property(QObject, _get_portrait, constant=True)
