"""What every reader of resident identity cards does, each on its real peer.

Another driver joins by one bench (see :class:`IdCardBench`) in :data:`BENCHES`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

import pytest

from devices.errors import Fault
from devices.inventory import DeviceConfig
from devices.latency import Operation
from devices.ports import (
    DeviceKind,
    DeviceState,
    IdCardRead,
    IdCardUnreadable,
    SelfTestOutcome,
)
from devices.self_test import fault_sentence
from tests.helpers.residents import Person, SdtBench, made_up_person
from tests.helpers.rigs import Bench, running
from tests.helpers.waiting import wait_until

WINDOW_S = 60.0
BACK_IN_SERVICE_S = 1.0
STOP_LIMIT_S = 1.0


class IdCardBench(Protocol):
    """A real peer of such a driver, as these tests need it."""

    @property
    def protocol(self) -> str: ...

    def config(self) -> DeviceConfig: ...

    def lay(self, person: Person, kind: str = " ") -> None: ...

    def lay_broken(self) -> None: ...

    def lift(self) -> None: ...

    def set_module_fit(self, fit: bool) -> None: ...

    def disconnect(self) -> None: ...

    def reconnect(self) -> None: ...

    def reset(self) -> None: ...


BENCHES: list[Callable[[], AbstractContextManager[IdCardBench]]] = [SdtBench]


def protocol_of(bench: type[IdCardBench]) -> str:
    return str(bench.protocol)


@pytest.fixture(scope="module", params=BENCHES, ids=protocol_of)
def lasting_bench(request: pytest.FixtureRequest) -> Iterator[IdCardBench]:
    with request.param() as started:
        yield started


@pytest.fixture
def bench(lasting_bench: IdCardBench) -> IdCardBench:
    lasting_bench.reset()
    return lasting_bench


@pytest.fixture
def devices(bench: IdCardBench) -> Iterator[Bench]:
    with running({"idcard": bench.config()}) as started:
        yield started


def looks(devices: Bench) -> int:
    """How often the reader was asked for anything so far."""
    timed = {one.operation: one.count for one in devices.health("idcard").latencies}
    return timed.get(Operation.EXCHANGE, 0)


def test_every_field_arrives(bench: IdCardBench, devices: Bench) -> None:
    person = made_up_person()
    devices.rig.id_card_reader("idcard").read_next(WINDOW_S)
    bench.lay(person)
    read = devices.next(IdCardRead)
    identity = read.identity
    assert read.device == "idcard"
    assert read.at <= time.monotonic()
    assert identity.name == person["name"]
    assert identity.sex.value == {"1": "male", "2": "female"}[person["sex"]]
    assert identity.ethnicity == person["ethnicity"]
    assert f"{identity.born:%Y%m%d}" == person["born"]
    assert identity.address == person["address"]
    assert identity.number == person["number"]
    assert identity.issuer == person["issuer"]
    assert identity.valid_from == date(2020, 2, 29)
    until = None if person["valid_until"] == "长期" else date(2040, 2, 29)
    assert identity.valid_until == until


def test_nothing_of_it_is_in_any_representation(
    bench: IdCardBench, devices: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    person = made_up_person()
    devices.rig.id_card_reader("idcard").read_next(WINDOW_S)
    bench.lay(person)
    read = devices.next(IdCardRead)
    shown = repr(read) + str(read.identity) + repr(devices.rig.health())
    shown += "".join(capfd.readouterr())
    for name in ("name", "born", "address", "number", "issuer"):
        assert person[name] not in shown
    assert str(read.identity.born) not in shown


def test_card_that_nobody_asked_for_is_left_unread(bench: IdCardBench, devices: Bench) -> None:
    bench.lay(made_up_person())
    before = looks(devices)
    wait_until(lambda: looks(devices) > before + 5, "the reader is looked after")
    assert devices.nothing_but_health()
    assert "cards_read" not in devices.health("idcard").counters


def test_one_request_is_one_card(bench: IdCardBench, devices: Bench) -> None:
    reader = devices.rig.id_card_reader("idcard")
    reader.read_next(WINDOW_S)
    bench.lay(made_up_person())
    devices.next(IdCardRead)
    bench.lift()
    bench.lay(made_up_person())
    before = looks(devices)
    wait_until(lambda: looks(devices) > before + 5, "the reader is looked after")
    assert devices.nothing_but_health()
    other = made_up_person()
    bench.lay(other)
    reader.read_next(WINDOW_S)
    assert devices.next(IdCardRead).identity.number == other["number"]


def test_dismissed_request_reads_nothing(bench: IdCardBench, devices: Bench) -> None:
    reader = devices.rig.id_card_reader("idcard")
    reader.read_next(WINDOW_S)
    reader.dismiss()
    test_card_that_nobody_asked_for_is_left_unread(bench, devices)


def test_request_ends_by_itself(bench: IdCardBench, devices: Bench) -> None:
    devices.rig.id_card_reader("idcard").read_next(1.0)
    asked = time.monotonic()
    wait_until(lambda: time.monotonic() > asked + 1.0, "the window is over")
    test_card_that_nobody_asked_for_is_left_unread(bench, devices)


@pytest.mark.parametrize("seconds", [0.0, 0.9, 301.0, float("nan")])
def test_impossible_window_is_refused(bench: IdCardBench, devices: Bench, seconds: float) -> None:
    with pytest.raises(ValueError, match="waited for"):
        devices.rig.id_card_reader("idcard").read_next(seconds)


def test_broken_card_is_said_so_and_the_next_one_is_read(
    bench: IdCardBench, devices: Bench
) -> None:
    devices.rig.id_card_reader("idcard").read_next(WINDOW_S)
    bench.lay_broken()
    assert devices.next(IdCardUnreadable).fault is Fault.ID_CARD_UNREADABLE
    person = made_up_person()
    bench.lay(person)
    assert devices.next(IdCardRead).identity.number == person["number"]


@pytest.mark.parametrize("kind", ["I", "J", "Y"])
def test_other_document_is_named_as_such(bench: IdCardBench, devices: Bench, kind: str) -> None:
    devices.rig.id_card_reader("idcard").read_next(WINDOW_S)
    bench.lay(made_up_person(), kind)
    assert devices.next(IdCardUnreadable).fault is Fault.ID_CARD_UNSUPPORTED


def test_contradictory_card_is_unreadable(bench: IdCardBench, devices: Bench) -> None:
    person = made_up_person()
    last = "0" if person["number"][-1] != "0" else "1"
    devices.rig.id_card_reader("idcard").read_next(WINDOW_S)
    bench.lay({**person, "number": person["number"][:-1] + last})
    assert devices.next(IdCardUnreadable).fault is Fault.ID_CARD_UNREADABLE


def test_request_outlasts_a_lost_connection(bench: IdCardBench, devices: Bench) -> None:
    devices.rig.id_card_reader("idcard").read_next(WINDOW_S)
    bench.disconnect()
    down = devices.next_health_in(DeviceState.DOWN)
    assert (down.kind, down.driver) == (DeviceKind.ID_CARD_READER, bench.protocol)
    assert down.fault is Fault.DEVICE_NOT_FOUND
    bench.reconnect()
    devices.until_state("idcard", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)
    person = made_up_person()
    bench.lay(person)
    assert devices.next(IdCardRead).identity.number == person["number"]


def test_unfit_module_takes_the_reader_out(bench: IdCardBench) -> None:
    bench.set_module_fit(False)
    with running({"idcard": bench.config()}, ready=False) as devices:
        devices.until_state("idcard", DeviceState.DOWN, Fault.ID_MODULE_FAILED)
        bench.set_module_fit(True)
        devices.until_state("idcard", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)


def test_self_test_reads_a_card_that_no_listener_gets(bench: IdCardBench, devices: Bench) -> None:
    person = made_up_person()
    bench.lay(person)
    result = devices.rig.self_test("idcard")
    assert result.outcome is SelfTestOutcome.PASSED
    assert "all fields" in result.detail.en
    assert person["name"] not in result.detail.zh
    assert devices.nothing_but_health()


def test_self_test_names_why_a_card_can_not_be_read(bench: IdCardBench, devices: Bench) -> None:
    bench.lay_broken()
    result = devices.rig.self_test("idcard")
    assert result.outcome is SelfTestOutcome.FAILED
    assert result.detail == fault_sentence(Fault.ID_CARD_UNREADABLE)
    assert devices.nothing_but_health()


def test_self_test_without_a_card_ends_at_its_limit(bench: IdCardBench, devices: Bench) -> None:
    assert devices.rig.self_test("idcard", 0.3).outcome is SelfTestOutcome.TIMED_OUT


def test_self_test_of_a_lost_reader_fails(bench: IdCardBench, devices: Bench) -> None:
    bench.disconnect()
    devices.next_health_in(DeviceState.DOWN)
    result = devices.rig.self_test("idcard")
    assert result.outcome is SelfTestOutcome.FAILED
    assert result.detail.en.startswith("DV-01")


def test_requests_from_many_threads_do_no_harm(bench: IdCardBench, devices: Bench) -> None:
    reader = devices.rig.id_card_reader("idcard")
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(reader.read_next, WINDOW_S) for _ in range(20)]:
            done.result()
    person = made_up_person()
    bench.lay(person)
    assert devices.next(IdCardRead).identity.number == person["number"]


def test_stops_at_once(bench: IdCardBench) -> None:
    with running({"idcard": bench.config()}):
        started = time.monotonic()
    assert time.monotonic() - started < STOP_LIMIT_S
