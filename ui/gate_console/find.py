"""The panel that finds a person: "why can't she get in?"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from gate_agent.rules.roles import Right
from gate_agent.wire.people import PeopleFound, PersonHit, PersonView
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.gate_console.gate_choice import GateChoice
from ui.gate_console.inquiry import Inquiry
from ui.gate_console.person_words import Fact, Hit, Outlook, Seen, facts, hits, outlooks, seen
from ui.gate_console.photos import decode
from ui.gate_console.role_words import closed
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

LEAST: Final = 2
_TOO_SHORT: Final = Text(
    "至少输入姓名的前两个字，或学号的前四位",
    "Type at least two letters of the name, or four of the student number",
)
_NOBODY: Final = Text(
    "没有找到。核对写法：姓名从头输入，或学号的前四位",
    "Nobody found. Check the spelling: the beginning of the name, or of the student number",
)
_LOADING: Final = Text(
    "名单还在载入（已有 {loaded:,} 人），暂时不能按姓名查；稍后再按 Enter，或输入学号的前四位",
    "The records are still being loaded ({loaded:,} so far), so names can't be found yet: press "
    "Enter again later, or type the beginning of the student number",
)
_MORE: Final = Text("还有更多，请再多输入一些", "There are more: type more of the name or number")


def _nobody(loaded: int | None) -> Text:
    """Why nobody was found; ``loaded`` as in PeopleFound."""
    return _NOBODY if loaded is None else _LOADING.format(loaded=loaded)


@QmlElement
class FindPanel(QObject):
    """The panel's state. What it shows of people is forgotten when it is left."""

    changed = Signal()

    def __init__(
        self,
        gate: GateChoice,
        errands: Errands,
        speaker: Speaker,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        gate.setParent(self)
        self._gate, self._speaker, self._now = gate, speaker, now
        self._inquiry, self._photo_inquiry = Inquiry(errands), Inquiry(errands)
        self._hits, self._facts = Rows(Hit, self), Rows(Fact, self)
        self._outlooks, self._seen = Rows(Outlook, self), Rows(Seen, self)
        self._query = self._asked = ""
        self._people: tuple[PersonHit, ...] = ()
        self._more = False
        self._chosen = 0
        self._person: PersonView | None = None
        self._photo = QImage()
        self._problem: Text | None = None
        gate.chosen.connect(self.begin)
        speaker.language_changed.connect(self._show)

    @Slot()
    def begin(self) -> None:
        """Forget everybody and start over."""
        self._inquiry.drop()
        self._query = ""
        self._forget()
        self._problem = self._barred()
        self._show()

    @Slot(str)
    def type(self, query: str) -> None:
        """What stands in the field changed."""
        self._query = query.strip()

    @Slot()
    def proceed(self) -> None:
        """Search for what was typed; when that is done already, show the picked person."""
        if self._query == self._asked and self._chosen:
            self.choose(self._chosen)
            return
        self._forget()
        self._problem = self._barred() or (_TOO_SHORT if len(self._query) < LEAST else None)
        if self._problem is not None:
            self._show()
            return
        self._asked = query = self._query
        client = self._gate.client
        self._inquiry.ask(lambda call: client.search(query, call), self._hear_people)
        self._show()

    @Slot(int)
    def move(self, by: int) -> None:
        """Pick the next (1) or the previous (-1) person of the list."""
        if self._people:
            self._chosen = (self._chosen - 1 + by) % len(self._people) + 1
            self._show()

    @Slot(int)
    def choose(self, number: int) -> None:
        """Look the person with this number up."""
        if not 1 <= number <= len(self._people):
            return
        self._chosen = number
        self._person, self._photo, self._problem = None, QImage(), None
        holder = self._people[number - 1].holder
        client = self._gate.client
        self._inquiry.ask(lambda call: client.look_up(holder, call), self._hear_person)
        self._show()

    def _barred(self) -> Text | None:
        """Why this screen may look for nobody; None when it may."""
        caller = self._gate.sight.view.caller
        if caller is None or Right.FIND_PEOPLE in caller.rights:
            return None
        return closed(Right.FIND_PEOPLE, caller.role)

    def _hear_people(self, answer: PeopleFound | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._problem, self._asked = answer.text, ""
        else:
            self._people, self._more = answer.people, answer.more
            self._chosen = 1 if answer.people else 0
            self._problem = None if answer.people else _nobody(answer.loaded)
            if len(answer.people) == 1:
                self.choose(1)
                return
        self._show()

    def _hear_person(self, answer: PersonView | AgentError) -> None:
        if isinstance(answer, AgentError):
            self._problem = answer.text
        else:
            self._person = answer
            self._fetch(answer.enrolled_photo)
        self._show()

    def _fetch(self, path: str) -> None:
        if path:
            client = self._gate.client
            self._photo_inquiry.ask(lambda call: decode(client.photo(path, call)), self._hear_photo)

    def _hear_photo(self, answer: QImage | AgentError) -> None:
        if not isinstance(answer, AgentError):
            self._photo = answer
            self.changed.emit()

    def _forget(self) -> None:
        self._photo_inquiry.drop()
        self._asked, self._people, self._more, self._chosen = "", (), False, 0
        self._person, self._photo, self._problem = None, QImage(), None

    @Slot()
    def _show(self) -> None:
        say, person = self._speaker.say, self._person
        now = self._gate.sight.local(self._now())
        self._hits.show(hits(self._people, self._chosen, say))
        self._facts.show([] if person is None else facts(person, now, say))
        self._outlooks.show([] if person is None else outlooks(person, say))
        self._seen.show([] if person is None else seen(person, now, say))
        self.changed.emit()

    def _get_busy(self) -> bool:
        return self._inquiry.waiting

    def _get_problem(self) -> str:
        return "" if self._problem is None else self._speaker.say(self._problem)

    def _get_open(self) -> bool:
        return self._barred() is None

    def _get_more(self) -> str:
        return self._speaker.say(_MORE) if self._more else ""

    def _get_found(self) -> bool:
        return self._person is not None

    def _get_chosen(self) -> int:
        return self._chosen

    def _get_name(self) -> str:
        return "" if self._person is None else self._person.name

    def _get_about(self) -> str:
        person = self._person
        if person is None:
            return ""
        parts = (person.student_no, person.department, person.class_name)
        return " · ".join(part for part in parts if part)

    def _get_photo(self) -> QImage:
        return self._photo

    def _get_gate(self) -> GateChoice:
        return self._gate

    def _get_hits(self) -> Rows:
        return self._hits

    def _get_facts(self) -> Rows:
        return self._facts

    def _get_outlooks(self) -> Rows:
        return self._outlooks

    def _get_seen(self) -> Rows:
        return self._seen

    busy = Property(bool, _get_busy, notify=changed)
    problem = Property(str, _get_problem, notify=changed)
    open = Property(bool, _get_open, notify=changed)
    more = Property(str, _get_more, notify=changed)
    found = Property(bool, _get_found, notify=changed)
    chosen = Property(int, _get_chosen, notify=changed)
    name = Property(str, _get_name, notify=changed)
    about = Property(str, _get_about, notify=changed)
    photo = Property(QImage, _get_photo, notify=changed)
    gate = Property(GateChoice, _get_gate, notify=changed)
    hits = Property(Rows, _get_hits, notify=changed)
    facts = Property(Rows, _get_facts, notify=changed)
    outlooks = Property(Rows, _get_outlooks, notify=changed)
    passages = Property(Rows, _get_seen, notify=changed)
