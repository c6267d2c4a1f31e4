"""One lane: events in, a pure transition, effects out; a thread of its own.

The machine (gate_agent.passage) says what to do, this loop does it: asks the judge, writes the
journal, moves the barrier. A grant is on the disk before the barrier is told to open; when the
journal can't keep it, the barrier stays closed.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from dataclasses import replace
from enum import StrEnum
from queue import Empty, SimpleQueue
from typing import Final, assert_never
from uuid import uuid4

import structlog

from devices.errors import DeviceError, Fault
from devices.ports import (
    Barrier,
    CardPresented,
    CardUnreadable,
    CodeScanned,
    DeviceState,
    HealthChanged,
    Indicator,
    Sensor,
    SensorChanged,
)
from gate_agent import lane_terms as terms
from gate_agent.access import Denied, FaceNeeded, Granted
from gate_agent.face_alone import FaceAlone
from gate_agent.face_track import FaceTrack, LiveFace
from gate_agent.judge import Judge, Trial
from gate_agent.lane_log import LaneLog
from gate_agent.lane_signals import LaneSignals
from gate_agent.orders import GuardOrder, LaneOrder, NumberOrder, OrderResult
from gate_agent.outlook import Foreseen
from gate_agent.override import BarredPerson
from gate_agent.passage import advance, deadline, takes_cards
from gate_agent.presented import CardUseless, FaceSeen, NumberGiven, PassRead, Presented
from gate_agent.reasons import Reason
from sync.errors import StoreError
from sync.wire import AccessRecord, CredentialKind, GateEventKind

_log = structlog.get_logger(__name__)


Heard = CardPresented | CardUnreadable | CodeScanned | SensorChanged | HealthChanged
"""Device events that concern a lane."""


_BY_ORDER: Final = frozenset(
    {
        GateEventKind.OPENED_BY_GUARD,
        GateEventKind.REFUSED_BY_GUARD,
        GateEventKind.MAINTENANCE,
        GateEventKind.IN_SERVICE,
    }
)


class _Stop(StrEnum):
    NOW = "now"


class Fire(StrEnum):
    """What the whole gate tells each lane."""

    RAISED = "raised"
    CLEARED = "cleared"


LaneInput = Heard | LiveFace | GuardOrder | NumberOrder | Fire | _Stop


class Lane:
    """The loop of one lane. :meth:`post` and :meth:`order` may be called from any thread."""

    def __init__(
        self,
        lane: str,
        judge: Judge,
        log: LaneLog,
        barrier: Barrier,
        essential: frozenset[str],
        timing: terms.Timing,
        opened: Callable[[float], None],
    ) -> None:
        """``essential``: devices without which the lane can't serve; they count as down until
        they report. ``opened`` is told the seconds from each tap to the barrier's obedience."""
        self._judge: Final = judge
        self._journal: Final = log
        self._barrier: Final = barrier
        self._timing: Final = timing
        self._essential: Final = essential
        self._alone: Final = FaceAlone(timing.face_wait_s, judge.policy.threshold)
        self._opened: Final = opened
        self._signals = LaneSignals(())
        self._track: FaceTrack | None = None
        self._queue: Final[SimpleQueue[LaneInput]] = SimpleQueue()
        self._state = terms.LaneState(terms.Fault(None), essential)
        self._trial: Trial | None = None
        self._barred: Final = BarredPerson()
        self._order: GuardOrder | None = None
        self._kept = True
        """Whether the journal took what the present order led to."""
        self._thread: Final = threading.Thread(target=self._run, name=f"lane-{lane}", daemon=True)

    def watch(self, track: FaceTrack) -> None:
        """Use this camera's faces; called before :meth:`start`."""
        self._track = track

    def signal_with(self, indicators: Sequence[Indicator]) -> None:
        """Tell people at the lane by these; called before :meth:`start`."""
        self._signals = LaneSignals(indicators)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the loop, closing the barrier and recording what was under way."""
        self._queue.put(_Stop.NOW)
        if self._thread.ident is not None:
            self._thread.join()

    def post(self, item: Heard | LiveFace) -> None:
        """Something happened at the lane's devices."""
        self._queue.put(item)

    def fire(self, fire: Fire) -> None:
        """The gate's fire opening begins or ends."""
        self._queue.put(fire)

    def order(self, what: LaneOrder, guard: str, reason: str) -> Future[OrderResult]:
        """Do ``what`` on behalf of ``guard``; the future tells what became of it."""
        done: Future[OrderResult] = Future()
        self._queue.put(GuardOrder(what, guard, reason, done))
        return done

    def foresee(self, record: AccessRecord, takes: Collection[CredentialKind]) -> Foreseen:
        """What ``record``'s holder had best show now, if the lane ``takes`` these, and what the
        rules would say before a face is seen."""
        sees = self._track is not None and self._track.available
        return self._judge.foresee(record, takes, sees)

    def enter_number(self, student_no: str, guard: str) -> Future[OrderResult]:
        """Begin an attempt by a number that ``guard`` typed; the future tells whether it began."""
        done: Future[OrderResult] = Future()
        self._queue.put(NumberOrder(student_no, guard, done))
        return done

    # --- the loop -----------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            due = deadline(self._state)
            try:
                item = self._queue.get(timeout=_remaining(due))
            except Empty:
                self._feed(terms.Elapsed())
                continue
            if isinstance(item, _Stop):
                break
            self._take(item)
            if due is not None and time.monotonic() >= due:
                self._feed(terms.Elapsed())
        self._feed(terms.Stopping())
        self._refuse_orders()

    def _take(self, item: Heard | LiveFace | GuardOrder | NumberOrder | Fire) -> None:
        match item:
            case CardPresented(at=at, uid=uid):
                self._shown(at, self._judge.card(uid))
            case CodeScanned(at=at, text=text):
                self._shown(at, self._judge.code(text))
            case CardUnreadable(at=at, fault=Fault.CARD_NOT_GENUINE):
                # The card was read and is not believed: nothing better comes by waiting.
                self._shown(at, CardUseless(Reason.CARD_NOT_GENUINE))
            case CardUnreadable(at=at):
                self._unread(at)
            case LiveFace():
                self._seen(item)
            case GuardOrder():
                self._obey(item)
            case NumberOrder():
                item.done.set_result(self._number(item))
            case Fire.RAISED:
                self._feed(terms.AlarmRaised())
            case Fire.CLEARED:
                self._feed(terms.AlarmCleared())
            case SensorChanged(sensor=sensor, active=active):
                self._sensed(sensor, active)
            case HealthChanged(device=device, health=health):
                self._device(device, health.state)
            case _:
                assert_never(item)

    def _feed(self, event: terms.Event) -> None:
        """Take one step, and the steps that its effects lead to."""
        events = deque([event])
        while events:
            step = advance(self._state, events.popleft(), time.monotonic(), self._timing)
            self._state = step.state
            for effect in step.effects:
                answer = self._carry_out(effect)
                if answer is not None:
                    events.append(answer)
                if isinstance(answer, terms.EvidenceFailed):
                    break
        self._journal.phase(self._state.phase)
        self._signals.phase(self._state.phase)
        if self._track is not None:
            self._track.hurry(isinstance(self._state.phase, terms.Verifying))

    # --- what comes in ------------------------------------------------------------------------

    def _shown(self, at: float, presented: Presented) -> None:
        """Something was presented that begins or continues an attempt."""
        phase = self._state.phase
        if not takes_cards(phase):
            return
        before = self._trial
        again = before is not None and before.presented == presented
        if again and isinstance(phase, terms.Passed) and isinstance(presented, PassRead):
            # The telephone is still held there by whoever just went through.
            return
        attempt = phase.attempt if isinstance(phase, terms.Reading) else uuid4()
        if not (again and isinstance(phase, terms.Refusal) and time.monotonic() < phase.same_until):
            self._trial = Trial(attempt, at, presented)
        if not again:
            self._forget_barred()
        self._feed(terms.Tapped(attempt, again))

    def _unread(self, at: float) -> None:
        phase = self._state.phase
        if takes_cards(phase) and not isinstance(phase, terms.Reading):
            self._trial = Trial(uuid4(), at, CardUseless(Reason.CARD_UNREADABLE))
            self._feed(terms.Unread(self._trial.attempt))

    def _number(self, order: NumberOrder) -> OrderResult:
        if not takes_cards(self._state.phase):
            return OrderResult.BUSY
        self._shown(time.monotonic(), NumberGiven(order.student_no, order.guard))
        return OrderResult.DONE

    def _seen(self, face: LiveFace) -> None:
        phase = self._state.phase
        if isinstance(phase, terms.Verifying) and self._trial is not None:
            event = self._judged(self._trial, face)
            if event is not None:
                self._feed(event)
        elif takes_cards(phase) and not isinstance(phase, terms.Reading):
            self._faced(face)

    def _faced(self, face: LiveFace) -> None:
        """A face before the lane with no credential: enough where the policy says so."""
        mine = self._trial is not None and isinstance(self._trial.presented, FaceSeen)
        if isinstance(self._state.phase, terms.Refusal) and not mine:
            return  # Whoever reads a refusal of their card is no new attempt.
        seen = self._judge.face(face)
        if seen is None or not self._alone.due(face, known=seen.holder is not None):
            return
        self._alone.settled(face, known=seen.holder is not None)
        self._trial = Trial(uuid4(), time.monotonic(), seen, live=face)
        self._feed(terms.Tapped(self._trial.attempt))

    def _sensed(self, sensor: Sensor, active: bool) -> None:
        match sensor:
            case Sensor.PASSAGE:
                self._feed(terms.PassageSensor(active))
            case Sensor.FORCED:
                if active:
                    self._feed(terms.Forced())
            case Sensor.FIRE:
                return  # The gate answers it, at every lane (gate_agent.emergency).
            case _:
                assert_never(sensor)

    def _obey(self, order: GuardOrder) -> None:
        self._order, self._kept = order, True
        match order.what:
            case LaneOrder.OPEN:
                result = self._open_by_hand(order)
            case LaneOrder.CONFIRM:
                result = self._confirm(order)
            case LaneOrder.REFUSE:
                result = self._send_away()
            case LaneOrder.TAKE_OUT:
                self._feed(terms.TakenOut())
                result = OrderResult.DONE if self._kept else OrderResult.NOT_RECORDED
            case LaneOrder.PUT_BACK:
                self._feed(terms.PutBack())
                result = OrderResult.DONE if self._kept else OrderResult.NOT_RECORDED
            case _:
                assert_never(order.what)
        self._order = None
        order.done.set_result(result)

    def _open_by_hand(self, order: GuardOrder) -> OrderResult:
        phase = self._state.phase
        if isinstance(phase, terms.Open | terms.Passing | terms.Evacuation):
            return OrderResult.BUSY
        barred = self._takes_two()
        if barred is not None and not order.second:
            self._barred.ask(order.guard, order.reason, time.monotonic())
            self._journal.second_wanted(order, barred.record)
            return OrderResult.SECOND_NEEDED
        if barred is not None:
            self._trial = barred
        elif not isinstance(phase, terms.Reading | terms.Verifying | terms.Refusal):
            self._trial = None
        self._feed(terms.GuardOpened(uuid4()))
        match self._state.phase:
            case terms.Open():
                self._forget_barred()
                return OrderResult.DONE
            case terms.Fault():
                return OrderResult.BARRIER_FAILED
            case _:
                return OrderResult.NOT_RECORDED

    def _confirm(self, order: GuardOrder) -> OrderResult:
        asked = self._barred.confirm(order.guard, time.monotonic())
        if isinstance(asked, OrderResult):
            return asked
        self._order = replace(order, guard=asked.guard, reason=asked.reason, second=order.guard)
        return self._open_by_hand(self._order)

    def _takes_two(self) -> Trial | None:
        """The attempt of the revoked or blocked person who may stand there."""
        barred = self._barred.present(time.monotonic())
        return barred if barred is not None and self._judge.bars(barred) else None

    def _forget_barred(self) -> None:
        self._barred.forget()
        self._journal.second_wanted(None, None)

    def _send_away(self) -> OrderResult:
        phase = self._state.phase
        if isinstance(phase, terms.Passing | terms.HeldOpen):
            return OrderResult.IN_THE_LANE
        if not isinstance(phase, terms.Reading | terms.Verifying | terms.Refusal | terms.Open):
            return OrderResult.NOBODY_THERE
        self._feed(terms.GuardRefused(uuid4()))
        return OrderResult.DONE if self._kept else OrderResult.NOT_RECORDED

    def _device(self, device: str, state: DeviceState) -> None:
        if device not in self._essential:
            return
        match state:
            case DeviceState.READY | DeviceState.DEGRADED:
                self._feed(terms.DeviceUp(device))
            case DeviceState.CONNECTING | DeviceState.DOWN:
                self._feed(terms.DeviceDown(device))
            case _:
                assert_never(state)

    # --- what goes out ------------------------------------------------------------------------

    def _carry_out(self, effect: terms.Effect) -> terms.Event | None:
        match effect:
            case terms.Verify():
                return self._verify()
            case terms.Record():
                return self._record(effect)
            case terms.OpenBarrier(seconds=seconds):
                return self._open(seconds)
            case terms.CloseBarrier():
                return self._move("close", self._barrier.close)
            case terms.HoldOpen():
                return self._move("stay open", self._barrier.hold_open)
            case terms.Release():
                return self._move("close after the alarm", self._barrier.release)
            case _:
                assert_never(effect)

    def _verify(self) -> terms.Event | None:
        if self._trial is None:
            return None
        live = self._track.best() if self._track is not None else None
        return self._judged(self._trial, live)

    def _judged(self, trial: Trial, live: LiveFace | None) -> terms.Event | None:
        """What the rules say now, as an event; None while a face is still awaited."""
        works = self._track is not None and self._track.available
        decision = self._judge.judge(trial, live, works)
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

    def _record(self, effect: terms.Record) -> terms.Event | None:
        by = self._order if effect.kind in _BY_ORDER else None
        reason = effect.reason if by is None else by.reason
        live = None
        if self._trial is not None and self._track is not None:
            live = self._trial.live or self._track.best()
        try:
            self._journal.record(effect, reason, by, self._trial, live)
        except StoreError:
            self._kept = False
            return terms.EvidenceFailed(effect.attempt)
        return None

    def _open(self, seconds: float) -> terms.Event | None:
        try:
            self._barrier.open_for(seconds)
        except DeviceError as error:
            _log.error("barrier did not open", thread=self._thread.name, detail=str(error))
            return terms.BarrierFailed()
        if self._trial is not None and self._order is None:
            self._opened(time.monotonic() - self._trial.tapped_at)
        if self._track is not None:
            self._track.forget()
        return None

    def _move(self, what: str, command: Callable[[], None]) -> terms.Event | None:
        try:
            command()
        except DeviceError as error:
            _log.error("barrier disobeyed", thread=self._thread.name, to=what, detail=str(error))
            return terms.BarrierFailed()
        return None

    def _refuse_orders(self) -> None:
        while not self._queue.empty():
            item = self._queue.get_nowait()
            if isinstance(item, GuardOrder | NumberOrder):
                item.done.set_result(OrderResult.STOPPING)


def _remaining(due: float | None) -> float | None:
    return None if due is None else max(0.0, due - time.monotonic())
