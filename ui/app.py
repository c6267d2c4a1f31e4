"""How a Qt program starts, speaks, and ends. Each program's ``launch`` returns a :class:`Program`.

Set-up that Qt reads only once (rendering, style, input method) is done in :func:`application`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import shiboken6
import structlog
from PySide6.QtCore import QCoreApplication, QEvent, QLoggingCategory, QObject, QSize, QTimer, QUrl
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine, QQmlError
from PySide6.QtQuick import QQuickWindow
from PySide6.QtQuickControls2 import QQuickStyle

from ui.display import missing_display
from ui.garbage import WindowGarbage
from ui.i18n.catalogues import Translations
from ui.speaker import Speaker
from ui.systemd import Watchdog
from ui.termination import calls_on_signal
from ui.theme.icons import IconProvider
from wording import own_language

_log = structlog.get_logger(__name__)

QML_ROOT: Final = Path(__file__).parent.parent
"""Folder from which ``import ui.theme`` is found."""
_LATIN_FACES: Final = ("Noto Sans", "Open Sans", "DejaVu Sans")
_CJK_FACE: Final = "Noto Sans CJK SC"
_CJK_SERIF: Final = "Noto Serif CJK SC"
_STYLE: Final = "Basic"
_KEYBOARD_NOISE: Final = """\
qt.multimedia.symbolsresolver=false
qt.qml.propertyCache.append=false
qt.virtualkeyboard.pinyin=false
"""
"""What the keyboard says about its own key clicks, pop-up list and first start."""


class FontMissing(Exception):
    """No Chinese type face is installed; says which package brings it."""


class ScreenFailed(Exception):
    """The program's QML did not load; carries Qt's own messages."""


class DisplayMissing(ScreenFailed):
    """Nothing is there to show it on; says what to do, in the language of the environment."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The screen that a program is shown on."""

    dpi: float = 96.0
    """Dots per inch as measured: touch targets are made 15 mm from it."""
    full_screen: bool = False
    width: int = 1920
    height: int = 1080
    """Size in pixels of the window when it is not full screen."""
    virtual_keyboard: bool = False
    """Show Qt's keyboard (GPLv3 or commercial) when a text field is touched."""


def application(name: str, *, virtual_keyboard: bool = False) -> QGuiApplication:
    """The one Qt application of this process, made on the first call.

    Rendering is by software unless ``QT_QUICK_BACKEND`` says otherwise: terminals have no graphics
    processor that one could rely on. Raises DisplayMissing.
    """
    existing = QGuiApplication.instance()
    if isinstance(existing, QGuiApplication):
        return existing
    absent = missing_display(os.environ)
    if absent is not None:
        raise DisplayMissing(absent.speak(own_language()))
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    if virtual_keyboard:
        os.environ["QT_IM_MODULE"] = "qtvirtualkeyboard"
        QLoggingCategory.setFilterRules(_KEYBOARD_NOISE)
    QQuickStyle.setStyle(_STYLE)
    QCoreApplication.setOrganizationName("yanhu")
    QCoreApplication.setApplicationName(name)
    made = QGuiApplication([name])
    WindowGarbage(made)
    return made


def _latin_face() -> str:
    """The first Latin face installed, made to fall back on the Chinese one."""
    families = QFontDatabase.families()
    if _CJK_FACE not in families:
        raise FontMissing(f"{_CJK_FACE} is not installed: install the package fonts-noto-cjk")
    face = next((face for face in _LATIN_FACES if face in families), _CJK_FACE)
    if face != _CJK_FACE and _CJK_FACE not in QFont.substitutes(face):
        QFont.insertSubstitution(face, _CJK_FACE)
    return face


class Program:
    """One program's window and what keeps it going. Made by ``ui/PROGRAM/program.py: launch``."""

    def __init__(
        self,
        main: Path,
        *,
        speaker: Speaker,
        panel: Panel,
        catalogues: Sequence[str],
        properties: Mapping[str, QObject],
        on_close: Callable[[], None],
        owned: Sequence[QObject] = (),
    ) -> None:
        """Load ``main`` (a QML ApplicationWindow) and show it.

        ``properties`` are its required properties besides ``speaker``; ``catalogues`` the names of
        its translations; ``on_close`` stops the program's own threads and runs once, before the
        window goes. Speaker, properties and ``owned`` are deleted with the program. Needs
        :func:`application` first. Raises ScreenFailed, FontMissing, TranslationMissing.
        """
        self.speaker = speaker
        self.warnings: list[str] = []
        """What QML complained about; tests want it empty."""
        self._panel = panel
        self._on_close = on_close
        self._owned = (*properties.values(), *owned, speaker)
        self._closed = False
        self._translations = Translations(catalogues)
        self._translations.install(speaker.current)
        self._engine = QQmlApplicationEngine()
        self._engine.warnings.connect(self._hear)
        self._engine.addImportPath(str(QML_ROOT))
        self._engine.addImageProvider(IconProvider.SCHEME, IconProvider())
        self._dress()
        self._engine.setInitialProperties({"speaker": speaker, **properties})
        self._engine.load(QUrl.fromLocalFile(str(main)))
        roots = self._engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            self._translations.remove()
            raise ScreenFailed("; ".join(self.warnings) or f"{main.name} is not a window")
        self.window: QQuickWindow = roots[0]
        self._watchdog = Watchdog(self._engine)
        speaker.language_changed.connect(self._retranslate)
        speaker.zoom_changed.connect(self._dress)
        self._show()

    def exec(self, announce: Callable[[], None] | None = None) -> int:
        """Run until the window is closed or SIGTERM or SIGINT arrives; returns the exit code.

        ``announce`` is called once the event loop runs and a signal would end it.
        """
        with calls_on_signal(QGuiApplication.quit):
            QTimer.singleShot(0, self._watchdog.start)
            if announce is not None:
                QTimer.singleShot(0, announce)
            code = QGuiApplication.exec()
        self.close()
        return code

    def close(self) -> None:
        """End the program's threads, close the window and free the engine. Once is enough."""
        if self._closed:
            return
        self._closed = True
        self._watchdog.stop()
        self._on_close()
        self.speaker.language_changed.disconnect(self._retranslate)
        self.speaker.zoom_changed.disconnect(self._dress)
        self.window.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        shiboken6.delete(self._engine)
        # Left to Python's garbage collector, they might be deleted on any thread, timers and all.
        for thing in self._owned:
            if shiboken6.isValid(thing):
                shiboken6.delete(thing)
        self._translations.remove()

    def _show(self) -> None:
        if self._panel.full_screen:
            self.window.showFullScreen()
            return
        least = self.window.minimumSize()
        self.window.resize(QSize(self._panel.width, self._panel.height).expandedTo(least))
        self.window.show()

    def _retranslate(self) -> None:
        self._translations.install(self.speaker.current)
        self._dress()
        self._engine.retranslate()

    def _dress(self) -> None:
        theme = self._engine.singletonInstance("ui.theme", "Theme")
        if not isinstance(theme, QObject):
            raise ScreenFailed("; ".join(self.warnings) or "the theme did not load")
        theme.setProperty("latinFamily", _latin_face())
        theme.setProperty("cjkFamily", _CJK_FACE)
        theme.setProperty("serifFamily", _CJK_SERIF)
        theme.setProperty("language", self.speaker.current.value)
        theme.setProperty("panelDpi", self._panel.dpi)
        theme.setProperty("zoom", self.speaker.zoom)

    def _hear(self, errors: Sequence[QQmlError]) -> None:
        for error in errors:
            self.warnings.append(error.toString())
            _log.warning("qml", message=error.toString())
