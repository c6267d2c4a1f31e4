"""How long a verdict stays on a lane that waits again."""

from __future__ import annotations

import pytest

from gate_agent.wire.schema import VerdictView
from tests.helpers.gate_states import attention, denied, granted
from ui.gate_console.lingering import LINGER_S, UNUSED_S, Lingering

UNUSED = granted(1, unused=True)
SHOWN = [
    (granted(1, passed=True), 2.0),
    (denied(), 2.0),
    (attention(), 15.0),
    (UNUSED, 10.0),
]


@pytest.mark.parametrize(("verdict", "seconds"), SHOWN)
def test_a_verdict_stays_its_time(verdict: VerdictView, seconds: float) -> None:
    lane = Lingering()
    lane.see(verdict, 100.0, news=True)
    assert lane.lasts(verdict, 100.0 + seconds - 0.1)
    assert not lane.lasts(verdict, 100.0 + seconds)


def test_that_nobody_went_stays_from_when_it_was_known() -> None:
    lane = Lingering()
    lane.see(granted(1), 100.0, news=True)
    closed = 100.0 + LINGER_S[UNUSED.outcome] + 30.0
    assert not lane.lasts(granted(1), closed)
    lane.see(UNUSED, closed, news=True)
    lane.see(UNUSED, closed + 5.0, news=True)
    assert lane.lasts(UNUSED, closed + UNUSED_S - 0.1)
    assert not lane.lasts(UNUSED, closed + UNUSED_S)


def test_the_next_one_takes_its_place() -> None:
    lane = Lingering()
    lane.see(UNUSED, 100.0, news=True)
    lane.see(denied(2), 101.0, news=True)
    assert not lane.lasts(denied(2), 103.5)


@pytest.mark.parametrize("verdict", [verdict for verdict, _ in SHOWN])
def test_what_stood_when_the_screen_came_is_old(verdict: VerdictView) -> None:
    lane = Lingering()
    assert not lane.lasts(verdict, 100.0)
    lane.see(verdict, 100.0, news=False)
    lane.see(verdict, 101.0, news=True)
    assert not lane.lasts(verdict, 101.0)
