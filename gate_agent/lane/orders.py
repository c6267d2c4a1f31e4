"""How a lane obeys guards: opens (by two for whoever is barred), refuses, goes out of service."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final, assert_never
from uuid import uuid4

from gate_agent.lane.judge import Judge, Trial
from gate_agent.lane.log import LaneLog
from gate_agent.lane.override import BarredPerson
from gate_agent.lane.passage_driver import PassageDriver
from gate_agent.passage import terms
from gate_agent.rules.orders import GuardOrder, LaneOrder, OrderResult


class LaneOrders:
    """Belongs to the lane's thread."""

    def __init__(
        self, driver: PassageDriver, judge: Judge, log: LaneLog, barred: BarredPerson
    ) -> None:
        self._driver: Final = driver
        self._judge: Final = judge
        self._journal: Final = log
        self._barred: Final = barred

    def obey(self, order: GuardOrder) -> OrderResult:
        """Carry ``order`` out, or say why not; its future is the caller's to settle."""
        match order.what:
            case LaneOrder.OPEN:
                return self._open(order)
            case LaneOrder.CONFIRM:
                return self._confirm(order)
            case LaneOrder.REFUSE:
                return self._send_away(order)
            case LaneOrder.TAKE_OUT:
                return self._recorded(terms.TakenOut(), order)
            case LaneOrder.PUT_BACK:
                return self._recorded(terms.PutBack(), order)
            case _:
                assert_never(order.what)

    def forget_barred(self) -> None:
        """Somebody else stands there; no second guard is waited for."""
        self._barred.forget()
        self._journal.second_wanted(None, None)

    def _open(self, order: GuardOrder) -> OrderResult:
        phase = self._driver.phase
        if isinstance(phase, terms.Open | terms.Passing | terms.HeldOpen | terms.Evacuation):
            return OrderResult.BUSY
        barred = self._takes_two()
        if barred is not None and not order.second:
            self._barred.ask(order.guard, order.reason, time.monotonic())
            self._journal.second_wanted(order, barred.record)
            return OrderResult.SECOND_NEEDED
        if barred is not None:
            self._driver.trial = barred
        elif not isinstance(phase, terms.Reading | terms.Verifying | terms.Refusal):
            self._driver.trial = None
        self._driver.feed(terms.GuardOpened(uuid4()), order)
        match self._driver.phase:
            case terms.Open():
                self.forget_barred()
                return OrderResult.DONE
            case terms.Fault():
                return OrderResult.BARRIER_FAILED
            case _:
                return OrderResult.NOT_RECORDED

    def _confirm(self, order: GuardOrder) -> OrderResult:
        asked = self._barred.confirm(order.guard, time.monotonic())
        if isinstance(asked, OrderResult):
            return asked
        return self._open(
            replace(order, guard=asked.guard, reason=asked.reason, second=order.guard)
        )

    def _takes_two(self) -> Trial | None:
        """The attempt of the revoked or blocked person who may stand there."""
        barred = self._barred.present(time.monotonic())
        return barred if barred is not None and self._judge.bars(barred) else None

    def _send_away(self, order: GuardOrder) -> OrderResult:
        phase = self._driver.phase
        in_the_lane = isinstance(phase, terms.Open) and self._driver.covered
        if in_the_lane or isinstance(phase, terms.Passing | terms.HeldOpen):
            return OrderResult.IN_THE_LANE
        if not isinstance(phase, terms.Reading | terms.Verifying | terms.Refusal | terms.Open):
            return OrderResult.NOBODY_THERE
        return self._recorded(terms.GuardRefused(uuid4()), order)

    def _recorded(self, event: terms.Event, order: GuardOrder) -> OrderResult:
        kept = self._driver.feed(event, order)
        return OrderResult.DONE if kept else OrderResult.NOT_RECORDED
