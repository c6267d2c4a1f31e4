"""Runs a driver's self-test within a limit, whatever the driver does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

import structlog

from devices.errors import Cancelled, DeviceError, Fault
from devices.lifecycle import SERVING
from devices.ports import DeviceHealth, DeviceKind, DeviceState, SelfTestOutcome, SelfTestResult
from wording import Text

DEFAULT_LIMIT_S: Final = 10.0
"""Long enough to walk to the reader with a card; a technician looks at one device at a time."""

OUTCOMES: Final[Mapping[SelfTestOutcome, Text]] = MappingProxyType(
    {
        SelfTestOutcome.PASSED: Text("通过", "Passed"),
        SelfTestOutcome.FAILED: Text("未通过", "Failed"),
        SelfTestOutcome.SKIPPED: Text("跳过", "Skipped"),
        SelfTestOutcome.TIMED_OUT: Text("超时", "Timed out"),
    }
)
_TIMED_OUT: Final = Text(
    "{code} {limit:g} 秒内没有完成，已停止。{zh}",
    "{code} Not finished within {limit:g} s; stopped. {en}",
)
_REPEAT: Final = Text("再做一次", "Repeat it")
_PRESENT: Final[Mapping[DeviceKind, Text]] = MappingProxyType(
    {
        DeviceKind.CARD_READER: Text("再做一次并放一张卡", "Repeat it and present a card"),
        DeviceKind.CODE_SCANNER: Text(
            "再做一次并对准一个码", "Repeat it and hold a code before it"
        ),
        DeviceKind.ID_CARD_READER: Text(
            "再做一次并放上身份证", "Repeat it and lay an identity card on it"
        ),
    }
)
"""What helps a device that waits for somebody; the others are only tried again."""
_ELSE: Final = Text(
    "{zh}；仍不行则断电十秒再上电", "{en}; else power the device off for ten seconds"
)
_FAULT: Final = Text("{code} {zh}。{zh_remedy}", "{code} {en}. {en_remedy}")
_CRASHED: Final = Text("自检程序出错", "The self-test itself broke")
_CALLED_OFF: Final = Text("已取消", "Called off")
_BUSY: Final = Text("上一次自检还没有结束", "The previous self-test has not ended yet")

_log = structlog.get_logger(__name__)


Exercise = Callable[[threading.Event], Text]
"""Does something real to a device and says what was seen; ends soon after the event is set.

Raises DeviceError when it fails, Cancelled when it was stopped.
"""


class SelfTestRun:
    """One exercise of one device on its own thread."""

    def __init__(self, device: str, kind: DeviceKind, exercise: Exercise) -> None:
        self._device: Final = device
        self._kind: Final = kind
        self._exercise: Final = exercise
        self._cancel: Final = threading.Event()
        self._verdict: tuple[SelfTestOutcome, Text] | None = None
        self._called_off = False
        self._settled: Final = threading.Event()
        self._thread: Final = threading.Thread(
            target=self._run, name=f"self-test-{device}", daemon=True
        )

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def call_off(self) -> None:
        """Let the test end soon; whoever waits for its result gets SKIPPED at once."""
        self._called_off = True
        self._cancel.set()
        self._settled.set()

    def result(self, limit_s: float) -> SelfTestResult:
        """Wait at most ``limit_s`` seconds; past it the test is stopped and TIMED_OUT."""
        started_at, started = datetime.now(UTC), time.monotonic()
        if not self._settled.wait(limit_s):
            self._cancel.set()
            verdict = (SelfTestOutcome.TIMED_OUT, unfinished(limit_s, self._kind))
        elif self._called_off:
            verdict = (SelfTestOutcome.SKIPPED, _CALLED_OFF)
        else:
            self._thread.join()
            verdict = self._verdict or (SelfTestOutcome.FAILED, _CRASHED)
        outcome, detail = verdict
        took_ms = (time.monotonic() - started) * 1000
        _log.info("device.self_test", device=self._device, outcome=outcome.value)
        return SelfTestResult(self._device, outcome, detail, started_at, took_ms)

    def _run(self) -> None:
        try:
            self._verdict = (SelfTestOutcome.PASSED, self._exercise(self._cancel))
        except Cancelled as error:
            _log.info("device.self_test.cancelled", device=self._device, detail=str(error))
        except DeviceError as error:
            _log.info("device.self_test.failed", device=self._device, detail=str(error))
            self._verdict = (SelfTestOutcome.FAILED, fault_sentence(error.fault))
        finally:
            self._settled.set()


def fault_sentence(fault: Fault) -> Text:
    """Code, sentence and remedy of ``fault`` in one line."""
    said = fault.value
    return _FAULT.format(
        code=said.code,
        zh=said.public.zh,
        zh_remedy=said.remedy.zh,
        en=said.public.en,
        en_remedy=said.remedy.en,
    )


def unfinished(limit_s: float, kind: DeviceKind) -> Text:
    """What is said of a device's test that was stopped after ``limit_s`` seconds."""
    again = _PRESENT.get(kind, _REPEAT)
    remedy = _ELSE.format(zh=again.zh, en=again.en)
    code = Fault.SELF_TEST_UNFINISHED.value.code
    return _TIMED_OUT.format(code=code, limit=limit_s, zh=remedy.zh, en=remedy.en)


def as_it_stands(
    result: SelfTestResult, before: DeviceHealth, after: DeviceHealth
) -> SelfTestResult:
    """``result``, unless the device was away all the while: then it failed by what keeps it away.

    ``before`` and ``after`` are its health around the test. A driver that is not connected can't
    tell why, and says nothing at all when it waits to be.
    """
    away = before.state not in SERVING and after.state is DeviceState.DOWN
    judged = result.outcome in (SelfTestOutcome.FAILED, SelfTestOutcome.TIMED_OUT)
    if not (away and judged) or after.fault is None:
        return result
    return replace(result, outcome=SelfTestOutcome.FAILED, detail=fault_sentence(after.fault))


def refused_as_busy(device: str) -> SelfTestResult:
    """The result when the device's previous self-test is still running."""
    return SelfTestResult(device, SelfTestOutcome.SKIPPED, _BUSY, datetime.now(UTC), 0.0)
