"""What is particular to card readers below the PC/SC daemon."""

from __future__ import annotations

import gc
import secrets
import threading
from collections.abc import Iterator
from queue import SimpleQueue

import psutil
import pytest
from smartcard import scard

from devices.card.pcsc import STALL_AFTER_S, UNREADABLE_RUN, Pcsc
from devices.card.pcsc_config import PcscConfig
from devices.errors import Fault, ProtocolError
from devices.ports import (
    CardPresented,
    CardProtocol,
    CardRemoved,
    CardUnreadable,
    DeviceEvent,
    DeviceState,
    HealthChanged,
)
from devices.sim.vcard import CONTACTLESS_ATR, CardContent
from devices.supervisor import Supervisor
from tests.helpers.hand_clock import HandClock
from tests.helpers.links import RecordingLink
from tests.helpers.pcsc import PcscBench, random_number
from tests.helpers.rigs import running
from tests.helpers.waiting import wait_until

CONTACT_ATR = bytes.fromhex("3B951140FF6D00029000")
"""A contact card that speaks T=0: TD1 is absent after TA1 (ISO/IEC 7816-3, section 8.2)."""
CYCLES = 6
BACK_IN_SERVICE_S = 1.0


@pytest.fixture(scope="module")
def bench() -> Iterator[PcscBench]:
    with PcscBench() as started:
        yield started


def test_identity_is_the_full_reader_name(bench: PcscBench) -> None:
    with running({"card": bench.config(1)}) as devices:
        health = devices.health("card")
    assert health.firmware == health.port == "Virtual PCD 1 00 00"


def test_each_reader_tells_its_own_cards(bench: PcscBench) -> None:
    number = random_number()
    with running({"in": bench.config(0), "out": bench.config(1)}) as devices:
        with bench.card(number, reader=1):
            presented = devices.next(CardPresented)
        assert devices.next(CardRemoved).device == "out"
    assert (presented.device, presented.uid) == ("out", number)


def test_contactless_and_contact_cards_are_told_apart(bench: PcscBench) -> None:
    with running({"card": bench.config()}) as devices:
        with bench.card_with(CardContent(random_number(), atr=CONTACTLESS_ATR)):
            contactless = devices.next(CardPresented)
        with bench.card_with(CardContent(random_number(), atr=CONTACT_ATR)):
            contact = devices.next(CardPresented)
    assert (contactless.protocol, contactless.atr) == (CardProtocol.CONTACTLESS, CONTACTLESS_ATR)
    assert (contact.protocol, contact.atr) == (CardProtocol.T0, CONTACT_ATR)


def test_number_is_read_from_the_cards_own_file(bench: PcscBench) -> None:
    in_file = secrets.token_bytes(8)
    content = CardContent(random_number(), file=in_file + b"more than the number")
    with running({"card": bench.config(number_file=True)}) as devices, bench.card_with(content):
        assert devices.next(CardPresented).uid == in_file


def test_shorter_file_is_asked_again_with_its_length(bench: PcscBench) -> None:
    in_file = secrets.token_bytes(5)
    content = CardContent(random_number(), file=in_file)
    with running({"card": bench.config(number_file=True)}) as devices, bench.card_with(content):
        assert devices.next(CardPresented).uid == in_file


@pytest.mark.parametrize("atr", [CONTACTLESS_ATR, CONTACT_ATR], ids=["contactless", "contact"])
def test_answer_that_comes_in_pieces_is_put_together(bench: PcscBench, atr: bytes) -> None:
    in_file = secrets.token_bytes(8)
    content = CardContent(random_number(), file=in_file, atr=atr, in_pieces=True)
    with running({"card": bench.config(number_file=True)}) as devices, bench.card_with(content):
        assert devices.next(CardPresented).uid == in_file
        assert "cards_unreadable" not in devices.health("card").counters


def test_card_without_the_application_is_unreadable(bench: PcscBench) -> None:
    with running({"card": bench.config(number_file=True)}) as devices, bench.card(random_number()):
        devices.next(CardUnreadable)


def test_many_unreadable_cards_degrade_and_one_good_card_heals(bench: PcscBench) -> None:
    with running({"card": bench.config()}) as devices:
        for _ in range(UNREADABLE_RUN):
            with bench.unreadable_card():
                devices.next(CardUnreadable)
        assert devices.health("card").state is DeviceState.DEGRADED
        assert devices.health("card").fault is Fault.CARD_UNREADABLE
        with bench.card(random_number()):
            devices.until_state("card", DeviceState.READY)


def test_killed_daemon_is_named(bench: PcscBench) -> None:
    with running({"card": bench.config()}) as devices:
        bench.disconnect()
        devices.until_state("card", DeviceState.DOWN, Fault.CARD_SERVICE_DOWN)
        bench.reconnect()
        devices.until_state("card", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)


def test_lost_reader_is_named_and_its_neighbour_works_on(bench: PcscBench) -> None:
    with running({"in": bench.config(0), "out": bench.config(1)}) as devices:
        bench.run_with_readers(0)
        devices.until_state("out", DeviceState.DOWN, Fault.CARD_READER_GONE)
        with bench.card(random_number(), reader=0):
            assert devices.next(CardPresented).device == "in"
        bench.run_with_readers(0, 1)
        devices.until_state("out", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)


def test_hung_daemon_costs_one_driver_and_no_more(bench: PcscBench) -> None:
    clock = HandClock()
    events: SimpleQueue[DeviceEvent] = SimpleQueue()
    supervisor = Supervisor(lambda: Pcsc("card", bench.config()), events, clock=clock)

    def reads() -> bool:
        supervisor.watch()
        return supervisor.health().state is DeviceState.READY

    supervisor.start()
    wait_until(reads, "the reader serves")
    with bench.hung():
        clock.now += STALL_AFTER_S + 1.0
        supervisor.watch()
        health = supervisor.health()
        assert (health.state, health.fault) == (DeviceState.DOWN, Fault.DRIVER_STUCK)
    wait_until(reads, "a fresh driver serves once the daemon goes on")
    assert supervisor.health().counters["driver_replaced"] == 1
    supervisor.ask_to_stop()
    assert supervisor.join()


def test_absent_reader_is_named(bench: PcscBench) -> None:
    config = PcscConfig(driver="pcsc", reader="ACS ACR122U")
    with running({"card": config}, ready=False) as devices:
        assert devices.next(HealthChanged).health.fault is Fault.CARD_READER_GONE


def test_beginning_of_a_name_ends_at_a_space(bench: PcscBench) -> None:
    config = PcscConfig(driver="pcsc", reader="Virtual PC")
    with running({"card": config}, ready=False) as devices:
        assert devices.next(HealthChanged).health.fault is Fault.CARD_READER_GONE


def test_daemon_restarts_leak_no_thread_and_no_file(bench: PcscBench) -> None:
    process = psutil.Process()
    with running({"card": bench.config()}) as devices:

        def restart() -> None:
            bench.disconnect()
            devices.until_state("card", DeviceState.DOWN, Fault.CARD_SERVICE_DOWN)
            bench.reconnect()
            devices.until_state("card", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)

        restart()
        gc.collect()
        threads, files = threading.active_count(), process.num_fds()
        for _ in range(CYCLES):
            restart()
        gc.collect()
        assert (threading.active_count(), process.num_fds()) == (threads, files)
        assert devices.health("card").counters["losses"] == CYCLES + 1


def test_conversation_with_a_daemon_that_fails_is_ended(
    bench: PcscBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[object] = []
    release = scard.SCardReleaseContext

    def released(handle: object) -> object:
        ended.append(handle)
        return release(handle)

    def failed(handle: object, groups: list[str]) -> tuple[int, list[str]]:
        return scard.SCARD_F_INTERNAL_ERROR, []

    monkeypatch.setattr(scard, "SCardReleaseContext", released)
    monkeypatch.setattr(scard, "SCardListReaders", failed)
    with pytest.raises(ProtocolError):
        Pcsc("card", bench.config()).connect(RecordingLink())
    assert len(ended) == 1, "the daemon serves a bounded number of conversations"
