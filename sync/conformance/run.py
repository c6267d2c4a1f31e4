"""Running the checks, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from sync.wire import TerminalRole

from .checks import COMMON_CHECKS, Check
from .gate_checks import GATE_CHECKS
from .kiosk_checks import KIOSK_CHECKS
from .probe import Failed, Probe, Skipped


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one check; ``why`` is empty when it passed."""

    name: str
    outcome: Outcome
    why: str = ""


def checks_for(role: TerminalRole) -> tuple[Check, ...]:
    """The checks that a terminal of ``role`` can make, in order."""
    match role:
        case TerminalRole.GATE:
            return COMMON_CHECKS + GATE_CHECKS
        case TerminalRole.KIOSK:
            return COMMON_CHECKS + KIOSK_CHECKS
        case _:
            assert_never(role)


def perform(probe: Probe) -> Iterator[Result]:
    """Every check of the probe's role, one after the other, whatever the others found."""
    for check in checks_for(probe.role):
        try:
            check.run(probe)
        except Failed as failure:
            yield Result(check.name, Outcome.FAILED, str(failure))
        except Skipped as reason:
            yield Result(check.name, Outcome.SKIPPED, str(reason))
        else:
            yield Result(check.name, Outcome.PASSED)
