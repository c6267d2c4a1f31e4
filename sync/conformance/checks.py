"""What every terminal may expect of a server: identity, refusals, bounds."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.wire import CONTRACT_VERSION, Hello, TerminalRole

from .probe import Failed, Probe

_MALFORMED: Final = b'{"events":[{"event_id":'


@dataclass(frozen=True, slots=True)
class Check:
    """One named demand of the contract; ``run`` raises Failed or Skipped."""

    name: str
    run: Callable[[Probe], None]


def _hello(probe: Probe) -> None:
    hello = probe.call("GET", "hello").message(Hello)
    if hello.contract != CONTRACT_VERSION:
        raise Failed(f"contract {hello.contract} instead of {CONTRACT_VERSION}")


def _token_missing(probe: Probe) -> None:
    probe.call("GET", "hello", token="").refusal(401, "token_unknown")


def _token_unknown(probe: Probe) -> None:
    probe.call("GET", "hello", token=secrets.token_urlsafe(32)).refusal(401, "token_unknown")


def _wrong_role(probe: Probe) -> None:
    foreign = "services" if probe.role is TerminalRole.GATE else "feed"
    probe.call("GET", foreign).refusal(403, "wrong_role")


def _unknown_path(probe: Probe) -> None:
    probe.call("GET", "no-such-call").refusal(404, "not_found")


def _body_malformed(probe: Probe) -> None:
    probe.call("POST", _posting(probe), body=_MALFORMED).refusal(400, "malformed")


def _body_invalid(probe: Probe) -> None:
    problem = probe.call("POST", _posting(probe), body=b'{"surprise": 1}').refusal(422, "invalid")
    if not problem.where:
        raise Failed("the problem does not say where")


def _body_too_large(probe: Probe) -> None:
    probe.announce_oversize(_posting(probe)).refusal(413, "too_large")


def _posting(probe: Probe) -> str:
    return "events" if probe.role is TerminalRole.GATE else "sessions"


COMMON_CHECKS: Final = (
    Check("hello", _hello),
    Check("token-missing", _token_missing),
    Check("token-unknown", _token_unknown),
    Check("wrong-role", _wrong_role),
    Check("unknown-path", _unknown_path),
    Check("body-malformed", _body_malformed),
    Check("body-invalid", _body_invalid),
    Check("body-too-large", _body_too_large),
)
