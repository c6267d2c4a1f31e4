"""In whose name an order is carried out: the token's, or that of the card on the desk's reader."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final, TypeVar

from starlette.requests import Request

from gate_agent.api.refusals import No
from gate_agent.api.requests import body_as
from gate_agent.desk.card_desk import CardDesk, DeskBusy, NoDesk
from gate_agent.rules.roles import RIGHTS, Right
from gate_agent.wire.schema import CARD_WAIT_S, Guard, Vouched

_LOOK_S: Final = 0.2
"""How soon an order ends whose screen hung up."""

_Order = TypeVar("_Order", bound=Vouched)


@dataclass(frozen=True)
class Vouching:
    """Reads orders and finds out whose they are."""

    desk: CardDesk

    async def order(
        self, request: Request, caller: Guard, right: Right, model: type[_Order]
    ) -> tuple[_Order, Guard] | No:
        """The order and the guard who gives it and may, or why it is not taken."""
        order = await body_as(request, model)
        may = right in RIGHTS[caller.role]
        if isinstance(order, No):
            return order if may else No.ROLE_LACKS
        if not order.by_card:
            return (order, caller) if may else No.ROLE_LACKS
        guard = await self._by_card(request)
        if isinstance(guard, No):
            return guard
        return (order, guard) if right in RIGHTS[guard.role] else No.ROLE_LACKS

    async def _by_card(self, request: Request) -> Guard | No:
        try:
            asked = self.desk.await_card()
        except NoDesk:
            return No.NO_DESK
        except DeskBusy:
            return No.DESK_BUSY
        card = asyncio.wrap_future(asked)
        try:
            for _ in range(round(CARD_WAIT_S / _LOOK_S)):
                await asyncio.wait({card}, timeout=_LOOK_S)
                if card.done():
                    return card.result() or No.CARD_UNKNOWN
                if await request.is_disconnected():
                    break
            return No.NO_CARD
        finally:
            self.desk.leave(asked)
