"""The registration form on the screen: what was filled in, and a sentence beside what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, assert_never

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk import returns
from kiosk.places import PROVINCES
from kiosk.returns import Draft, Item
from sync.wire import HealthStatus, ReturnAnswers, TravelMode
from ui.kiosk.screens import Navigator, Screen
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.kiosk.models"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0


@QmlElement
class FormModel(QObject):
    """The draft of one person's registration, over two pages."""

    changed = Signal()
    edited = Signal()
    """The person changed an answer."""
    finished = Signal()
    """Both pages are in order."""

    def __init__(
        self,
        speaker: Speaker,
        navigator: Navigator,
        today: Callable[[], date],
        parent: QObject | None = None,
    ) -> None:
        """``today`` is the campus's day."""
        super().__init__(parent)
        self._speaker = speaker
        self._navigator = navigator
        self._today = today
        self._draft = Draft()
        self._mistakes: dict[Item, Text] = {}
        speaker.language_changed.connect(self.changed)

    @property
    def answers(self) -> ReturnAnswers | None:
        """The finished answers, or None while something is missing or wrong."""
        checked = returns.check(self._draft, self._today())
        return checked if isinstance(checked, ReturnAnswers) else None

    def clear(self) -> None:
        """Forget everything that was filled in."""
        self._draft = Draft()
        self._mistakes = {}
        self.changed.emit()

    def refuse(self, item: Item, sentence: Text) -> None:
        """Show the page with ``item`` and what the hall says about it."""
        self._mistakes[item] = sentence
        self.changed.emit()
        on_first = item in returns.JOURNEY
        self._navigator.go(Screen.RETURN_FORM if on_first else Screen.RETURN_HEALTH)

    @Slot(str, str)
    def put(self, name: str, value: str) -> None:
        """Answer one item; a date as YYYY-MM-DD, the declaration as 'true' or ''."""
        item = Item(name)
        self._draft = _with(self._draft, item, value)
        self._mistakes.pop(item, None)
        self.edited.emit()
        self.changed.emit()

    @Slot()
    def finishJourney(self) -> None:  # noqa: N802 - a QML name
        """Go to the second page if the first is in order."""
        if self._in_order(returns.JOURNEY):
            self._navigator.go(Screen.RETURN_HEALTH)

    @Slot()
    def finishPerson(self) -> None:  # noqa: N802 - a QML name
        """Say that the form is finished if everything is in order."""
        if not self._in_order(returns.PERSON):
            return
        if self._in_order(returns.JOURNEY):
            self.finished.emit()
        else:
            self._navigator.go(Screen.RETURN_FORM)

    def _in_order(self, items: Iterable[Item]) -> bool:
        checked = returns.check(self._draft, self._today())
        mistakes: Mapping[Item, Text] = {} if isinstance(checked, ReturnAnswers) else checked
        self._mistakes = {item: mistakes[item] for item in items if item in mistakes}
        self.changed.emit()
        return not self._mistakes

    def _get_errors(self) -> dict[str, str]:
        return {item.value: self._speaker.say(text) for item, text in self._mistakes.items()}

    def _get_labels(self) -> dict[str, str]:
        return {item.value: self._speaker.say(text) for item, text in returns.LABELS.items()}

    def _get_travel_modes(self) -> list[dict[str, str]]:
        return self._options(returns.TRAVEL)

    def _get_health_states(self) -> list[dict[str, str]]:
        return self._options(returns.HEALTH)

    def _options(
        self, texts: Mapping[TravelMode, Text] | Mapping[HealthStatus, Text]
    ) -> list[dict[str, str]]:
        return [
            {"value": value.value, "text": self._speaker.say(text)} for value, text in texts.items()
        ]

    def _get_provinces(self) -> list[str]:
        return [self._speaker.say(name) for name in PROVINCES]

    def _get_declaration(self) -> str:
        return self._speaker.say(returns.DECLARATION)

    def _get_origin(self) -> str:
        return self._draft.origin

    def _get_leaves_on(self) -> str:
        return _iso(self._draft.leaves_on)

    def _get_arrives_on(self) -> str:
        return _iso(self._draft.arrives_on)

    def _get_travel_mode(self) -> str:
        return self._draft.travel_mode.value if self._draft.travel_mode else ""

    def _get_health(self) -> str:
        return self._draft.health.value if self._draft.health else ""

    def _get_emergency_name(self) -> str:
        return self._draft.emergency_name

    def _get_emergency_phone(self) -> str:
        return self._draft.emergency_phone

    def _get_declares_true(self) -> bool:
        return self._draft.declares_true

    def _get_today(self) -> str:
        return _iso(self._today())

    def _get_earliest(self) -> str:
        return _iso(returns.earliest_departure(self._today()))

    def _get_latest(self) -> str:
        return _iso(returns.latest_arrival(self._today()))

    # Names as QML reads them.
    errors = Property(dict, _get_errors, notify=changed)
    labels = Property(dict, _get_labels, notify=changed)
    travelModes = Property(list, _get_travel_modes, notify=changed)  # noqa: N815
    healthStates = Property(list, _get_health_states, notify=changed)  # noqa: N815
    provinces = Property(list, _get_provinces, notify=changed)
    declaration = Property(str, _get_declaration, notify=changed)
    origin = Property(str, _get_origin, notify=changed)
    leavesOn = Property(str, _get_leaves_on, notify=changed)  # noqa: N815
    arrivesOn = Property(str, _get_arrives_on, notify=changed)  # noqa: N815
    travelMode = Property(str, _get_travel_mode, notify=changed)  # noqa: N815
    health = Property(str, _get_health, notify=changed)
    emergencyName = Property(str, _get_emergency_name, notify=changed)  # noqa: N815
    emergencyPhone = Property(str, _get_emergency_phone, notify=changed)  # noqa: N815
    declaresTrue = Property(bool, _get_declares_true, notify=changed)  # noqa: N815
    today = Property(str, _get_today, notify=changed)
    earliest = Property(str, _get_earliest, notify=changed)
    latest = Property(str, _get_latest, notify=changed)


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _with(draft: Draft, item: Item, value: str) -> Draft:
    match item:
        case Item.ORIGIN:
            return replace(draft, origin=value)
        case Item.LEAVES_ON:
            return replace(draft, leaves_on=date.fromisoformat(value))
        case Item.ARRIVES_ON:
            return replace(draft, arrives_on=date.fromisoformat(value))
        case Item.TRAVEL_MODE:
            return replace(draft, travel_mode=TravelMode(value))
        case Item.HEALTH:
            return replace(draft, health=HealthStatus(value))
        case Item.EMERGENCY_NAME:
            return replace(draft, emergency_name=value)
        case Item.EMERGENCY_PHONE:
            return replace(draft, emergency_phone=value)
        case Item.DECLARES_TRUE:
            return replace(draft, declares_true=bool(value))
        case _:
            assert_never(item)
