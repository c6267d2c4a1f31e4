"""What every card reader driver does, each on its real peer.

Another driver joins by one bench (see :class:`CardReaderBench`) in :data:`BENCHES`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

import pytest

from devices.errors import Fault
from devices.inventory import DeviceConfig
from devices.ports import (
    CardPresented,
    CardRemoved,
    CardUnreadable,
    DeviceKind,
    DeviceState,
    SelfTestOutcome,
)
from devices.self_test import fault_sentence
from tests.helpers.osdp import OsdpBench
from tests.helpers.pcsc import PcscBench
from tests.helpers.rigs import back_in_service_s, running
from tests.helpers.serial_readers import LineBench, StxEtxBench, WiegandBench
from tests.helpers.waiting import wait_until

STOP_LIMIT_S = 1.0


class CardReaderBench(Protocol):
    """A real peer of a card reader driver, as these tests need it."""

    @property
    def protocol(self) -> str: ...

    def config(self) -> DeviceConfig: ...

    def number(self, which: int = 0) -> bytes:
        """A random number such as its cards have; another length for another ``which``, if any."""
        ...

    def odd_number(self) -> bytes:
        """A number of a length that no card has."""
        ...

    def card(self, number: bytes) -> AbstractContextManager[object]:
        """A card that is in the field inside ``with``."""
        ...

    def unreadable_card(self) -> AbstractContextManager[object]: ...

    def disconnect(self) -> None: ...

    def reconnect(self) -> None: ...


BENCHES: dict[str, Callable[[], AbstractContextManager[CardReaderBench]]] = {
    "pcsc": PcscBench,
    "stx-etx": StxEtxBench,
    "line": LineBench,
    "wiegand": WiegandBench,
    "osdp": OsdpBench,
}


@pytest.fixture(scope="module", params=BENCHES)
def bench(request: pytest.FixtureRequest) -> Iterator[CardReaderBench]:
    with BENCHES[request.param]() as started:
        yield started


def test_card_is_presented_with_its_number_and_removed(bench: CardReaderBench) -> None:
    number = bench.number()
    with running({"card": bench.config()}) as devices:
        with bench.card(number):
            presented = devices.next(CardPresented)
        removed = devices.next(CardRemoved)
    assert presented.device == removed.device == "card"
    assert presented.uid == number
    assert presented.at <= removed.at <= time.monotonic()


def test_number_is_in_no_representation(bench: CardReaderBench) -> None:
    number = bench.number()
    with running({"card": bench.config()}) as devices, bench.card(number):
        presented = devices.next(CardPresented)
        shown = repr(presented) + repr(devices.rig.health())
    assert number.hex() not in shown.lower()
    assert repr(number) not in shown


def test_card_that_lies_there_at_the_start_is_presented(bench: CardReaderBench) -> None:
    number = bench.number()
    with bench.card(number), running({"card": bench.config()}) as devices:
        assert devices.next(CardPresented).uid == number


def test_two_cards_one_after_the_other(bench: CardReaderBench) -> None:
    numbers = [bench.number(0), bench.number(1)]
    with running({"card": bench.config()}) as devices:
        for number in numbers:
            with bench.card(number):
                assert devices.next(CardPresented).uid == number
            devices.next(CardRemoved)


def test_unreadable_card_is_said_so_and_removed(bench: CardReaderBench) -> None:
    with running({"card": bench.config()}) as devices:
        with bench.unreadable_card():
            devices.next(CardUnreadable)
        devices.next(CardRemoved)
        assert devices.health("card").counters["cards_unreadable"] == 1


def test_number_of_impossible_length_is_unreadable(bench: CardReaderBench) -> None:
    with running({"card": bench.config()}) as devices, bench.card(bench.odd_number()):
        devices.next(CardUnreadable)


def test_lost_connection_removes_the_card_and_comes_back(bench: CardReaderBench) -> None:
    number = bench.number()
    with running({"card": bench.config()}) as devices:
        with bench.card(number):
            devices.next(CardPresented)
            bench.disconnect()
            devices.next(CardRemoved)
        health = devices.next_health_in(DeviceState.DOWN)
        bench.reconnect()
        devices.until_state("card", DeviceState.READY, limit_s=back_in_service_s(bench.protocol))
        with bench.card(number):
            assert devices.next(CardPresented).uid == number
    assert health.kind is DeviceKind.CARD_READER
    assert health.driver == bench.protocol


def test_starts_without_its_device_and_finds_it_later(bench: CardReaderBench) -> None:
    bench.disconnect()
    with running({"card": bench.config()}, ready=False) as devices:
        down = devices.next_health_in(DeviceState.DOWN)
        bench.reconnect()
        devices.until_state("card", DeviceState.READY, limit_s=back_in_service_s(bench.protocol))
    assert down.fault is not None
    assert down.next_try is not None


def test_self_test_reads_a_card_that_no_listener_gets(bench: CardReaderBench) -> None:
    number = bench.number()
    with running({"card": bench.config()}) as devices:
        test = SelfTest(lambda: devices.rig.self_test("card", limit_s=8.0).detail.en)
        devices.until_a_test_waits("card")
        with bench.card(number):
            detail = test.answer()
        assert devices.nothing_but_health()
    assert "Read a card" in detail
    assert number.hex() not in detail.replace(" ", "").lower()


def test_self_test_names_why_a_card_can_not_be_read(bench: CardReaderBench) -> None:
    with running({"card": bench.config()}) as devices:
        test = SelfTest(lambda: devices.rig.self_test("card", limit_s=8.0).detail.en)
        devices.until_a_test_waits("card")
        with bench.unreadable_card():
            detail = test.answer()
        assert devices.nothing_but_health()
    assert detail == fault_sentence(Fault.CARD_UNREADABLE).en


def test_self_test_without_a_card_ends_at_its_limit(bench: CardReaderBench) -> None:
    with running({"card": bench.config()}) as devices:
        result = devices.rig.self_test("card", limit_s=0.3)
        assert result.outcome is SelfTestOutcome.TIMED_OUT
        assert 300 <= result.took_ms < 800
        number = bench.number()
        with bench.card(number):  # the next card is a listener's again
            assert devices.next(CardPresented).uid == number


def test_self_test_of_a_lost_reader_fails_with_its_remedy(bench: CardReaderBench) -> None:
    with running({"card": bench.config()}) as devices:
        bench.disconnect()
        devices.next_health_in(DeviceState.DOWN)
        # What was under way when it went may end as a wrong answer; the next try knows better.
        wait_until(
            lambda: (devices.health("card").fault or Fault.DEVICE_PROTOCOL).value.code[:3] == "CR-",
            "the loss is named",
        )
        result = devices.rig.self_test("card", limit_s=5.0)
        bench.reconnect()
    assert result.outcome is SelfTestOutcome.FAILED
    assert result.detail.en.startswith("CR-")


def test_stops_at_once(bench: CardReaderBench) -> None:
    with running({"card": bench.config()}):
        started = time.monotonic()
    assert time.monotonic() - started < STOP_LIMIT_S


class SelfTest:
    """A self-test on its own thread, as a screen runs it."""

    def __init__(self, run: Callable[[], str]) -> None:
        self._answers: list[str] = []
        self._thread = threading.Thread(target=lambda: self._answers.append(run()))
        self._thread.start()

    def answer(self) -> str:
        self._thread.join()
        return self._answers[0]
