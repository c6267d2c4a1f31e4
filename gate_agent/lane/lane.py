"""One lane: a thread that takes what reaches it, in its order, to the driver of its passages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future
from enum import StrEnum
from queue import Empty
from typing import Final, assert_never

from devices.errors import Fault
from devices.ports import (
    Barrier,
    CardPresented,
    CardUnreadable,
    CodeScanned,
    DeviceState,
    HealthChanged,
    Sensor,
    SensorChanged,
)
from gate_agent.lane.attempts import LaneAttempts
from gate_agent.lane.face_track import FaceTrack
from gate_agent.lane.input import Fire, Heard, LaneInput
from gate_agent.lane.judge import Judge
from gate_agent.lane.log import LaneLog
from gate_agent.lane.mailbox import LaneMailbox
from gate_agent.lane.orders import LaneOrders
from gate_agent.lane.override import BarredPerson
from gate_agent.lane.passage_driver import PassageDriver
from gate_agent.passage import terms
from gate_agent.passage.live_face import LiveFace
from gate_agent.passage.signals import LaneSignals
from gate_agent.passage.timing import Timing
from gate_agent.rules.asked import Asked
from gate_agent.rules.orders import GuardOrder, LaneOrder, NumberOrder, OrderResult
from gate_agent.rules.outlook import Foreseen
from sync.wire import AccessRecord, CredentialKind

OWED_RETRY_S: Final = 30.0
"""How soon a lane at which nothing happens writes what a full disk did not take: so long that a
disk that hangs seldom keeps it from hearing of a fire."""

LATE_S: Final = 5.0
"""Whoever showed something so long ago, while a disk or a board held the lane up, has shown it
again or left: nothing opens by it."""


class _Stop(StrEnum):
    NOW = "now"


class Lane:
    """The loop of one lane. :meth:`post` and :meth:`order` may be called from any thread."""

    def __init__(
        self,
        lane: str,
        judge: Judge,
        log: LaneLog,
        barrier: Barrier,
        hold: Callable[[], None],
        signals: LaneSignals,
        essential: frozenset[str],
        timing: Timing,
        sees_passages: bool,
        opened: Callable[[float], None],
    ) -> None:
        """``hold`` lets the barrier's own thread hold it open, and waits for nothing.
        ``essential``: devices without which the lane can't serve; they count as down until they
        report. ``sees_passages``: it has a passage sensor. ``opened`` is told the seconds from
        each tap to the barrier's obedience."""
        self._judge: Final = judge
        self._hold: Final = hold
        self._journal: Final = log
        self._essential: Final = essential
        barred = BarredPerson()
        self._driver: Final = PassageDriver(
            lane, judge, log, barrier, signals, barred, essential, timing, sees_passages, opened
        )
        self._orders: Final = LaneOrders(self._driver, judge, log, barred)
        self._attempts: Final = LaneAttempts(
            self._driver, judge, timing.face_wait_s, self._orders.forget_barred
        )
        self._queue: Final[LaneMailbox[LaneInput | _Stop]] = LaneMailbox()
        self._thread: Final = threading.Thread(target=self._run, name=f"lane-{lane}", daemon=True)

    def watch(self, track: FaceTrack) -> None:
        """Use this camera's faces; called before :meth:`start`."""
        self._driver.watch(track)

    def start(self, *, on_fire: bool) -> None:
        """Begin, open already if the gate is ``on_fire``: a barrier that connects then stays so."""
        if on_fire:
            self._driver.feed(terms.AlarmRaised())
        self._thread.start()

    def stop(self) -> None:
        """End the loop, closing the barrier and recording what was under way."""
        self._queue.put(_Stop.NOW)
        if self._thread.ident is not None:
            self._thread.join()

    def post(self, item: Heard | LiveFace) -> None:
        """Something happened at the lane's devices."""
        if isinstance(item, SensorChanged | HealthChanged):
            self._queue.put(item)
        else:
            self._queue.put_shown(item)

    def fire(self, fire: Fire) -> None:
        """The gate's fire opening begins or ends."""
        if fire is Fire.RAISED:
            self._hold()  # at once: a disk that hangs may hold the lane's thread up
        self._queue.put(fire)

    def order(self, what: LaneOrder, guard: str, reason: str) -> Future[OrderResult]:
        """Do ``what`` on behalf of ``guard``; the future tells what became of it."""
        done: Future[OrderResult] = Future()
        self._queue.put(GuardOrder(what, guard, reason, done))
        return done

    def enter_number(self, student_no: str, guard: str) -> Future[OrderResult]:
        """Begin an attempt by a number that ``guard`` typed; the future tells whether it began."""
        done: Future[OrderResult] = Future()
        self._queue.put(NumberOrder(student_no, guard, done))
        return done

    def foresee(self, record: AccessRecord, takes: Collection[CredentialKind]) -> Foreseen:
        """What ``record``'s holder had best show now, if the lane ``takes`` these, and what the
        rules would say before a face is seen."""
        return self._judge.foresee(record, takes, self._driver.sees)

    def asked(self, takes: Collection[CredentialKind]) -> Asked:
        """What the lane, if it ``takes`` these, asks of people of no group now."""
        return self._judge.asked(takes, self._driver.sees)

    def _run(self) -> None:
        while True:
            due = self._driver.due
            try:
                item = self._queue.get(timeout=self._patience_s(due))
            except Empty:
                self._journal.settle()
                self._driver.feed(terms.Elapsed())
                continue
            if isinstance(item, _Stop):
                break
            self._take(item)
            if due is not None and time.monotonic() >= due:
                self._driver.feed(terms.Elapsed())
        self._driver.feed(terms.Stopping())
        self._journal.settle()
        self._refuse_orders()

    def _patience_s(self, due: float | None) -> float | None:
        """How long to wait for the next thing to happen."""
        left = None if due is None else max(0.0, due - time.monotonic())
        if not self._journal.owes:
            return left
        return OWED_RETRY_S if left is None else min(left, OWED_RETRY_S)

    def _take(self, item: LaneInput) -> None:
        match item:
            case CardPresented() | CodeScanned() | CardUnreadable() | LiveFace() if _late(item.at):
                return
            case CardPresented(at=at, uid=uid):
                self._attempts.card(at, uid)
            case CodeScanned(at=at, text=text):
                self._attempts.code(at, text)
            case CardUnreadable(at=at, fault=Fault.CARD_NOT_GENUINE):
                self._attempts.not_genuine(at)
            case CardUnreadable(at=at):
                self._attempts.unread(at)
            case LiveFace():
                self._attempts.face(item)
            case GuardOrder() | NumberOrder():
                self._ordered(item)
            case Fire.RAISED:
                self._driver.feed(terms.AlarmRaised())
            case Fire.CLEARED:
                self._driver.feed(terms.AlarmCleared())
            case SensorChanged(sensor=sensor, active=active):
                self._sensed(sensor, active)
            case HealthChanged(device=device, health=health):
                self._device(device, health.state)
            case _:
                assert_never(item)

    def _ordered(self, order: GuardOrder | NumberOrder) -> None:
        if not order.done.set_running_or_notify_cancel():
            return  # Withdrawn: whoever gave it was told that nothing happens.
        match order:
            case GuardOrder():
                order.done.set_result(self._orders.obey(order))
            case NumberOrder():
                order.done.set_result(self._attempts.number(order))
            case _:
                assert_never(order)

    def _sensed(self, sensor: Sensor, active: bool) -> None:
        match sensor:
            case Sensor.PASSAGE:
                self._driver.feed(terms.PassageSensor(active))
            case Sensor.FORCED:
                if active:
                    self._driver.feed(terms.Forced())
            case Sensor.FIRE:
                return  # The gate answers it, at every lane (gate_agent.lane.fire_opening).
            case _:
                assert_never(sensor)

    def _device(self, device: str, state: DeviceState) -> None:
        if device not in self._essential:
            return
        match state:
            case DeviceState.READY | DeviceState.DEGRADED:
                self._driver.feed(terms.DeviceUp(device))
            case DeviceState.CONNECTING | DeviceState.DOWN:
                self._driver.feed(terms.DeviceDown(device))
            case _:
                assert_never(state)

    def _refuse_orders(self) -> None:
        while len(self._queue):
            item = self._queue.get(timeout=0)
            if isinstance(item, GuardOrder | NumberOrder) and not item.done.cancelled():
                item.done.set_result(OrderResult.STOPPING)


def _late(at: float) -> bool:
    return time.monotonic() - at > LATE_S
