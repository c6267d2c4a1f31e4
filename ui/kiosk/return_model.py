"""Where the person's return stands, and the review before it is submitted."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final
from uuid import UUID, uuid4

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk import returns
from kiosk.sentences import Sentence, Trouble, of_error, session_over
from sync.client import HallClient
from sync.errors import Refused
from sync.wire import ReturnAnswers, ReturnState, ReturnStatus, ReturnSubmission
from ui.kiosk import dates
from ui.kiosk.capture_model import CaptureModel
from ui.kiosk.form_model import FormModel
from ui.kiosk.screens import Navigator, Screen
from ui.kiosk.session_model import SessionModel
from ui.kiosk.status_words import NO_LONGER, NOT_YET, STATUS_WORDS, StatusWords
from ui.kiosk.worker import Worker
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.kiosk.models"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_OPEN_ALREADY: Final = frozenset({"return_pending", "return_approved"})
"""The hall has a registration already: show that one."""
_MAY_REGISTER: Final = frozenset({ReturnStatus.NONE, ReturnStatus.REJECTED, ReturnStatus.REVOKED})
_BUSY: Final = "submit"


@QmlElement
class ReturnModel(QObject):
    """One person's registration at the hall."""

    changed = Signal()

    def __init__(
        self,
        hall: HallClient,
        worker: Worker,
        session: SessionModel,
        form: FormModel,
        capture: CaptureModel,
        speaker: Speaker,
        navigator: Navigator,
        zone: tzinfo,
        parent: QObject | None = None,
    ) -> None:
        """``hall`` is used on ``worker``'s thread only; ``zone`` is the campus's."""
        super().__init__(parent)
        self._hall = hall
        self._worker = worker
        self._session = session
        self._form = form
        self._capture = capture
        self._speaker = speaker
        self._navigator = navigator
        self._zone = zone
        self._state: ReturnState | None = None
        self._trouble: Sentence | None = None
        self._sending = False
        self._asking = False
        self._key: UUID | None = None
        for signal in (speaker.language_changed, form.changed, capture.changed):
            signal.connect(self.changed)
        form.edited.connect(self._renew_key)
        capture.changed.connect(self._renew_key)
        session.welcomed.connect(self.refresh)

    def clear(self) -> None:
        """Forget the person."""
        self._state = self._trouble = self._key = None
        self._sending = self._asking = False
        self.changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Ask the hall where the return stands."""
        token = self._session.token
        if self._asking or not token:
            return
        self._asking, self._trouble = True, None
        self.changed.emit()
        self._worker.run(lambda: self._hall.current_return(token), self._refreshed)

    @Slot()
    def open(self) -> None:
        """Go where the person can do something about their return."""
        self._trouble = None
        if self._state is None:
            self.refresh()
            self._navigator.go(Screen.RETURN_STATUS)
        elif self._state.status is ReturnStatus.NONE:
            self._navigator.go(Screen.RETURN_FORM)
        else:
            self._navigator.go(Screen.RETURN_STATUS)

    @Slot()
    def begin(self) -> None:
        """Register (again)."""
        self._trouble = None
        self._navigator.go(Screen.RETURN_FORM)

    @Slot()
    def submit(self) -> None:
        """Send the registration. Pressed again after a failure, it can't be registered twice."""
        answers, face = self._form.answers, self._capture.enrolment
        if self._sending or answers is None or face is None:
            return
        self._key = self._key or uuid4()
        submission = ReturnSubmission(idempotency_key=self._key, answers=answers, face=face)
        token = self._session.token
        self._sending, self._trouble = True, None
        self._session.work(_BUSY, True)
        self.changed.emit()
        self._worker.run(lambda: self._hall.submit_return(token, submission), self._submitted)

    def _refreshed(self, answer: ReturnState | Trouble) -> None:
        self._asking = False
        if isinstance(answer, ReturnState):
            self._state = answer
        elif session_over(answer):
            self._session.hall_ended()
            return
        else:
            self._trouble = of_error(answer)
        self.changed.emit()

    def _submitted(self, answer: ReturnState | Trouble) -> None:
        self._sending = False
        self._session.work(_BUSY, False)
        if isinstance(answer, ReturnState):
            self._state = answer
            self._key = None
            self._form.clear()
            self._capture.clear()
            self._navigator.go(Screen.RETURN_STATUS)
        elif session_over(answer):
            self._session.hall_ended()
            return
        elif isinstance(answer, Refused):
            self._refused(answer)
        else:
            self._trouble = of_error(answer)
        self.changed.emit()

    def _refused(self, refusal: Refused) -> None:
        item = returns.refused_item(refusal.problem)
        if refusal.problem.code in _OPEN_ALREADY:
            self.refresh()
            self._navigator.go(Screen.RETURN_STATUS)
        elif item is None:
            self._trouble = of_error(refusal)
        else:
            self._form.refuse(item, refusal.text)

    @Slot()
    def _renew_key(self) -> None:
        """Another content is another registration, so it may not reuse the key."""
        if not self._sending:
            self._key = None

    # --- what the screens read ----------------------------------------------------------------

    def _status(self) -> ReturnStatus | None:
        return None if self._state is None else self._state.status

    def _get_status(self) -> str:
        status = self._status()
        return "" if status is None else status.value

    def _words(self) -> StatusWords | None:
        state = self._state
        if state is None:
            return None
        if state.status is ReturnStatus.APPROVED:
            now = self._hall.clock.now()
            if state.valid_from is not None and now < state.valid_from:
                return NOT_YET
            if self._expired(state):
                return NO_LONGER
        return STATUS_WORDS[state.status]

    def _expired(self, state: ReturnState) -> bool:
        now = self._hall.clock.now()
        approved = state.status is ReturnStatus.APPROVED
        return approved and state.valid_until is not None and now >= state.valid_until

    def _get_headline(self) -> str:
        words, state = self._words(), self._state
        if words is None or state is None:
            return ""
        text = self._speaker.say(words.headline)
        if state.valid_from is None:
            return text
        first = state.valid_from.astimezone(self._zone).date()
        return text.format(day=dates.day(first, self._speaker.current))

    def _get_next_step(self) -> str:
        words = self._words()
        return "" if words is None else self._speaker.say(words.next_step)

    def _get_brief(self) -> str:
        words = self._words()
        return "" if words is None else self._speaker.say(words.brief)

    def _get_outcome(self) -> str:
        words = self._words()
        return "expired" if words is NO_LONGER else self._get_status()

    def _get_remark(self) -> str:
        return "" if self._state is None else self._state.remark

    def _get_facts(self) -> list[dict[str, str]]:
        state = self._state
        if state is None:
            return []
        language, zone = self._speaker.current, self._zone
        facts: list[tuple[Text, str]] = []
        if state.submitted_at is not None:
            facts.append((_SUBMITTED, dates.moment(state.submitted_at, zone, language)))
        if state.decided_at is not None:
            facts.append((_DECIDED, dates.moment(state.decided_at, zone, language)))
        if state.decided_by:
            facts.append((_DECIDED_BY, state.decided_by))
        if state.status is ReturnStatus.APPROVED and state.valid_from and state.valid_until:
            facts.append((_VALID_FROM, dates.moment(state.valid_from, zone, language)))
            facts.append((_VALID_UNTIL, dates.moment(state.valid_until, zone, language)))
        return [{"label": self._speaker.say(label), "value": value} for label, value in facts]

    def _get_summary(self) -> list[dict[str, str]]:
        answers = self._form.answers
        if answers is None:
            return []
        return [
            {"label": self._speaker.say(returns.LABELS[item]), "value": value}
            for item, value in _summary(answers, self._speaker)
        ]

    def _get_trouble(self) -> str:
        return "" if self._trouble is None else self._speaker.say(self._trouble.what)

    def _get_remedy(self) -> str:
        return "" if self._trouble is None else self._speaker.say(self._trouble.remedy)

    def _get_may_register(self) -> bool:
        if self._state is None:
            return False
        return self._state.status in _MAY_REGISTER or self._expired(self._state)

    def _get_sending(self) -> bool:
        return self._sending

    def _get_asking(self) -> bool:
        return self._asking

    status = Property(str, _get_outcome, notify=changed)
    """Value of ReturnStatus, or ``expired``; empty while it is not known."""
    headline = Property(str, _get_headline, notify=changed)
    nextStep = Property(str, _get_next_step, notify=changed)  # noqa: N815 - a QML name
    brief = Property(str, _get_brief, notify=changed)
    remark = Property(str, _get_remark, notify=changed)
    facts = Property(list, _get_facts, notify=changed)
    summary = Property(list, _get_summary, notify=changed)
    trouble = Property(str, _get_trouble, notify=changed)
    remedy = Property(str, _get_remedy, notify=changed)
    mayRegister = Property(bool, _get_may_register, notify=changed)  # noqa: N815 - a QML name
    sending = Property(bool, _get_sending, notify=changed)
    asking = Property(bool, _get_asking, notify=changed)


_SUBMITTED: Final = Text("提交时间", "Submitted")
_DECIDED: Final = Text("审核时间", "Reviewed")
_DECIDED_BY: Final = Text("审核人", "Reviewed by")
_VALID_FROM: Final = Text("可入校：自", "May enter from")
_VALID_UNTIL: Final = Text("可入校：至", "May enter until")


def _summary(answers: ReturnAnswers, speaker: Speaker) -> list[tuple[returns.Item, str]]:
    language = speaker.current
    return [
        (returns.Item.ORIGIN, answers.origin),
        (returns.Item.TRAVEL_MODE, speaker.say(returns.TRAVEL[answers.travel_mode])),
        (returns.Item.LEAVES_ON, dates.day(answers.leaves_on, language)),
        (returns.Item.ARRIVES_ON, dates.day(answers.arrives_on, language)),
        (returns.Item.HEALTH, speaker.say(returns.HEALTH[answers.health])),
        (returns.Item.EMERGENCY_NAME, answers.emergency_name),
        (returns.Item.EMERGENCY_PHONE, answers.emergency_phone),
    ]
