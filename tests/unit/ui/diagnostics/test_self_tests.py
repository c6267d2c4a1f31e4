"""Self-tests of terminals that answer, refuse, or never come back, by a clock the test advances."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event

import pytest
from PySide6.QtGui import QGuiApplication

from gate_agent.wire.schema import SelfTestOutcome, SelfTestResult
from tests.helpers.gate_states import said
from tests.helpers.qt import wait_until
from ui.agents.errands import Errands
from ui.agents.errors import AgentRefused, AgentSilent, AgentUnreachable
from ui.agents.exchange import Call
from ui.agents.link import LinkStatus
from ui.diagnostics import runs
from ui.diagnostics.runs import Target
from ui.diagnostics.self_tests import OVERDUE_S, SelfTests
from ui.diagnostics.terminals import TerminalLook
from wording import Text

LIMIT_S = 10.0


class Hands:
    """A terminal whose devices' names say how their tests end."""

    limit_s = LIMIT_S

    def __init__(self) -> None:
        self.release = Event()
        self.begun: list[str] = []

    def start(self) -> None: ...

    def look(self, now: float) -> TerminalLook:
        name = said("手边", "At hand")
        return TerminalLook(name, "", LinkStatus.LIVE, (), datetime.now(UTC), in_service=False)

    def self_test(self, device: str, call: Call) -> SelfTestResult:
        self.begun.append(device)
        match device:
            case "unreachable":
                raise AgentUnreachable("10.20.0.5:8750")
            case "silent":
                raise AgentSilent("10.20.0.5:8750")
            case "refused":
                raise AgentRefused("unknown_device", Text("没有这个设备", "No such device"))
            case "stuck":
                self.release.wait()
            case "cancellable":
                call.attach(self.release.set)
                self.release.wait()
        return runs.ended(
            Target(0, device),
            SelfTestOutcome.PASSED,
            Text("好", "fine"),
            datetime.now(UTC),
            0.01,
        )

    def ask_to_stop(self) -> None: ...

    def join(self) -> None: ...


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Iterator[Hands]:
    terminal = Hands()
    yield terminal
    terminal.release.set()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def self_tests(qapp: QGuiApplication, hands: Hands, clock: Clock) -> Iterator[SelfTests]:
    errands = Errands(2, "self-test")
    yield SelfTests([hands], errands, clock)
    hands.release.set()
    errands.stop()


def targets(*names: str) -> list[Target]:
    return [Target(0, name) for name in names]


def outcomes(self_tests: SelfTests) -> list[SelfTestOutcome]:
    return [step.result.outcome for step in self_tests.run.steps if step.result is not None]


def test_each_ending_has_its_outcome(self_tests: SelfTests) -> None:
    self_tests.begin(targets("good", "unreachable", "silent", "refused"))
    wait_until(lambda: not self_tests.run.active, "the run has ended")
    assert outcomes(self_tests) == [
        SelfTestOutcome.PASSED,
        SelfTestOutcome.FAILED,
        SelfTestOutcome.TIMED_OUT,
        SelfTestOutcome.FAILED,
    ]
    refused = self_tests.result_of(Target(0, "refused"))
    assert refused is not None
    assert refused.detail.en == "No such device"


def test_a_test_that_never_comes_back_does_not_hold_the_run(
    self_tests: SelfTests, hands: Hands, clock: Clock
) -> None:
    self_tests.begin(targets("stuck", "good"))
    wait_until(lambda: hands.begun == ["stuck"], "the stuck test has begun")
    assert self_tests.left_s == LIMIT_S
    clock.now += LIMIT_S + OVERDUE_S
    self_tests.look()
    assert self_tests.run.running == Target(0, "stuck"), "not a moment too early"
    clock.now += 0.1
    self_tests.look()
    wait_until(lambda: not self_tests.run.active, "the run goes on without it")
    assert outcomes(self_tests) == [SelfTestOutcome.TIMED_OUT, SelfTestOutcome.PASSED]
    hands.release.set()
    stuck = self_tests.result_of(Target(0, "stuck"))
    assert stuck is not None
    assert stuck.detail.en.startswith("No result within 10 s; stopped. Repeat it")


def test_calling_off_reaches_the_running_test(self_tests: SelfTests, hands: Hands) -> None:
    self_tests.begin(targets("cancellable", "good"))
    wait_until(lambda: hands.begun == ["cancellable"], "the test has begun")
    self_tests.call_off()
    assert outcomes(self_tests) == [SelfTestOutcome.SKIPPED, SelfTestOutcome.SKIPPED]
    assert hands.begun == ["cancellable"]


def test_a_second_run_waits_for_the_first(self_tests: SelfTests, hands: Hands) -> None:
    self_tests.begin(targets("stuck"))
    self_tests.begin(targets("good"))
    assert [step.target.device for step in self_tests.run.steps] == ["stuck"]


def test_what_is_skipped_has_its_reason(
    self_tests: SelfTests,
) -> None:
    busy, lost = targets("busy", "lost")
    self_tests.begin(targets("busy", "lost", "good"), [busy], [lost])
    wait_until(lambda: not self_tests.run.active, "the run has ended")
    details = [step.result.detail.en for step in self_tests.run.steps if step.result is not None]
    assert details == [runs.NOT_ASKED.en, runs.OUT_OF_REACH.en, "fine"]
