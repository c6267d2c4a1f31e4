"""Where devices are: in this machine, or behind a gate agent. Both look alike to the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Final, Protocol

from devices.inventory import DeviceConfig
from devices.ports import DeviceEvent
from devices.rig import Rig
from gate_agent.api.schema import (
    DeviceView,
    LanePhase,
    SelfTestOutcome,
    SelfTestResult,
)
from gate_agent.status import device_view
from sync.wire import Bilingual
from ui.agents.address import AgentAddress
from ui.agents.client import AgentClient
from ui.agents.exchange import Call
from ui.agents.link import AgentLink, LinkStatus, LinkView
from wording import Text

GATE_LIMIT_S: Final = 15.0
"""A gate agent stops a self-test by itself after this time (docs/gate-api.md)."""


@dataclass(frozen=True, slots=True)
class TerminalLook:
    """One terminal at one moment."""

    name: Bilingual
    place: str
    """Its address, or nothing for this machine."""
    status: LinkStatus
    devices: tuple[DeviceView, ...]
    now: datetime
    """The terminal's own present time, for what it says about the future."""
    in_service: bool
    """People may be passing: a test could get in their way."""
    problem: Text | None = None


class Terminal(Protocol):
    """What the screen asks of a terminal."""

    @property
    def limit_s(self) -> float:
        """Seconds after which a self-test of this terminal is stopped."""
        ...

    def start(self) -> None: ...

    def look(self, now: float) -> TerminalLook:
        """What is known at ``now`` (:func:`time.monotonic`). Never blocks."""
        ...

    def self_test(self, device: str, call: Call) -> SelfTestResult:
        """Test one device for real; blocks. Raises AgentError, also when ``call`` is cancelled."""
        ...

    def ask_to_stop(self) -> None: ...

    def join(self) -> None:
        """Wait until all threads have ended."""
        ...


class OwnTerminal:
    """The devices of this machine, connected for as long as the screen is open."""

    def __init__(self, name: Text, devices: Mapping[str, DeviceConfig], limit_s: float) -> None:
        self._name: Final = Bilingual(zh=name.zh, en=name.en)
        self._limit_s: Final = limit_s
        self._events: Final[SimpleQueue[DeviceEvent]] = SimpleQueue()
        self._rig: Final = Rig(devices, self._events)

    @property
    def limit_s(self) -> float:
        return self._limit_s

    def start(self) -> None:
        self._rig.start()

    def look(self, now: float) -> TerminalLook:
        self._drop_events()
        return TerminalLook(
            name=self._name,
            place="",
            status=LinkStatus.LIVE,
            devices=tuple(device_view(health) for health in self._rig.health()),
            now=datetime.now(UTC),
            in_service=False,
        )

    def self_test(self, device: str, call: Call) -> SelfTestResult:
        call.attach(lambda: self._rig.cancel_self_test(device))
        try:
            result = self._rig.self_test(device, self._limit_s)
        finally:
            call.detach()
        return SelfTestResult(
            device=result.device,
            outcome=SelfTestOutcome(result.outcome.value),
            detail=Bilingual(zh=result.detail.zh, en=result.detail.en),
            started_at=result.started_at,
            took_ms=result.took_ms,
        )

    def ask_to_stop(self) -> None:
        """Nothing can be stopped halfway: :meth:`join` does it."""

    def join(self) -> None:
        self._rig.stop()

    def _drop_events(self) -> None:
        """Cards that happen to be presented are nobody's business here."""
        try:
            while True:
                self._events.get_nowait()
        except Empty:
            return


class GateTerminal:
    """The devices of a gate, as its agent tells them."""

    def __init__(self, address: AgentAddress, on_change: Callable[[], None]) -> None:
        """``on_change`` is called from the link's thread at each news."""
        self._client: Final = AgentClient(address)
        self._link: Final = AgentLink(self._client, lambda _view: on_change())

    @property
    def limit_s(self) -> float:
        return GATE_LIMIT_S

    def start(self) -> None:
        self._link.start()

    def look(self, now: float) -> TerminalLook:
        view = self._link.view
        status = view.status_at(now)
        return TerminalLook(
            name=_name(view),
            place=view.host,
            status=status,
            devices=() if view.state is None else view.state.devices,
            now=_present(view, now),
            in_service=status is LinkStatus.LIVE and _serves(view),
            problem=view.problem,
        )

    def self_test(self, device: str, call: Call) -> SelfTestResult:
        return self._client.self_test(device, GATE_LIMIT_S, call)

    def ask_to_stop(self) -> None:
        self._link.ask_to_stop()

    def join(self) -> None:
        self._link.join()


def _name(view: LinkView) -> Bilingual:
    if view.state is None:
        return Bilingual(zh=view.host, en=view.host)
    return view.state.name


def _present(view: LinkView, now: float) -> datetime:
    """The gate's clock: what it said last, and the time since."""
    if view.state is None:
        return datetime.now(UTC)
    return view.state.time + timedelta(seconds=now - view.state_at)


def _serves(view: LinkView) -> bool:
    return view.state is not None and any(
        lane.phase is not LanePhase.FAULT for lane in view.state.lanes
    )
