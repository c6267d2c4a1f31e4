"""A terminal of the screen, be it this machine or a gate, as a readiness run needs it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event
from typing import Final

from devices.diagnostics.trials.exercised import Standing
from devices.ports import DeviceKind, DeviceState, SelfTestOutcome, SelfTestResult
from gate_agent.wire.schema import DeviceView
from gate_agent.wire.schema import SelfTestResult as SelfTestView
from ui.agents.errors import AgentError, AgentSilent, CallCancelled
from ui.agents.exchange import Call
from ui.agents.link import LinkStatus
from ui.diagnostics.runs import OUT_OF_REACH
from ui.diagnostics.terminals import Terminal
from wording import Text

_FAULT: Final = Text("{code} {zh}。{zh_remedy}", "{code} {en}. {en_remedy}")


class ExercisedTerminal:
    """An :class:`~devices.diagnostics.trials.exercised.Exercised`."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal: Final = terminal
        self._views: Final = {device.name: device for device in self._look()}
        self._calls: Final[dict[str, Call]] = {}

    def names(self) -> tuple[str, ...]:
        return tuple(self._views)

    def standing(self, name: str) -> Standing:
        """A device that is told of no longer, or out of contact, counts as down."""
        now = {device.name: device for device in self._look()}.get(name)
        view = self._views[name] if now is None else now
        return Standing(
            device=name,
            kind=DeviceKind(view.kind) if view.kind in set(DeviceKind) else None,
            driver=view.driver,
            port=view.port,
            firmware=view.firmware,
            state=DeviceState.DOWN if now is None else DeviceState(now.state.value),
            fault=OUT_OF_REACH if now is None else _fault(now),
        )

    def self_test(self, name: str, limit_s: float, called_off: Event) -> SelfTestResult:
        """The terminal's own limit counts."""
        return self._done(name, lambda call: self._terminal.self_test(name, call), called_off)

    def print_sample(self, name: str, limit_s: float, called_off: Event) -> SelfTestResult:
        """The terminal's own limit counts."""
        return self._done(name, lambda call: self._terminal.print_sample(name, call), called_off)

    def cancel(self, name: str) -> None:
        call = self._calls.get(name)
        if call is not None:
            call.cancel()

    def _look(self) -> tuple[DeviceView, ...]:
        look = self._terminal.look(time.monotonic())
        return look.devices if look.status is LinkStatus.LIVE else ()

    def _done(
        self, name: str, work: Callable[[Call], SelfTestView], called_off: Event
    ) -> SelfTestResult:
        call = self._calls[name] = Call()
        started_at, started = datetime.now(UTC), time.monotonic()
        try:
            if called_off.is_set():
                raise CallCancelled
            seen = work(call)
        except AgentError as error:
            took_ms = (time.monotonic() - started) * 1000
            return SelfTestResult(name, _outcome(error), error.text, started_at, took_ms)
        detail = Text(seen.detail.zh, seen.detail.en)
        outcome = SelfTestOutcome(seen.outcome.value)
        return SelfTestResult(name, outcome, detail, seen.started_at, seen.took_ms)


def _outcome(error: AgentError) -> SelfTestOutcome:
    match error:
        case CallCancelled():
            return SelfTestOutcome.SKIPPED
        case AgentSilent():
            return SelfTestOutcome.TIMED_OUT
        case _:
            return SelfTestOutcome.FAILED


def _fault(view: DeviceView) -> Text | None:
    fault = view.fault
    if fault is None:
        return None
    return _FAULT.format(
        code=fault.code,
        zh=fault.public.zh,
        zh_remedy=fault.remedy.zh,
        en=fault.public.en,
        en_remedy=fault.remedy.en,
    )
