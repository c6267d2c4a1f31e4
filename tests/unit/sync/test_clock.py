"""A clock that jumps changes no decision: time is the hall's last word plus monotonic time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from sync.clock import HallClock
from sync.mirror import Progress
from tests.helpers.hand_clock import HandClock

NOW = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
JUMPS = [timedelta(hours=6), timedelta(hours=-6)]


class Terminal:
    """A terminal whose own clock can be moved."""

    def __init__(self) -> None:
        self.wall = NOW
        self.passed = HandClock()
        self.clock = HallClock(lambda: self.wall, self.passed)

    def wait(self, seconds: float) -> None:
        self.passed.now += seconds
        self.wall += timedelta(seconds=seconds)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_moves_neither_time_nor_the_age_of_the_records(jump: timedelta) -> None:
    terminal = Terminal()
    terminal.clock.heard(NOW)
    progress = Progress(uuid4(), 5, complete=True, confirmed_at=NOW)
    terminal.wait(90)
    terminal.wall += jump
    assert terminal.clock.now() == NOW + timedelta(seconds=90)
    assert progress.age_s(terminal.clock.now()) == pytest.approx(90)
    assert terminal.clock.offset_s() == pytest.approx(jump.total_seconds()), "it is said"


@pytest.mark.parametrize("jump", JUMPS)
def test_without_a_word_from_the_hall_a_jump_never_makes_records_younger(jump: timedelta) -> None:
    terminal = Terminal()
    progress = Progress(uuid4(), 5, complete=True, confirmed_at=NOW)
    terminal.wait(90)
    terminal.wall += jump
    age = progress.age_s(terminal.clock.now())
    assert age is None or age >= 90
