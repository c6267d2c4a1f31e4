"""What guards order: opening, refusing, service, lockdown, the end of an emergency."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from gate_agent.api.refusals import OF_ENDING, OF_ORDER, No
from gate_agent.api.requests import Guarded, done
from gate_agent.api.vouching import Vouching
from gate_agent.desk.emergency import Ended
from gate_agent.rules.orders import LaneOrder, OrderResult
from gate_agent.rules.roles import ORDER_RIGHTS, Right
from gate_agent.wire.schema import ConfirmByGuard, Guard, OpenByGuard, TypedNumber

ORDER_LIMIT_S: Final = 4.0
"""A barrier board that has not confirmed by then will not."""


class Ordered(Protocol):
    """What orders are given to; all of it may block for a moment."""

    def order(self, lane: str, what: LaneOrder, guard: str, reason: str) -> Future[OrderResult]:
        """Order something of a lane. Raises LookupError for an unknown lane."""
        ...

    def enter_number(self, lane: str, student_no: str, guard: str) -> Future[OrderResult]:
        """Begin an attempt by a typed number. Raises LookupError for an unknown lane."""
        ...

    def lock_down(self, guard: str, reason: str) -> bool:
        """False when a lockdown is in force already."""
        ...

    def end_lockdown(self, guard: str, reason: str) -> Ended: ...

    def release_fire(self, guard: str, reason: str) -> Ended: ...


@dataclass(frozen=True)
class Orders:
    """The handlers. Each makes sure that whoever orders has the right it takes."""

    agent: Ordered
    vouching: Vouching

    def of_lane(self, what: LaneOrder) -> Guarded:
        """The handler for one order to the lane in the path."""

        async def carry_out(request: Request, caller: Guard) -> Response:
            taken = await self.vouching.order(request, caller, ORDER_RIGHTS[what], OpenByGuard)
            if isinstance(taken, No):
                return taken.answer()
            order, guard = taken
            return await self._order(request, what, guard, order.reason)

        return carry_out

    async def confirm(self, request: Request, caller: Guard) -> Response:
        """Be the second guard of an opening that takes two."""
        taken = await self.vouching.order(request, caller, Right.ADMIT, ConfirmByGuard)
        if isinstance(taken, No):
            return taken.answer()
        _, guard = taken
        return await self._order(request, LaneOrder.CONFIRM, guard, "")

    async def number(self, request: Request, caller: Guard) -> Response:
        """A guard typed the number of somebody who stands at the lane in the path."""
        taken = await self.vouching.order(request, caller, Right.ADMIT, TypedNumber)
        if isinstance(taken, No):
            return (No.INVALID_NUMBER if taken is No.INVALID else taken).answer()
        typed, guard = taken
        try:
            lane = request.path_params["lane"]
            begun = self.agent.enter_number(lane, typed.student_no, guard.name)
        except LookupError:
            return No.UNKNOWN_LANE.answer()
        refused = await became(begun)
        return done(No.LANE_ENGAGED if refused is No.LANE_BUSY else refused)

    async def lock_down(self, request: Request, caller: Guard) -> Response:
        taken = await self.vouching.order(request, caller, Right.LOCK_DOWN, OpenByGuard)
        if isinstance(taken, No):
            return taken.answer()
        order, guard = taken
        # The threads for all else may be waiting for a disk that hangs; asyncio has others.
        began = await asyncio.to_thread(self.agent.lock_down, guard.name, order.reason)
        return done(None if began else No.IN_FORCE)

    def ending(self, end: Callable[[str, str], Ended]) -> Guarded:
        """The handler that ends an emergency by ``end``."""

        async def carry_out(request: Request, caller: Guard) -> Response:
            taken = await self.vouching.order(request, caller, Right.END_EMERGENCY, OpenByGuard)
            if isinstance(taken, No):
                return taken.answer()
            order, guard = taken
            return done(OF_ENDING.get(await run_in_threadpool(end, guard.name, order.reason)))

        return carry_out

    async def _order(
        self, request: Request, what: LaneOrder, guard: Guard, reason: str
    ) -> Response:
        try:
            result = self.agent.order(request.path_params["lane"], what, guard.name, reason)
        except LookupError:
            return No.UNKNOWN_LANE.answer()
        return done(await became(result))


async def became(result: Future[OrderResult], limit_s: float = ORDER_LIMIT_S) -> No | None:
    """What a lane made of an order; None when it was carried out.

    An order that the lane has not begun after ``limit_s`` is withdrawn: nothing opens when nobody
    looks any more.
    """
    settled, _ = await asyncio.wait({asyncio.wrap_future(result)}, timeout=limit_s)
    if settled:
        return OF_ORDER.get(result.result())
    return No.LANE_SILENT if result.cancel() else No.ORDER_UNANSWERED
