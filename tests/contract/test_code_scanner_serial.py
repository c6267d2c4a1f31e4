"""What is particular to code scanners on a serial line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from pydantic import ValidationError

from devices.errors import Fault
from devices.ports import CodeScanned, DeviceState, Symbology
from devices.scanner.reception import FAULT_RUN
from devices.scanner.serial_scanner import SerialScannerConfig
from tests.helpers.rigs import running
from tests.helpers.scanners import SerialScannerBench, random_code
from tests.helpers.waiting import wait_until

GS: Final = "\x1d"


@pytest.fixture(scope="module")
def bench() -> Iterator[SerialScannerBench]:
    with SerialScannerBench() as started:
        yield started


def test_identifier_is_taken_off_and_told(bench: SerialScannerBench) -> None:
    text = random_code()
    with running({"scanner": bench.config(symbology_identifiers=True)}) as devices:
        bench.scan(text, "]Q1")
        scanned = devices.next(CodeScanned)
    assert (scanned.text, scanned.symbology, scanned.gs1) == (text, Symbology.QR, False)


def test_gs1_content_keeps_its_separators(bench: SerialScannerBench) -> None:
    with running({"scanner": bench.config(symbology_identifiers=True)}) as devices:
        bench.scan(f"0106901234567892{GS}10ABC", "]C1")
        scanned = devices.next(CodeScanned)
    assert scanned.text == f"0106901234567892{GS}10ABC"
    assert (scanned.symbology, scanned.gs1) == (Symbology.CODE_128, True)


def test_content_that_looks_like_an_identifier_stays_whole(bench: SerialScannerBench) -> None:
    with running({"scanner": bench.config()}) as devices:
        bench.scan("]Q1 is how a QR code begins")
        scanned = devices.next(CodeScanned)
    assert scanned.text == "]Q1 is how a QR code begins"
    assert scanned.symbology is Symbology.UNTOLD


@pytest.mark.parametrize("end", ["cr", "lf", "pause"])
def test_other_ends_and_affixes(end: str) -> None:
    text = random_code()
    settings = {"end": end, "prefix": "<", "suffix": ">", "encoding": "gb18030"}
    args = [f"--{key}={value}" for key, value in settings.items()]
    with (
        SerialScannerBench(*args) as bench,
        running({"scanner": bench.config(**settings)}) as devices,
    ):
        bench.scan(f"{text}校")
        assert devices.next(CodeScanned).text == f"{text}校"


def test_wrong_settings_are_counted_named_and_healed(bench: SerialScannerBench) -> None:
    with running({"scanner": bench.config(prefix="<")}) as devices:
        for _ in range(FAULT_RUN):
            bench.scan(random_code())
        devices.until_state("scanner", DeviceState.DEGRADED, Fault.CODE_UNREADABLE)
        assert devices.health("scanner").counters["scans_affix"] == FAULT_RUN
        bench.send(b"<good\r\n")
        assert devices.next(CodeScanned).text == "good"
        assert devices.health("scanner").state is DeviceState.READY


def test_half_a_code_is_counted_and_the_next_one_is_read(bench: SerialScannerBench) -> None:
    text = random_code()
    with running({"scanner": bench.config()}) as devices:
        bench.send(b"half a co")
        wait_until(
            lambda: devices.health("scanner").counters.get("scans_truncated") == 1, "it is cut off"
        )
        bench.send(b"x" * 50_000 + b"\xff\r\n" + text.encode() + b"\r\n" + b"two\r\n")
        assert devices.next(CodeScanned).text == text
        assert devices.next(CodeScanned).text == "two"
        assert devices.health("scanner").counters["scans_overlong"] == 1


def test_bytes_that_are_no_text_are_counted(bench: SerialScannerBench) -> None:
    with running({"scanner": bench.config()}) as devices:
        bench.send(b"\xff\xfe\r\nfine\r\n")
        assert devices.next(CodeScanned).text == "fine"
        assert devices.health("scanner").counters["scans_encoding"] == 1


def test_absent_port_is_named(bench: SerialScannerBench) -> None:
    config = bench.config(port="/dev/yanhu-no-such-port")
    with running({"scanner": config}, ready=False) as devices:
        assert devices.next_health_in(DeviceState.DOWN).fault is Fault.CODE_SCANNER_GONE


@pytest.mark.parametrize(
    ("setting", "said"),
    [({"end": "tab"}, "crlf"), ({"prefix": "码"}, "match"), ({"speed": 1}, "Extra inputs")],
)
def test_impossible_configuration_is_refused(setting: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        SerialScannerConfig.model_validate(
            {"driver": "serial-scanner", "port": "/dev/ttyS0", **setting}
        )
