"""The states of one device, by a clock that the test advances."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from devices.errors import Fault
from devices.lifecycle import (
    FIRST_RETRY_S,
    LOGIN_RETRY_S,
    LONGEST_RETRY_S,
    SETTLED_S,
    Connected,
    Happening,
    Impaired,
    Life,
    Lost,
    Stuck,
    newborn,
    retry_delay_s,
    transition,
)
from devices.ports import DeviceState

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
READY = transition(newborn(START), Connected("v1"), START)
GONE = Lost(Fault.DEVICE_NOT_FOUND)

HAPPENINGS = st.one_of(
    st.builds(Connected, st.sampled_from(["", "v1"])),
    st.builds(Impaired, st.sampled_from([None, Fault.CAMERA_COVERED])),
    st.builds(Lost, st.sampled_from(list(Fault))),
    st.builds(Stuck, st.booleans()),
)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_new_device_is_connecting() -> None:
    assert newborn(START) == Life(DeviceState.CONNECTING, START)


def test_connected_device_is_ready_with_its_firmware() -> None:
    assert (READY.state, READY.firmware, READY.next_try) == (DeviceState.READY, "v1", None)


def test_fault_degrades_and_its_end_restores() -> None:
    degraded = transition(READY, Impaired(Fault.PRINTER_MEDIA_EMPTY), after(1))
    assert (degraded.state, degraded.since) == (DeviceState.DEGRADED, after(1))
    other = transition(degraded, Impaired(Fault.PRINTER_JAM), after(2))
    assert (other.fault, other.since) == (Fault.PRINTER_JAM, after(1))
    healed = transition(other, Impaired(None), after(3))
    assert (healed.state, healed.since, healed.fault) == (DeviceState.READY, after(3), None)


def test_device_that_is_not_connected_can_not_be_degraded() -> None:
    down = transition(READY, GONE, after(1))
    assert transition(down, Impaired(Fault.PRINTER_JAM), after(2)) is down
    assert transition(newborn(START), Impaired(None), after(2)).state is DeviceState.CONNECTING


def test_lost_device_is_down_and_says_when_it_is_tried_again() -> None:
    down = transition(READY, GONE, after(1))
    assert (down.state, down.fault) == (DeviceState.DOWN, Fault.DEVICE_NOT_FOUND)
    assert down.next_try == after(1 + FIRST_RETRY_S)
    assert down.firmware == "v1"


def test_down_since_counts_from_the_first_failure() -> None:
    first = transition(READY, GONE, after(1))
    second = transition(first, Lost(Fault.DEVICE_SILENT), after(2))
    assert (second.since, second.fault, second.failures) == (after(1), Fault.DEVICE_SILENT, 2)


def test_a_refused_login_is_not_tried_again_and_again() -> None:
    lost = transition(READY, Lost(Fault.CAMERA_LOGIN_REFUSED), after(1))
    assert lost.next_try == after(1 + LOGIN_RETRY_S)
    assert transition(lost, GONE, after(2)).delay_s <= LONGEST_RETRY_S, "another fault, soon"


def test_delays_double_up_to_a_bound() -> None:
    delays = [retry_delay_s(failures) for failures in range(1, 10)]
    assert delays[0] == FIRST_RETRY_S <= 0.25
    assert delays[1] == 2 * FIRST_RETRY_S
    assert all(earlier <= later for earlier, later in pairwise(delays))
    assert delays[-1] == retry_delay_s(10**9) == LONGEST_RETRY_S < 1.0


def test_device_that_keeps_failing_right_after_connecting_is_not_retried_faster() -> None:
    life = READY
    for second in range(1, 8):
        life = transition(life, GONE, after(second))
        life = transition(life, Connected("v1"), after(second))
    assert transition(life, GONE, after(8)).delay_s == LONGEST_RETRY_S


def test_device_that_served_a_while_is_retried_at_once() -> None:
    life = Life(DeviceState.READY, START, failures=9)
    assert transition(life, GONE, after(SETTLED_S)).delay_s == FIRST_RETRY_S


def test_stuck_driver_is_retried_only_when_it_can_be_replaced() -> None:
    assert transition(READY, Stuck(replaceable=True), after(1)).next_try is not None
    given_up = transition(READY, Stuck(replaceable=False), after(1))
    assert (given_up.fault, given_up.next_try) == (Fault.DRIVER_STUCK, None)


@given(st.lists(HAPPENINGS, max_size=30))
def test_every_history_keeps_the_state_consistent(history: list[Happening]) -> None:
    life = newborn(START)
    for second, happening in enumerate(history):
        before, now = life, after(second)
        life = transition(before, happening, now)
        faulty = life.state in (DeviceState.DOWN, DeviceState.DEGRADED)
        assert faulty is (life.fault is not None)
        assert life.since == (before.since if life.state is before.state else now) or (
            isinstance(happening, Connected) and life.since == now
        )
        refused = life.fault is Fault.CAMERA_LOGIN_REFUSED
        assert 0.0 <= life.delay_s <= (LOGIN_RETRY_S if refused else LONGEST_RETRY_S)
        assert life.next_try is None or life.state is DeviceState.DOWN
