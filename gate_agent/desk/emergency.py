"""Fire and lockdown at one gate: what is in force, who ordered it, and how it ends.

Both survive a restart, for which a file remembers them, and a damaged journal. What keeps people
safe comes into force at once, also when it can't be recorded; what ends it is recorded first. Where
file and journal differ, or neither can tell, the safer holds.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Final

import structlog

from gate_agent.conditions import Area, Conditions
from gate_agent.journal.errors import JournalCorrupt
from gate_agent.journal.in_force import Emergency, InForceFile, Order
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.passage.event_reasons import ALL_LANES
from gate_agent.rules.guard_reasons import AssumedReason
from sync.clock import HallClock
from sync.errors import StoreError
from sync.wire import Direction, GateEvent, GateEventKind
from wording import Text

ASSUMED: Final = AssumedReason.JOURNAL_DAMAGED.value
UNSAVED: Final = Text(
    "封闭和火警状态写不到磁盘上，重启后可能失效；请勿重启，联系技术人员检查磁盘",
    "Fire and lockdown can't be saved, a restart may end them; don't restart, call a technician",
)

_log = structlog.get_logger(__name__)


class Ended(StrEnum):
    """What became of an order to end something; the values are the local API's refusal codes."""

    DONE = "done"
    NOT_IN_FORCE = "not_in_force"
    FIRE_INPUT_ACTIVE = "fire_input_active"
    NOT_RECORDED = "journal_unavailable"


class EmergencyDesk:
    """Safe to use from any thread."""

    def __init__(
        self,
        journal: Journal,
        file: InForceFile,
        clock: HallClock,
        conditions: Conditions,
        changed: Callable[[], None],
        recorded: Callable[[GateEvent], None],
    ) -> None:
        """Take up what was in force. Raises StoreError when the journal can't be read.

        ``changed`` and ``recorded`` may ask what is in force, but order nothing.
        """
        self._journal: Final = journal
        self._file: Final = file
        self._clock: Final = clock
        self._conditions: Final = conditions
        self._changed: Final = changed
        self._recorded: Final = recorded
        self._writing: Final = threading.Lock()
        """Held over a flush, so that events are written in the order in which they happened."""
        self._lock: Final = threading.Lock()
        self._inputs: Final[dict[str, str]] = {}
        """Active fire inputs: the lane of each board."""
        self._insisted: Order | None = None
        """A lockdown that was ordered while its end was being written."""
        self._owed: Final[deque[NewEvent]] = deque()
        self._saved = file.read()
        self._now = self._taken_up(self._saved)

    @property
    def now(self) -> Emergency:
        with self._lock:
            return self._now

    def locked_down(self) -> bool:
        """Whether only the policy's named groups are let in."""
        return self.now.lockdown is not None

    def fire_input(self, device: str, lane: str, active: bool) -> None:
        """The fire input of the barrier board ``device`` at ``lane`` changed.

        Never waits for the disk: what is to be recorded of it is owed until :meth:`settle`.
        """
        with self._lock:
            if active:
                self._inputs[device] = lane
            else:
                self._inputs.pop(device, None)
            began = active and self._now.fire is None
            if began:
                self._begin_fire(lane)
        if began:
            _log.critical("fire input", lane=lane)
            self._changed()

    def lock_down(self, guard: str, reason: str) -> bool:
        """Let in nobody but the named groups; False when that is in force already."""
        order = Order(self._clock.wall(), guard, reason)
        with self._lock:
            if self._now.lockdown is not None:
                self._insisted = order
                return False
            self._begin_lockdown(order)
        self._changed()
        self.settle()
        return True

    def end_lockdown(self, guard: str, reason: str) -> Ended:
        """A named guard ends the lockdown; one that is ordered meanwhile follows it at once."""
        with self._writing:
            with self._lock:
                standing, self._insisted = self._now.lockdown, None
            if standing is None:
                return Ended.NOT_IN_FORCE
            if not self._record(
                self._event(GateEventKind.LOCKDOWN_ENDED, ALL_LANES, guard, reason)
            ):
                return Ended.NOT_RECORDED
            again = self._lift_lockdown()
            self._save()
        self._changed()
        if again:
            self.settle()
        return Ended.DONE

    def release_fire(self, guard: str, reason: str) -> Ended:
        """A named guard ends the fire opening; not while an input still says fire."""
        with self._writing:
            with self._lock:
                standing, inputs = self._now.fire, bool(self._inputs)
            if standing is None:
                return Ended.NOT_IN_FORCE
            if inputs:
                return Ended.FIRE_INPUT_ACTIVE
            if not self._record(self._event(GateEventKind.FIRE_RELEASED, ALL_LANES, guard, reason)):
                return Ended.NOT_RECORDED
            with self._lock:
                again = next(iter(self._inputs.values()), None)
                if again is None:
                    self._now = replace(self._now, fire=None)
                else:  # an input has become active while the release was written
                    self._begin_fire(again)
            self._save()
        self._changed()
        if again is not None:
            self.settle()
            return Ended.FIRE_INPUT_ACTIVE
        return Ended.DONE

    def settle(self) -> None:
        """Write what is in force, and what the journal could not take before."""
        with self._writing:
            self._save()
            self._settled()

    def _taken_up(self, saved: Emergency | None) -> Emergency:
        """What was in force when the agent ended; what the journal lacks of it is owed."""
        fire, _ = _standing(self._journal, GateEventKind.FIRE, GateEventKind.FIRE_RELEASED)
        lockdown, known = _standing(
            self._journal, GateEventKind.LOCKDOWN, GateEventKind.LOCKDOWN_ENDED
        )
        if saved is None:
            assumed = None if known else Order(self._clock.wall(), "", ASSUMED)
            saved = Emergency(lockdown=assumed)
        if saved.fire is not None and fire is None:
            self._owed.append(self._event(GateEventKind.FIRE, ALL_LANES))
        if saved.lockdown is not None and lockdown is None:
            by, reason = saved.lockdown.by, saved.lockdown.reason
            self._owed.append(self._event(GateEventKind.LOCKDOWN, ALL_LANES, by, reason))
        return Emergency(saved.fire or fire, saved.lockdown or lockdown)

    def _save(self) -> None:
        now = self.now
        if now == self._saved:
            return
        try:
            self._file.write(now)
        except StoreError as error:
            _log.error("what is in force can't be saved", detail=str(error))
            self._conditions.report(Area.EMERGENCY, UNSAVED)
        else:
            self._saved = now
            self._conditions.report(Area.EMERGENCY, None)

    def _begin_fire(self, lane: str) -> None:
        self._now = replace(self._now, fire=Order(self._clock.wall(), "", ""))
        self._owed.append(self._event(GateEventKind.FIRE, lane))

    def _begin_lockdown(self, order: Order) -> None:
        self._now = replace(self._now, lockdown=order)
        self._owed.append(self._event(GateEventKind.LOCKDOWN, ALL_LANES, order.by, order.reason))

    def _lift_lockdown(self) -> bool:
        """Whether another was ordered meanwhile, and is in force now."""
        with self._lock:
            self._now = replace(self._now, lockdown=None)
            if self._insisted is None:
                return False
            self._begin_lockdown(self._insisted)
            return True

    def _record(self, new: NewEvent) -> bool:
        """Write ``new`` after all that is owed: an end before its beginning would be none."""
        return self._settled() and self._keep(new)

    def _settled(self) -> bool:
        while True:
            with self._lock:
                owed = self._owed[0] if self._owed else None
            if owed is None:
                return True
            if not self._keep(owed):
                return False
            with self._lock:
                self._owed.popleft()

    def _keep(self, new: NewEvent) -> bool:
        try:
            event = self._journal.append(new)
        except StoreError as error:
            self._conditions.report(Area.JOURNAL, error.text)
            return False
        self._recorded(event)
        return True

    def _event(self, kind: GateEventKind, lane: str, guard: str = "", reason: str = "") -> NewEvent:
        return NewEvent(
            lane=lane,
            kind=kind,
            at=self._clock.wall(),
            direction=Direction.IN,
            reason=reason,
            guard=guard,
            hall_offset_s=self._clock.offset_s(),
            monotonic_s=self._clock.monotonic_s(),
        )


def _standing(
    journal: Journal, began: GateEventKind, ended: GateEventKind
) -> tuple[Order | None, bool]:
    """What the journal says is in force, and whether it can know: not when it followed a damaged
    one and nothing was said of it since, or when what was said last can't be read."""
    try:
        latest = journal.newest((began, ended, GateEventKind.JOURNAL_RENEWED))
    except JournalCorrupt:
        return None, False
    if latest is None or latest.kind is not began:
        return None, latest is None or latest.kind is ended
    return Order(latest.at, latest.guard, latest.reason), True
