"""What is particular to the SDT protocol: what a bad line does to it."""

from __future__ import annotations

import os
import pty
import tty
from collections.abc import Iterator

import pytest

from devices.errors import Fault
from devices.idcard.sdt_codec import PREAMBLE
from devices.ports import DeviceState, IdCardRead
from tests.helpers.residents import SdtBench, made_up_person
from tests.helpers.rigs import running
from tests.helpers.waiting import wait_until

BACK_IN_SERVICE_S = 1.0


@pytest.fixture(scope="module")
def lasting_bench() -> Iterator[SdtBench]:
    with SdtBench() as started:
        yield started


@pytest.fixture
def bench(lasting_bench: SdtBench) -> SdtBench:
    lasting_bench.reset()
    return lasting_bench


def test_module_number_is_shown_as_firmware(bench: SdtBench) -> None:
    with running({"idcard": bench.config()}) as devices:
        assert devices.health("idcard").firmware == "05.03-20200101-0000000001-0000000002"


@pytest.mark.parametrize("state", ["chatty", "twice"])
def test_card_is_read_through_noise_and_repetition(bench: SdtBench, state: str) -> None:
    with running({"idcard": bench.config()}) as devices:
        bench.set_line(state)
        person = made_up_person()
        bench.lay(person)
        devices.rig.id_card_reader("idcard").read_next(60.0)
        assert devices.next(IdCardRead).identity.number == person["number"]
        counters = devices.health("idcard").counters
        assert counters["noise_bytes" if state == "chatty" else "answers_unasked"] > 0
        assert devices.health("idcard").state is DeviceState.READY


@pytest.mark.parametrize(
    ("state", "fault", "counter"),
    [
        ("silent", Fault.DEVICE_SILENT, "answers_missed"),
        ("noisy", Fault.DEVICE_PROTOCOL, "noise_bytes"),
        ("cut", Fault.DEVICE_PROTOCOL, "frames_cut_short"),
        ("damaged", Fault.DEVICE_PROTOCOL, "wrong_checks"),
    ],
)
def test_bad_line_is_counted_by_name_and_survived(
    bench: SdtBench, state: str, fault: Fault, counter: str
) -> None:
    with running({"idcard": bench.config()}) as devices:
        bench.set_line(state)
        devices.until_state("idcard", DeviceState.DOWN, fault)
        assert devices.health("idcard").counters[counter] > 0
        bench.set_line("good")
        devices.until_state("idcard", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)
        person = made_up_person()
        bench.lay(person)
        devices.rig.id_card_reader("idcard").read_next(60.0)
        assert devices.next(IdCardRead).identity.number == person["number"]


def test_single_lost_answer_is_no_loss(bench: SdtBench) -> None:
    with running({"idcard": bench.config()}) as devices:
        bench.set_line("damaged")
        wait_until(
            lambda: devices.health("idcard").counters.get("wrong_checks", 0) > 0, "one bad answer"
        )
        bench.set_line("good")
        bench.lay(made_up_person())
        devices.rig.id_card_reader("idcard").read_next(60.0)
        devices.next(IdCardRead)
        assert "losses" not in devices.health("idcard").counters


@pytest.mark.parametrize(
    "garbage", [PREAMBLE * 800, PREAMBLE + b"\x05\x08" + b"\0" * 3000], ids=len
)
def test_host_survives_whatever_a_stranger_sends(bench: SdtBench, garbage: bytes) -> None:
    host, stranger = pty.openpty()
    tty.setraw(stranger)
    os.set_blocking(host, False)
    config = bench.config().model_copy(update={"port": os.ttyname(stranger)})
    try:
        with running({"idcard": config}, ready=False) as devices:
            os.write(host, garbage)
            down = devices.next_health_in(DeviceState.DOWN)
    finally:
        os.close(host)
        os.close(stranger)
    assert down.fault in (Fault.DEVICE_SILENT, Fault.DEVICE_PROTOCOL)
