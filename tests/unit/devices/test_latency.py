"""Histograms of how long operations take."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devices.latency import BOUNDS_S, Latency, Operation, Stopwatch


def one(stopwatch: Stopwatch) -> Latency:
    (latency,) = stopwatch.read()
    return latency


def test_nothing_timed_is_no_histogram() -> None:
    assert Stopwatch().read() == ()


def test_a_bound_belongs_to_its_own_bucket() -> None:
    stopwatch = Stopwatch()
    stopwatch.note(Operation.CONNECT, BOUNDS_S[2])
    assert one(stopwatch).buckets[:4] == (0, 0, 1, 1)


def test_off_the_scale_is_counted_and_has_no_bound() -> None:
    stopwatch = Stopwatch()
    stopwatch.note(Operation.OUTAGE, 3600.0)
    latency = one(stopwatch)
    assert latency.count == 1
    assert latency.buckets[-2] == 0
    assert latency.at_most_s(0.5) is None


def test_operations_are_apart() -> None:
    stopwatch = Stopwatch()
    stopwatch.note(Operation.CONNECT, 0.1)
    stopwatch.note(Operation.CARD_READ, 0.004)
    assert {latency.operation: latency.count for latency in stopwatch.read()} == {
        Operation.CONNECT: 1,
        Operation.CARD_READ: 1,
    }


@given(st.lists(st.floats(min_value=0.0, max_value=50.0), min_size=1))
def test_bound_of_a_part_holds_for_that_part(times: list[float]) -> None:
    stopwatch = Stopwatch()
    for seconds in times:
        stopwatch.note(Operation.EXCHANGE, seconds)
    latency = one(stopwatch)
    for part in (0.5, 0.99, 1.0):
        bound = latency.at_most_s(part)
        assert bound is not None
        assert sum(seconds <= bound for seconds in times) >= part * len(times)
    assert latency.count == len(times)
    assert list(latency.buckets) == sorted(latency.buckets)
