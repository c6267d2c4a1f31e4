"""A camera's live picture with the face check's word on it, as QML reads it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Property, QObject, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from devices.diagnostics.trials.look import Preview
from devices.face.judge import FaceVerdict
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.agents.exchange import Call
from ui.components.camera import PictureMailbox
from ui.diagnostics.bench_rows import Fact
from ui.diagnostics.words import Level
from ui.diagnostics.work import Subject, Work
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

LOOK_MS: Final = 40
"""Pause between two looks: some 15 pictures a second beside the face check."""
RETRY_MS: Final = 500

_WIDE: Final = 4 / 3
_LABELS: Final = {
    "quality": Text("人脸质量", "Face quality"),
    "fps": Text("帧率", "Frame rate"),
    "size": Text("画面", "Picture"),
    "frames": Text("已收帧", "Frames"),
    "dropped": Text("未看即弃", "Dropped unseen"),
    "malformed": Text("坏帧", "Malformed"),
    "reconnects": Text("重连", "Reconnects"),
}
_FPS: Final = Text("{fps:.1f} 帧/秒", "{fps:.1f} frames/s")
_QUALITY: Final = Text("{quality:.0%}", "{quality:.0%}")
_SIZE: Final = "{width} × {height}"


@QmlElement
class LivePanel(QObject):
    """Asks for one picture after the other while it is open."""

    changed = Signal()

    def __init__(self, errands: Errands, speaker: Speaker, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Final = Work(errands)
        self._speaker: Final = speaker
        self._mailbox: Final = PictureMailbox(self)
        self._facts: Final = Rows(Fact, self)
        self._subject: Subject | None = None
        self._look: Preview | None = None
        self._problem: Text | None = None
        self._timer: Final = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        speaker.language_changed.connect(self._show)

    def open(self, subject: Subject) -> None:
        """Look through the camera of ``subject`` until :meth:`close`."""
        self._subject, self._look, self._problem = subject, None, None
        self._show()
        self._ask()

    def close(self) -> None:
        """Look no more, and forget the picture."""
        self._subject, self._look = None, None
        self._timer.stop()
        self._work.drop()
        self._mailbox.clear()

    @Slot()
    def _ask(self) -> None:
        subject = self._subject
        if subject is not None:
            self._work.ask(lambda call: _look(subject, call), self._hear)

    def _hear(self, answer: tuple[Preview, QImage] | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._look, self._problem = None, answer.text
            self._mailbox.clear()
            self._timer.start(RETRY_MS)
        else:
            self._look, image = answer
            self._problem = self._look.note
            self._mailbox.put_image(image)
            self._timer.start(LOOK_MS)
        self._show()

    @Slot()
    def _show(self) -> None:
        self._facts.show([] if self._look is None else self._told(self._look))
        self.changed.emit()

    def _told(self, look: Preview) -> list[Fact]:
        say = self._speaker.say
        quality = "–" if look.face is None else say(_QUALITY.format(quality=look.face.quality))
        told = {
            "quality": quality,
            "fps": say(_FPS.format(fps=look.fps)) if look.fps else "–",
            "size": _SIZE.format(width=look.width, height=look.height) if look.width else "–",
            "frames": f"{look.frames:,}",
            "dropped": f"{look.dropped:,}",
            "malformed": f"{look.malformed:,}",
            "reconnects": f"{look.reconnects:,}",
        }
        return [Fact(say(_LABELS[key]), value) for key, value in told.items()]

    # --- properties -----------------------------------------------------------------------------

    def _get_title(self) -> str:
        return "" if self._subject is None else self._subject.name

    def _get_verdict(self) -> str:
        face = None if self._look is None else self._look.face
        return "" if face is None else self._speaker.say(face.sentence)

    def _get_level(self) -> int:
        face = None if self._look is None else self._look.face
        if face is None or face.verdict is FaceVerdict.NO_FACE:
            return Level.UNKNOWN
        return Level.GOOD if face.verdict is FaceVerdict.GOOD else Level.ATTENTION

    def _get_box(self) -> QRectF:
        face = None if self._look is None else self._look.face
        if face is None or face.box is None:
            return QRectF()
        return QRectF(face.box.left, face.box.top, face.box.width, face.box.height)

    def _get_shape(self) -> float:
        if self._look is None or not self._look.height:
            return _WIDE
        return self._look.width / self._look.height

    def _get_problem(self) -> str:
        return "" if self._problem is None else self._speaker.say(self._problem)

    def _get_mailbox(self) -> QObject:
        return self._mailbox

    def _get_facts(self) -> Rows:
        return self._facts

    title = Property(str, _get_title, notify=changed)
    verdict = Property(str, _get_verdict, notify=changed)
    level = Property(int, _get_level, notify=changed)
    box = Property(QRectF, _get_box, notify=changed)
    shape = Property(float, _get_shape, notify=changed)
    problem = Property(str, _get_problem, notify=changed)
    mailbox = Property(QObject, _get_mailbox, constant=True)
    facts = Property(Rows, _get_facts, constant=True)


def _look(subject: Subject, call: Call) -> tuple[Preview, QImage]:
    """On a worker: also decoding takes some milliseconds."""
    preview = subject.terminal.preview(subject.device, call)
    return preview, QImage.fromData(preview.jpeg) if preview.jpeg else QImage()
