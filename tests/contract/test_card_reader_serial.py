"""What is particular to readers that announce cards on a serial line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from pydantic import ValidationError

from devices.card.digits import ByteOrder, Notation
from devices.card.reception import FAULT_RUN
from devices.card.serial_config import AsciiLineConfig, StxEtxConfig, WiegandConfig
from devices.errors import Fault
from devices.ports import CardPresented, CardProtocol, CardRemoved, CardUnreadable, DeviceState
from tests.helpers.rigs import running
from tests.helpers.serial_readers import (
    REMOVED_AFTER_S,
    DecimalLineBench,
    StxEtxBench,
    StxEtxHexBench,
    WiegandBench,
)
from tests.helpers.waiting import wait_until

GARBAGE_BYTES: Final = 64 * 1024


@pytest.fixture(scope="module")
def once() -> Iterator[StxEtxBench]:
    """A reader that announces each card once."""
    with StxEtxBench(repeat_s=0) as bench:
        yield bench


@pytest.mark.parametrize("format_of", [StxEtxHexBench, DecimalLineBench])
def test_other_frame_formats(format_of: type[StxEtxHexBench | DecimalLineBench]) -> None:
    with format_of() as bench, running({"card": bench.config()}) as devices:
        number = bench.number()
        with bench.card(number):
            presented = devices.next(CardPresented)
        devices.next(CardRemoved)
        with bench.unreadable_card():
            devices.next(CardUnreadable)
    assert presented.uid == number
    assert (presented.atr, presented.protocol) == (b"", CardProtocol.ANNOUNCED)


def test_card_announced_once_leaves_after_its_time(once: StxEtxBench) -> None:
    with running({"card": once.config()}) as devices, once.card(once.number()):
        presented = devices.next(CardPresented)
        removed = devices.next(CardRemoved)
    assert REMOVED_AFTER_S <= removed.at - presented.at < REMOVED_AFTER_S + 0.2


def test_26_bit_card_has_four_bytes() -> None:
    with (
        WiegandBench() as bench,
        running({"card": bench.config()}) as devices,
        bench.card(b"\x12\x34\x56"),
    ):
        assert devices.next(CardPresented).uid == b"\0\x12\x34\x56"


def test_reversed_bytes_are_put_right(once: StxEtxBench) -> None:
    number = once.number()
    config = once.config().model_copy(update={"byte_order": ByteOrder.REVERSED})
    with running({"card": config}) as devices, once.card(number[::-1]):
        assert devices.next(CardPresented).uid == number


def test_garbage_is_counted_named_and_healed_by_a_good_card(once: StxEtxBench) -> None:
    with running({"card": once.config()}) as devices:
        for _ in range(FAULT_RUN):
            once.send(b"\x020")  # half a frame; the next one cuts it off
        devices.until_state("card", DeviceState.DEGRADED, Fault.DEVICE_PROTOCOL)
        once.send(bytes(GARBAGE_BYTES))
        wait_until(
            lambda: devices.health("card").counters.get("frames_noise", 0) > 0, "garbage is read"
        )
        number = once.number()
        with once.card(number):
            assert devices.next(CardPresented).uid == number
        assert devices.health("card").state is DeviceState.READY
        assert devices.health("card").counters["frames_truncated"] == FAULT_RUN


def test_two_frames_at_once_are_two_cards(once: StxEtxBench) -> None:
    with running({"card": once.config()}) as devices:
        once.send(b"\x0204A1B2C3\x03\x77\x0204A1B2C4\x03\x70")
        assert devices.next(CardPresented).uid == bytes.fromhex("04A1B2C3")
        devices.next(CardRemoved)
        assert devices.next(CardPresented).uid == bytes.fromhex("04A1B2C4")


def test_port_is_for_one_device_alone(once: StxEtxBench) -> None:
    config = once.config()
    with running({"card": config}), running({"thief": config}, ready=False) as devices:
        health = devices.next_health_in(DeviceState.DOWN)
    assert health.fault is Fault.PORT_IN_USE


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"driver": "serial-line", "notation": Notation.DECIMAL}, "number_bytes"),
        ({"driver": "serial-line", "number_bytes": 3}, "greater than or equal to 4"),
        ({"driver": "serial-line", "prefix": "卡"}, "match"),
        ({"driver": "serial-line", "baudrate": 14400}, "9600"),
        ({"driver": "serial-line", "speed": 9600}, "Extra inputs"),
    ],
)
def test_impossible_configuration_is_refused(table: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        AsciiLineConfig.model_validate({"port": "/dev/ttyS0", **table})


def test_enumerations_are_read_as_toml_writes_them() -> None:
    wiegand = WiegandConfig.model_validate(
        {"driver": "serial-wiegand", "port": "/dev/ttyS0", "header": "AA55", "bits": [26, 34]}
    )
    frame = StxEtxConfig.model_validate(
        {"driver": "serial-stx-etx", "port": "/dev/ttyS0", "check": "hex-before-etx"}
    )
    assert wiegand.bits == {26, 34}
    assert frame.check == "hex-before-etx"
