"""Drives one lane's passage machine: an event in, a pure transition, its effects carried out.

The machine (gate_agent.passage.machine) says what to do, the driver does it: asks the judge, writes
the journal, moves the barrier. A grant is on the disk before the barrier is told to open; when the
journal can't keep it, the barrier stays closed.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Final, assert_never
from uuid import UUID

import structlog

from devices.errors import DeviceError
from devices.ports import Barrier
from gate_agent.lane.face_track import FaceTrack
from gate_agent.lane.judge import Judge, Trial
from gate_agent.lane.log import LaneLog
from gate_agent.lane.override import BarredPerson
from gate_agent.passage import terms
from gate_agent.passage.live_face import LiveFace
from gate_agent.passage.machine import advance, deadline, takes_cards
from gate_agent.passage.signals import LaneSignals
from gate_agent.passage.timing import Timing
from gate_agent.rules.access import Denied, FaceNeeded, Granted
from gate_agent.rules.orders import GuardOrder
from gate_agent.rules.reasons import Reason
from sync.errors import StoreError
from sync.wire import GateEventKind

_log = structlog.get_logger(__name__)

_BY_ORDER: Final = frozenset(
    {
        GateEventKind.OPENED_BY_GUARD,
        GateEventKind.REFUSED_BY_GUARD,
        GateEventKind.MAINTENANCE,
        GateEventKind.IN_SERVICE,
    }
)


class PassageDriver:
    """Belongs to the lane's thread, but for :attr:`sees`."""

    def __init__(
        self,
        lane: str,
        judge: Judge,
        log: LaneLog,
        barrier: Barrier,
        signals: LaneSignals,
        barred: BarredPerson,
        essential: frozenset[str],
        timing: Timing,
        sees_passages: bool,
        opened: Callable[[float], None],
    ) -> None:
        """``barred`` is told whom the rules refuse as revoked or blocked; all after it as of
        :class:`gate_agent.lane.lane.Lane`."""
        self._lane: Final = lane
        self._judge: Final = judge
        self._journal: Final = log
        self._barrier: Final = barrier
        self._signals: Final = signals
        self._barred: Final = barred
        self._timing: Final = timing
        self._opened: Final = opened
        self._track: FaceTrack | None = None
        self._stood_still_s = 0.0
        # The machine's clock stands still while effects are carried out: a disk or a board that
        # takes seconds must not use up the time in which somebody may go through.
        self._state = terms.LaneState(terms.Fault(None), essential, sees=sees_passages)
        self.trial: Trial | None = None
        """The attempt that is under way, or was the last one."""

    def watch(self, track: FaceTrack) -> None:
        """Use this camera's faces; called before the first event."""
        self._track = track

    @property
    def sees(self) -> bool:
        """Whether a camera shows who stands there. May be asked from any thread."""
        return self._track is not None and self._track.available

    @property
    def phase(self) -> terms.Phase:
        return self._state.phase

    @property
    def covered(self) -> bool:
        """Whether the passage sensor sees somebody."""
        return self._state.covered

    @property
    def takes_cards(self) -> bool:
        """Whether what is presented now begins or continues an attempt."""
        return takes_cards(self._state)

    @property
    def now(self) -> float:
        """The machine's time, which the times in :attr:`phase` are of."""
        return time.monotonic() - self._stood_still_s

    @property
    def due(self) -> float | None:
        """When the phase ends by itself, in seconds of :func:`time.monotonic`; None: never."""
        due = deadline(self._state)
        return None if due is None else due + self._stood_still_s

    def feed(self, event: terms.Event, by: GuardOrder | None = None) -> bool:
        """Take one step, and the steps that its effects lead to.

        ``by``: the order that ``event`` comes from. False when the journal could not keep something
        of what followed.
        """
        kept = True
        events = deque([event])
        while events:
            began = time.monotonic()
            now = began - self._stood_still_s
            step = advance(self._state, events.popleft(), now, self._timing)
            self._state = step.state
            for effect in step.effects:
                answer = self._carry_out(effect, by)
                if answer is not None:
                    events.append(answer)
                if isinstance(answer, terms.EvidenceFailed):
                    kept = False
                    break
            self._stood_still_s += time.monotonic() - began
        self._journal.phase(self._state.phase)
        self._signals.phase(self._state.phase)
        if self._track is not None:
            self._track.hurry(isinstance(self._state.phase, terms.Verifying))
        return kept

    def seen(self, live: LiveFace) -> None:
        """A face was seen that the attempt under way may have waited for."""
        if self.trial is not None:
            event = self._judged(self.trial, live)
            if event is not None:
                self.feed(event)

    def _carry_out(self, effect: terms.Effect, by: GuardOrder | None) -> terms.Event | None:
        match effect:
            case terms.Verify(attempt=attempt):
                return self._verify(attempt)
            case terms.Record():
                return self._record(effect, by)
            case terms.OpenBarrier(seconds=seconds):
                return self._open(seconds, by)
            case terms.KeepOpen(seconds=seconds):
                return self._move("stay open", lambda: self._barrier.open_for(seconds))
            case terms.CloseBarrier():
                return self._move("close", self._barrier.close)
            case terms.HoldOpen():
                return self._move("stay open", self._barrier.hold_open)
            case terms.Release():
                return self._move("close after the alarm", self._barrier.release)
            case _:
                assert_never(effect)

    def _verify(self, attempt: UUID) -> terms.Event | None:
        if self.trial is None:
            return None
        if self.trial.attempt != attempt:
            # The same was shown again just when its refusal ended: it is tried anew.
            self.trial = Trial(attempt, self.trial.tapped_at, self.trial.presented)
        live = self._track.best() if self._track is not None else None
        return self._judged(self.trial, live)

    def _judged(self, trial: Trial, live: LiveFace | None) -> terms.Event | None:
        """What the rules say now, as an event; None while a face is still awaited."""
        decision = self._judge.judge(trial, live, self.sees)
        match decision:
            case Granted():
                return terms.Approved(trial.attempt)
            case Denied(reason=Reason.FACE_MISMATCH):
                return terms.Mismatched(trial.attempt)
            case Denied(reason=reason):
                if reason in (Reason.REVOKED, Reason.BLOCKED):
                    self._barred.refused(trial, time.monotonic())
                return terms.Refused(trial.attempt, reason)
            case FaceNeeded():
                return None
            case _:
                assert_never(decision)

    def _record(self, effect: terms.Record, order: GuardOrder | None) -> terms.Event | None:
        by = order if effect.kind in _BY_ORDER else None
        reason = effect.reason if by is None else by.reason
        if self.trial is not None and self.trial.record is not None:
            holder, now = self.trial.record.holder, time.monotonic()
            self._judge.lately.note(effect, holder, now, self._timing)
        live = None
        if self.trial is not None and self._track is not None:
            live = self.trial.live or self._track.best()
        try:
            self._journal.record(effect, reason, by, self.trial, live)
        except StoreError:
            return terms.EvidenceFailed(effect.attempt)
        return None

    def _open(self, seconds: float, by: GuardOrder | None) -> terms.Event | None:
        try:
            self._barrier.open_for(seconds)
        except DeviceError as error:
            _log.error("barrier did not open", lane=self._lane, detail=str(error))
            return terms.BarrierFailed()
        if self.trial is not None and by is None:
            self._opened(time.monotonic() - self.trial.tapped_at)
        if self._track is not None:
            self._track.forget()
        return None

    def _move(self, what: str, command: Callable[[], None]) -> terms.Event | None:
        try:
            command()
        except DeviceError as error:
            _log.error("barrier disobeyed", lane=self._lane, to=what, detail=str(error))
            return terms.BarrierFailed()
        return None
