"""Takes old events out of the journal once they are safe at the hall, a portion at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event
from typing import Final, assert_never

import structlog

from gate_agent.conditions import Area, Conditions
from gate_agent.journal.errors import JournalCorrupt
from gate_agent.journal.prune import HeldUp, Hindrance
from gate_agent.journal.store import Journal
from gate_agent.loop_thread import LoopThread
from sync.clock import HallClock
from sync.errors import StoreError
from wording import Text

LOOK_S: Final = 3_600.0
"""A day's events grow old in 24 portions rather than at midnight."""
PAUSE_S: Final = 0.2
"""Between two portions, so that lanes get to the journal."""
NOT_AS_WRITTEN: Final = Text(
    "通行日志的旧记录与写入时不符，超期留存；技术人员须运行 verify-journal，再 journal renew",
    "Journal entries outlive their term: some were changed; technician: run verify-journal, then "
    "journal renew",
)
UNSENT: Final = Text(
    "过期的通行记录因第 {seq} 条起未送达大厅而超期留存；请技术人员恢复与大厅的连接",
    "Journal entries outlive their term: the hall lacks number {seq}; technician: mend the link",
)
TOO_MANY_REFUSED: Final = Text(
    "大厅拒收的记录太多，过期的通行记录超期留存；技术人员须用 yanhu gate outbox 重试或作废",
    "Journal entries outlive their term: the hall refused too many; technician: retry or dismiss "
    "them by yanhu gate outbox",
)
STAMP: Final = Text(
    "第 {seq} 条记录的时间晚于其后的记录，过期的通行记录超期留存；请技术人员校准本机时间",
    "Journal entries outlive their term: number {seq} is stamped later than those after it; "
    "technician: set this clock",
)

_log = structlog.get_logger(__name__)


class Retention:
    """One thread. Started and stopped once."""

    def __init__(
        self,
        journal: Journal,
        keep: timedelta,
        clock: HallClock,
        conditions: Conditions,
        look_s: float = LOOK_S,
    ) -> None:
        """``keep``: how long an event stays at least; ``look_s``: seconds between two looks."""
        self._journal: Final = journal
        self._keep: Final = keep
        self._clock: Final = clock
        self._conditions: Final = conditions
        self._look_s: Final = look_s
        self._thread: Final = LoopThread("retention", self._run)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._thread.stop()

    def before(self) -> datetime | None:
        """Events from before this are old; None while the hall has not told its time.

        Of two clocks that disagree the one that is behind counts: one that is set wrong must not
        empty a journal.
        """
        if self._clock.offset_s() is None:
            return None
        return min(self._clock.now(), self._clock.wall()) - self._keep

    def _run(self, stop: Event) -> None:
        more = False
        while not stop.wait(PAUSE_S if more else self._look_s):
            more = self._portion()

    def _portion(self) -> bool:
        """Whether there may be more to take out."""
        before = self.before()
        if before is None:
            return False
        try:
            at = max(self._clock.now(), self._clock.wall())
            pruning = self._journal.prune(before, at)
        except JournalCorrupt as error:
            _log.error("journal not shortened", detail=str(error))
            self._conditions.report(Area.RETENTION, NOT_AS_WRITTEN)
            return False
        except StoreError as error:
            self._conditions.report(Area.RETENTION, error.text)
            return False
        self._conditions.report(Area.RETENTION, _said(pruning.held))
        if pruning.removed:
            _log.info("old events removed", count=pruning.removed)
        return pruning.removed > 0


def _said(held: HeldUp | None) -> Text | None:
    if held is None:
        return None
    match held.by:
        case Hindrance.UNSENT:
            return UNSENT.format(seq=held.seq)
        case Hindrance.REFUSED:
            return TOO_MANY_REFUSED
        case Hindrance.STAMP:
            return STAMP.format(seq=held.seq)
        case _:
            assert_never(held.by)
