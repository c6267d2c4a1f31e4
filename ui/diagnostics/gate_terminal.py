"""The devices of a gate, behind its agent's local API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from devices.diagnostics.bundle.file import Bundle
from devices.diagnostics.ports.choice import Chosen
from devices.diagnostics.ports.offers import PortOffers
from devices.diagnostics.trials.by_hand import PRINT_LIMIT_S, PULSE_LIMIT_S, Inputs
from devices.diagnostics.trials.lent_events import Reading
from devices.diagnostics.trials.look import Preview
from gate_agent.wire.schema import LanePhase, SelfTestResult
from sync.wire import Bilingual
from ui.agents.address import AgentAddress
from ui.agents.client import AgentClient
from ui.agents.exchange import Call
from ui.agents.link import AgentLink, LinkStatus, LinkView
from ui.agents.zone import zone_of
from ui.diagnostics.terminals import READING_LIMIT_S, TerminalLook

GATE_LIMIT_S: Final = 15.0
"""A gate agent stops a self-test by itself after this time (docs/gate-api.md)."""


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
            zone=zone_of(view.state),
        )

    def self_test(self, device: str, call: Call) -> SelfTestResult:
        return self._client.self_test(device, GATE_LIMIT_S, call)

    def preview(self, device: str, call: Call) -> Preview:
        return self._client.preview(device, call)

    def inputs(self, device: str, call: Call) -> Inputs:
        return self._client.inputs(device, call)

    def next_reading(self, device: str, call: Call) -> Reading:
        return self._client.reading(device, READING_LIMIT_S, call)

    def print_sample(self, device: str, call: Call) -> SelfTestResult:
        return self._client.sample(device, PRINT_LIMIT_S, call)

    def pulse(self, device: str, call: Call) -> SelfTestResult:
        return self._client.pulse(device, PULSE_LIMIT_S, call)

    def ports(self, device: str, call: Call) -> PortOffers:
        return self._client.ports(device, call)

    def use_port(self, device: str, port: str, call: Call) -> Chosen:
        return self._client.use_port(device, port, call)

    def call_off_port(self, device: str, call: Call) -> None:
        self._client.call_off_port(device, call)

    @property
    def code(self) -> str:
        """What the gate calls itself; its address while it has not been heard."""
        view = self._link.view
        return view.host if view.state is None else view.state.gate

    def bundle(self, call: Call, told: Callable[[int, int], None]) -> Bundle:
        return self._client.support_bundle(call, told)

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
