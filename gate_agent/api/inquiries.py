"""What guards ask: people, pictures, the day's figures, a shift's summary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID

from pydantic import AwareDatetime, TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from gate_agent.api.refusals import No
from gate_agent.api.requests import Guarded, body_as, jpeg, json
from gate_agent.desk.people import PeopleDesk
from gate_agent.desk.reports import Reports
from gate_agent.wire.people import PeopleQuery, PersonQuery
from gate_agent.wire.schema import Guard
from sync.errors import StoreError

_DAY: Final = TypeAdapter(date)
_MOMENT: Final = TypeAdapter[datetime](AwareDatetime)


class Informed(Protocol):
    """Who answers."""

    @property
    def people(self) -> PeopleDesk: ...

    @property
    def reports(self) -> Reports: ...


@dataclass(frozen=True)
class Inquiries:
    """The handlers. What is asked for stands in the body where it says who somebody is."""

    agent: Informed

    async def search(self, request: Request, guard: Guard) -> Response:
        asked = await body_as(request, PeopleQuery)
        if isinstance(asked, No):
            return asked.answer()
        try:
            return json(await run_in_threadpool(self.agent.people.search, asked.query))
        except StoreError:
            return No.STORE_UNREADABLE.answer()

    async def look_up(self, request: Request, guard: Guard) -> Response:
        asked = await body_as(request, PersonQuery)
        if isinstance(asked, No):
            return asked.answer()
        try:
            person = await run_in_threadpool(self.agent.people.look_up, asked.holder)
        except StoreError:
            return No.STORE_UNREADABLE.answer()
        return No.NOT_FOUND.answer() if person is None else json(person)

    async def figures(self, request: Request, guard: Guard) -> Response:
        said = request.query_params.get("day")
        try:
            day = None if said is None else _DAY.validate_strings(said)
            return json(await run_in_threadpool(self.agent.reports.figures, day))
        except (ValidationError, OverflowError):
            return No.NO_DAY.answer()
        except StoreError:
            return No.STORE_UNREADABLE.answer()

    async def shift(self, request: Request, guard: Guard) -> Response:
        try:
            since = _MOMENT.validate_strings(request.query_params.get("since", ""))
            return json(await run_in_threadpool(self.agent.reports.shift, since))
        except (ValidationError, OverflowError):
            return No.NO_MOMENT.answer()
        except StoreError:
            return No.STORE_UNREADABLE.answer()

    def photo(self, name: str, find: Callable[[UUID], bytes | None]) -> Guarded:
        """The handler for a picture that the UUID ``name`` in the path leads to."""

        async def show(request: Request, guard: Guard) -> Response:
            return jpeg(await run_in_threadpool(find, request.path_params[name]))

        return show
