"""A guard has so many calls at once; then they come free one by one, each guard's own."""

from __future__ import annotations

import pytest

from gate_agent.api.pace import Allowance, Pace


class Clock:
    """Time that the test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_calls_come_free_one_by_one() -> None:
    clock = Clock()
    pace = Pace(Allowance(at_once=3, every_s=2.0), clock)
    assert [pace.wait_s("Chen") for _ in range(3)] == [None, None, None]
    assert pace.wait_s("Chen") == pytest.approx(2.0)
    assert pace.wait_s("Wei") is None
    clock.now += 1.5
    assert pace.wait_s("Chen") == pytest.approx(0.5), "asking too early costs nothing"
    clock.now += 0.5
    assert pace.wait_s("Chen") is None
    assert pace.wait_s("Chen") == pytest.approx(2.0)
    clock.now += 3600
    assert [pace.wait_s("Chen") for _ in range(4)] == [None, None, None, pytest.approx(2.0)]
