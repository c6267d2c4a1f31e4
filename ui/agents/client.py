"""The calls of a gate agent's local API (docs/gate-api.md), each bounded in time and size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, ValidationError

from devices.diagnostics.bundle.file import Bundle, NoBundle, read_bundle
from devices.diagnostics.ports.choice import CHECK_LIMIT_S, Chosen
from devices.diagnostics.ports.offers import PortOffers
from devices.diagnostics.trials.by_hand import Inputs
from devices.diagnostics.trials.lent_events import Reading
from devices.diagnostics.trials.look import Preview
from devices.supervisor import JOIN_LIMIT_S
from gate_agent.rules.orders import LaneOrder
from gate_agent.wire.people import PeopleFound, PeopleQuery, PersonQuery, PersonView
from gate_agent.wire.reports import FiguresView, ShiftView
from gate_agent.wire.schema import (
    CARD_WAIT_S,
    AgentState,
    Caller,
    ConfirmByGuard,
    OpenByGuard,
    Refusal,
    SelfTestResult,
    TypedNumber,
    UsePort,
    Vouched,
)
from sync.wire import BODY_LIMIT_BYTES
from ui.agents.address import AgentAddress
from ui.agents.errors import AgentRefused, AgentUnintelligible, CallCancelled
from ui.agents.exchange import Answer, Call, Request, exchange
from ui.agents.sse import EventDecoder, ServerEvent, StreamBroken
from ui.agents.vouchers import OWN_TOKEN, DeskCard, GuardToken, Voucher
from wording import Text

READ_S: Final = 0.8
"""Longest wait for an answer that the agent has ready."""
SILENCE_S: Final = 1.2
"""Longest silence on the event stream. With a probe after it (connect and read) it keeps below
the 3 s within which a lost agent must be noticed."""
PREVIEW_S: Final = 3.0
"""The first look through a camera loads the face models."""
PORTS_S: Final = 15.0
"""The gate listens for printers for some seconds and asks its print server."""
USE_PORT_S: Final = CHECK_LIMIT_S + 2 * JOIN_LIMIT_S
"""The device is tried at the port, and has to leave the old one."""
BUNDLE_S: Final = 32.0
"""The gate collects for some seconds, and itself gives up after 30."""
BUNDLE_BODY_S: Final = 60.0
BUNDLE_LIMIT_BYTES: Final = 32 * 1024 * 1024
"""Some ten files of at most 4 MiB characters each, packed."""
ORDER_S: Final = 5.0
"""Longest wait until an order is carried out: a barrier board has to confirm."""
INQUIRY_S: Final = 5.0
"""Longest wait for what the agent has to look for: a person, the day's figures."""
BODY_S: Final = 5.0
"""Longest time for a whole body, however steadily it drips."""
SELF_TEST_GRACE_S: Final = 2.0
"""How much longer than the test's own limit its answer may take before the screen hangs up."""
PHOTO_LIMIT_BYTES: Final = 2 * 1024 * 1024

UNAUTHORIZED: Final = "unauthorized"
"""Code of a refusal of the token itself."""
_PORT_CALLED_OFF: Final = "port_called_off"
"""Code of the refusal that answers a try which was called off."""
_NOBODYS_TOKEN: Final = Text(
    "这个令牌不属于任何值班人员；请重新扫描或输入",
    "This token is no guard's here; scan or type it again",
)

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class KeptAlive:
    """Something came on the stream, though no new state."""


class EmergencyOrder(StrEnum):
    """What a guard may order of a whole gate; the values are paths below ``/v1/emergency``."""

    LOCK_DOWN = "lockdown"
    END_LOCKDOWN = "lockdown/end"
    RELEASE_FIRE = "fire/release"


class AgentClient:
    """Holds no connection, so any thread may use it."""

    def __init__(self, address: AgentAddress) -> None:
        self._address = address

    @property
    def host(self) -> str:
        return self._address.host

    def state(self, call: Call) -> AgentState:
        """``GET /v1/state``. Raises AgentError."""
        return self._parse(AgentState, self._ask(Request("GET", "/v1/state", READ_S), call))

    def whoami(self, call: Call) -> Caller:
        """``GET /v1/whoami``. Raises AgentError."""
        return self._parse(Caller, self._ask(Request("GET", "/v1/whoami", READ_S), call))

    def photo(self, path: str, call: Call) -> bytes:
        """A photo that a verdict names (JPEG). Raises AgentError."""
        request = Request("GET", "/" + path.lstrip("/"), READ_S)
        return self._ask(request, call, PHOTO_LIMIT_BYTES)

    def order_lane(
        self, lane: str, order: LaneOrder, reason: str, call: Call, voucher: Voucher = OWN_TOKEN
    ) -> None:
        """``POST /v1/lanes/{lane}/open`` and the like. Raises AgentError unless it was done."""
        by_card = isinstance(voucher, DeskCard)
        body: Vouched = (
            # Lane and reason are those of the first guard.
            ConfirmByGuard(by_card=by_card)
            if order is LaneOrder.CONFIRM
            else OpenByGuard(reason=reason, by_card=by_card)
        )
        what = order.value.replace("_", "-")
        self._order(f"/v1/lanes/{quote(lane, safe='')}/{what}", body, voucher, call)

    def enter_number(
        self, lane: str, student_no: str, call: Call, voucher: Voucher = OWN_TOKEN
    ) -> None:
        """``POST /v1/lanes/{lane}/number``. Raises AgentError unless the lane checks it now.

        ``student_no`` is a Code.
        """
        body = TypedNumber(student_no=student_no, by_card=isinstance(voucher, DeskCard))
        self._order(f"/v1/lanes/{quote(lane, safe='')}/number", body, voucher, call)

    def order_emergency(
        self, order: EmergencyOrder, reason: str, call: Call, voucher: Voucher = OWN_TOKEN
    ) -> None:
        """``POST /v1/emergency/...``. Raises AgentError unless it was done."""
        body = OpenByGuard(reason=reason, by_card=isinstance(voucher, DeskCard))
        self._order(f"/v1/emergency/{order.value}", body, voucher, call)

    def search(self, query: str, call: Call) -> PeopleFound:
        """``POST /v1/people/search``. Raises AgentError."""
        return self._parse(
            PeopleFound, self._tell("/v1/people/search", PeopleQuery(query=query), call)
        )

    def look_up(self, holder: UUID, call: Call) -> PersonView:
        """``POST /v1/people/look-up``. Raises AgentError."""
        return self._parse(
            PersonView, self._tell("/v1/people/look-up", PersonQuery(holder=holder), call)
        )

    def figures(self, day: date | None, call: Call) -> FiguresView:
        """``GET /v1/figures``; None: today, by the gate's campus. Raises AgentError."""
        asked = "" if day is None else f"?day={day.isoformat()}"
        request = Request("GET", f"/v1/figures{asked}", INQUIRY_S)
        return self._parse(FiguresView, self._ask(request, call))

    def shift(self, since: datetime, call: Call) -> ShiftView:
        """``GET /v1/shift``; ``since`` is aware. Raises AgentError."""
        moment = quote(since.astimezone(UTC).isoformat(timespec="seconds"))
        return self._parse(
            ShiftView, self._ask(Request("GET", f"/v1/shift?since={moment}", INQUIRY_S), call)
        )

    def _tell(self, path: str, body: BaseModel, call: Call) -> bytes:
        return self._ask(Request("POST", path, INQUIRY_S, body.model_dump_json().encode()), call)

    def _order(self, path: str, body: Vouched, voucher: Voucher, call: Call) -> None:
        wait_s = ORDER_S + CARD_WAIT_S if body.by_card else ORDER_S
        request = Request("POST", path, wait_s, body.model_dump_json().encode())
        if not isinstance(voucher, GuardToken):
            self._ask(request, call)
            return
        try:
            self._ask(request, call, address=replace(self._address, token=voucher.token))
        except AgentRefused as exc:
            if exc.code == UNAUTHORIZED:
                raise AgentRefused(exc.code, _NOBODYS_TOKEN) from exc
            raise

    def self_test(self, device: str, limit_s: float, call: Call) -> SelfTestResult:
        """``POST /v1/devices/{name}/self-test``.

        Raises AgentError: AgentSilent when there is no result ``limit_s`` seconds and a grace
        after the request, CallCancelled when ``call`` was cancelled meanwhile.
        """
        return self._exercise(SelfTestResult, device, "self-test", limit_s, call)

    def reading(self, device: str, limit_s: float, call: Call) -> Reading:
        """``POST /v1/devices/{name}/reading``: the next card or code. Raises as a self-test."""
        return self._exercise(Reading, device, "reading", limit_s, call)

    def sample(self, device: str, limit_s: float, call: Call) -> SelfTestResult:
        """``POST /v1/devices/{name}/sample``: print one. Raises as a self-test."""
        return self._exercise(SelfTestResult, device, "sample", limit_s, call)

    def pulse(self, device: str, limit_s: float, call: Call) -> SelfTestResult:
        """``POST /v1/devices/{name}/pulse``: move a barrier. Raises as a self-test."""
        return self._exercise(SelfTestResult, device, "pulse", limit_s, call)

    def preview(self, device: str, call: Call) -> Preview:
        """``GET /v1/devices/{name}/preview``. Raises AgentError."""
        path = f"/v1/devices/{quote(device, safe='')}/preview"
        return self._parse(Preview, self._ask(Request("GET", path, PREVIEW_S), call))

    def inputs(self, device: str, call: Call) -> Inputs:
        """``GET /v1/devices/{name}/inputs``. Raises AgentError."""
        path = f"/v1/devices/{quote(device, safe='')}/inputs"
        return self._parse(Inputs, self._ask(Request("GET", path, READ_S), call))

    def ports(self, device: str, call: Call) -> PortOffers:
        """``GET /v1/devices/{name}/ports``. Raises AgentError."""
        path = f"/v1/devices/{quote(device, safe='')}/ports"
        return self._parse(PortOffers, self._ask(Request("GET", path, PORTS_S), call))

    def use_port(self, device: str, port: str, call: Call) -> Chosen:
        """``POST /v1/devices/{name}/port``: try it there, write it. Raises AgentError.

        CallCancelled when somebody called it off: then nothing was changed. Hanging up calls it
        off as well, but doesn't say whether it was too late for that.
        """
        path, body = f"/v1/devices/{quote(device, safe='')}/port", UsePort(port=port)
        request = Request("POST", path, USE_PORT_S, body.model_dump_json().encode())
        try:
            return self._parse(Chosen, self._ask(request, call))
        except AgentRefused as exc:
            if exc.code == _PORT_CALLED_OFF:
                raise CallCancelled from exc
            raise

    def call_off_port(self, device: str, call: Call) -> None:
        """``POST /v1/devices/{name}/port/call-off``: end what :meth:`use_port` tries.

        Raises AgentError, also when nothing is tried.
        """
        path = f"/v1/devices/{quote(device, safe='')}/port/call-off"
        self._ask(Request("POST", path, READ_S), call)

    def support_bundle(self, call: Call, told: Callable[[int, int], None]) -> Bundle:
        """``GET /v1/support-bundle``. Raises AgentError.

        ``told`` hears, as it comes, how many bytes are here and how many there are; 0: not said.
        """
        with exchange(
            self._address, Request("GET", "/v1/support-bundle", BUNDLE_S), call
        ) as answer:
            self._check(answer)
            total = answer.length
            raw = answer.whole(BUNDLE_LIMIT_BYTES, BUNDLE_BODY_S, lambda got: told(got, total))
        try:
            return read_bundle(raw)
        except NoBundle as exc:
            raise AgentUnintelligible(self.host, str(exc)) from exc

    def follow(self, call: Call) -> Iterator[AgentState | KeptAlive]:
        """``GET /v1/events``: each state as it comes, until the agent ends the stream.

        Raises AgentError: AgentSilent after ``SILENCE_S`` seconds without a byte.
        """
        decoder = EventDecoder()
        with exchange(self._address, Request("GET", "/v1/events", SILENCE_S), call) as answer:
            self._check(answer)
            for portion in answer.portions():
                try:
                    events = decoder.feed(portion)
                except StreamBroken as exc:
                    raise AgentUnintelligible(self.host, str(exc)) from exc
                yield self._newest(events)

    def _exercise(
        self, model: type[_Model], device: str, what: str, limit_s: float, call: Call
    ) -> _Model:
        path = f"/v1/devices/{quote(device, safe='')}/{what}"
        request = Request("POST", path, limit_s + SELF_TEST_GRACE_S)
        return self._parse(model, self._ask(request, call))

    def _newest(self, events: list[ServerEvent]) -> AgentState | KeptAlive:
        """The last state among ``events``: each is whole, so earlier ones are overtaken."""
        states = [event.data for event in events if event.name == "state"]
        return self._parse(AgentState, states[-1]) if states else KeptAlive()

    def _ask(
        self,
        request: Request,
        call: Call,
        limit_bytes: int = BODY_LIMIT_BYTES,
        address: AgentAddress | None = None,
    ) -> bytes:
        with exchange(address or self._address, request, call) as answer:
            self._check(answer)
            return answer.whole(limit_bytes, BODY_S)

    def _check(self, answer: Answer) -> None:
        """Raise what an answer outside 2xx means."""
        if answer.status // 100 == HTTPStatus.OK // 100:
            return
        if answer.status == HTTPStatus.UNAUTHORIZED:
            raise AgentRefused(
                UNAUTHORIZED,
                Text(
                    "{host} 不认这个令牌。请管理员重新发放令牌文件",
                    "{host} doesn't accept the token. Ask the administrator for a new token file",
                ).format(host=self.host),
            )
        raw = answer.whole(BODY_LIMIT_BYTES, BODY_S)
        try:
            refusal = Refusal.model_validate_json(raw, extra="ignore")
        except ValidationError as exc:
            where = f"status {answer.status} without a reason"
            raise AgentUnintelligible(self.host, where) from exc
        said = Text(refusal.message.zh or refusal.code, refusal.message.en or refusal.code)
        raise AgentRefused(refusal.code, said)

    def _parse(self, model: type[_Model], raw: bytes | str) -> _Model:
        try:
            return model.model_validate_json(raw, extra="ignore")
        except ValidationError as exc:
            where = ", ".join(".".join(map(str, e["loc"])) for e in exc.errors()[:3])
            raise AgentUnintelligible(self.host, where or "not JSON") from exc
