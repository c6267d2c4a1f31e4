"""What every code scanner driver does, each on its real peer.

Another driver joins by one bench (see :class:`CodeScannerBench`) in :data:`BENCHES`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Protocol

import pytest

from devices.inventory import DeviceConfig
from devices.ports import CodeScanned, DeviceKind, DeviceState, SelfTestOutcome
from tests.helpers.rigs import running
from tests.helpers.scanners import (
    SAME_CODE_AFTER_S,
    CameraScannerBench,
    SerialScannerBench,
    random_code,
)
from tests.helpers.waiting import wait_until

STOP_LIMIT_S = 1.0
BACK_IN_SERVICE_S = 1.5


class CodeScannerBench(Protocol):
    """A real peer of a code scanner driver, as these tests need it."""

    @property
    def protocol(self) -> str: ...

    def devices(self) -> Mapping[str, DeviceConfig]:
        """The device called ``scanner``, and those that it needs."""
        ...

    def code(self, text: str) -> AbstractContextManager[object]:
        """A code that is shown inside ``with``."""
        ...

    def disconnect(self) -> None: ...

    def reconnect(self) -> None: ...


BENCHES: dict[str, Callable[[], AbstractContextManager[CodeScannerBench]]] = {
    "serial": SerialScannerBench,
    "camera": CameraScannerBench,
}


@pytest.fixture(scope="module", params=BENCHES)
def bench(request: pytest.FixtureRequest) -> Iterator[CodeScannerBench]:
    with BENCHES[request.param]() as started:
        yield started


def test_code_is_told_with_its_content(bench: CodeScannerBench) -> None:
    text = random_code()
    with running(bench.devices()) as devices, bench.code(text):
        scanned = devices.next(CodeScanned)
    assert (scanned.device, scanned.text) == ("scanner", text)
    assert scanned.at <= time.monotonic()


def test_content_is_in_no_representation(bench: CodeScannerBench) -> None:
    text = random_code()
    with running(bench.devices()) as devices, bench.code(text):
        scanned = devices.next(CodeScanned)
        shown = repr(scanned) + repr(devices.rig.health())
    assert text not in shown
    assert text[-12:] not in shown


def test_chinese_content(bench: CodeScannerBench) -> None:
    with running(bench.devices()) as devices, bench.code("砚湖校园·通行"):
        assert devices.next(CodeScanned).text == "砚湖校园·通行"


def test_two_codes_one_after_the_other(bench: CodeScannerBench) -> None:
    codes = [random_code(), random_code()]
    with running(bench.devices()) as devices:
        for text in codes:
            with bench.code(text):
                assert devices.next(CodeScanned).text == text


def test_same_code_is_told_again_only_after_its_time(bench: CodeScannerBench) -> None:
    text = random_code()
    with running(bench.devices()) as devices:
        with bench.code(text), bench.code(text):
            devices.next(CodeScanned)
            wait_until(
                lambda: devices.health("scanner").counters.get("scans_repeated", 0) > 0,
                "the same code is seen again",
            )
        forgotten_at = time.monotonic() + SAME_CODE_AFTER_S
        wait_until(lambda: time.monotonic() > forgotten_at, "the code is forgotten")
        assert devices.nothing_but_health()
        with bench.code(text):
            assert devices.next(CodeScanned).text == text


def test_lost_connection_comes_back(bench: CodeScannerBench) -> None:
    with running(bench.devices()) as devices:
        bench.disconnect()
        wait_until(
            lambda: devices.health("scanner").state is DeviceState.DOWN, "the loss is noticed"
        )
        lost = devices.health("scanner")
        bench.reconnect()
        devices.until_state("scanner", DeviceState.READY, limit_s=8.0)
        text = random_code()
        with bench.code(text):
            assert devices.next(CodeScanned).text == text
    assert lost.kind is DeviceKind.CODE_SCANNER
    assert lost.driver == bench.protocol
    assert lost.fault is not None


def test_self_test_reads_a_code_that_no_listener_gets(bench: CodeScannerBench) -> None:
    text = random_code()
    with running(bench.devices()) as devices, ThreadPoolExecutor(1) as technician:
        test = technician.submit(devices.rig.self_test, "scanner", 8.0)
        devices.until_a_test_waits("scanner")
        with bench.code(text):
            result = test.result()
        assert devices.nothing_but_health()
    assert result.outcome is SelfTestOutcome.PASSED
    assert f"{len(text)} characters" in result.detail.en
    assert text not in result.detail.en


def test_self_test_without_a_code_ends_at_its_limit(bench: CodeScannerBench) -> None:
    with running(bench.devices()) as devices:
        result = devices.rig.self_test("scanner", limit_s=0.3)
        assert result.outcome is SelfTestOutcome.TIMED_OUT
        text = random_code()
        with bench.code(text):  # the next code is a listener's again
            assert devices.next(CodeScanned).text == text


def test_rig_hands_out_scanners(bench: CodeScannerBench) -> None:
    with running(bench.devices()) as devices:
        assert devices.rig.code_scanner("scanner").name == "scanner"


def test_stops_at_once(bench: CodeScannerBench) -> None:
    with running(bench.devices()):
        started = time.monotonic()
    assert time.monotonic() - started < STOP_LIMIT_S
