"""The readiness run over scripted devices, each of which does what a step can meet."""

from __future__ import annotations

import threading

import pytest

from devices.diagnostics.readiness.run import (
    InServiceUnconfirmed,
    Readiness,
    SkipUnexplained,
)
from devices.diagnostics.readiness.technicians import ProofKind, Proven
from devices.diagnostics.readiness.told import Attendant, Step, StepBegun, Verdict
from devices.diagnostics.trials.by_eye import EyeQuestion, Look, Repeat
from devices.diagnostics.trials.exercised import OnRig
from devices.driver import Link
from devices.errors import Fault, NotFound, Silent
from devices.ports import DeviceKind, DeviceState, SelfTestOutcome
from devices.rig import NoSuchDevice, Rig
from tests.helpers.scripted_driver import Script
from tests.helpers.scripted_rig import rig_of
from tests.helpers.waiting import wait_until
from wording import Text

TECHNICIAN = Proven("Wang Lin", ProofKind.PIN)


NO_CARD = Text("没有卡", "no card at hand")


def run_over(
    rig: Rig, limit_s: float = 5.0, attendant: Attendant | None = None, **skips: str
) -> Readiness:
    return Readiness(
        OnRig(rig),
        "east",
        TECHNICIAN,
        in_service_ok=True,
        skips=skips,
        limit_s=limit_s,
        attendant=attendant,
    )


class Onlooker:
    """Sees what it is told to see, one after the other; ``None`` looks away until the turn ends.

    Wants a failed step again as often as ``again`` says, then lets it stand; with None it thinks
    about that until the turn ends.
    """

    def __init__(self, *looks: Look | Repeat | None, again: int | None = 0) -> None:
        self.asked = threading.Event()
        self.told_of_failure = threading.Event()
        self._looks = list(looks)
        self._again = again

    def look(self, question: EyeQuestion, cancel: threading.Event) -> Look | Repeat | None:
        self.asked.set()
        look = self._looks.pop(0)
        if look is None:
            cancel.wait()
        return look

    def again(self, failed: Step, cancel: threading.Event) -> bool:
        assert failed.failed
        self.told_of_failure.set()
        if self._again is None:
            cancel.wait()
            return False
        self._again -= 1
        return self._again >= 0


def walked(run: Readiness) -> threading.Thread:
    """The run on a thread of its own, as a screen has it."""
    thread = threading.Thread(target=lambda: list(run.steps()))
    thread.start()
    return thread


def steps_of(run: Readiness) -> list[Step]:
    return [happened for happened in run.steps() if isinstance(happened, Step)]


def failing(cancel: threading.Event) -> Text:
    raise Silent("no answer")


def hanging(cancel: threading.Event) -> Text:
    cancel.wait()
    raise NotFound("stopped")


def test_all_pass_and_the_terminal_is_ready() -> None:
    with rig_of({"one": Script(), "two": Script()}) as rig:
        run = run_over(rig)
        told = list(run.steps())
    begun = [one for one in told if isinstance(one, StepBegun)]
    assert [(one.device, one.number, one.of) for one in begun] == [("one", 1, 2), ("two", 2, 2)]
    assert [type(one) for one in told] == [StepBegun, Step, StepBegun, Step]
    result = run.result()
    assert result.verdict is Verdict.READY
    assert result.technician == TECHNICIAN
    assert result.started_at <= result.steps[0].started_at <= result.ended_at
    assert [step.detail for step in result.steps] == [Text("好", "fine")] * 2


def test_one_failure_is_enough_and_the_others_are_still_tested() -> None:
    bad = Script()
    bad.self_test = failing
    with rig_of({"bad": bad, "good": Script()}) as rig:
        run = run_over(rig)
        outcomes = [step.outcome for step in steps_of(run)]
    assert outcomes == [SelfTestOutcome.FAILED, SelfTestOutcome.PASSED]
    assert run.result().verdict is Verdict.NOT_READY
    assert Fault.DEVICE_SILENT.value.remedy.en in run.result().steps[0].detail.en


def test_step_that_hangs_is_stopped_and_the_run_goes_on() -> None:
    hung = Script()
    hung.self_test = hanging
    with rig_of({"hung": hung, "good": Script()}) as rig:
        run = run_over(rig, limit_s=0.05)
        outcomes = [step.outcome for step in steps_of(run)]
    assert outcomes == [SelfTestOutcome.TIMED_OUT, SelfTestOutcome.PASSED]
    assert run.result().verdict is Verdict.NOT_READY


def test_skipped_device_is_left_alone_and_its_reason_stands_in_the_run() -> None:
    untouched = Script()
    untouched.self_test = failing
    with rig_of({"untouched": untouched, "good": Script()}) as rig:
        run = run_over(rig, untouched=" rented ")
        told = list(run.steps())
    assert isinstance(told[0], Step)
    assert told[0].outcome is SelfTestOutcome.SKIPPED
    assert told[0].detail == Text("跳过：rented", "Skipped: rented")
    assert run.result().verdict is Verdict.READY_AS_FAR_AS_TESTED


def test_device_with_a_fault_does_not_pass_though_its_test_does() -> None:
    def limp(link: Link, stop: threading.Event) -> None:
        link.degrade(Fault.CARD_UNREADABLE)
        stop.wait()

    with rig_of({"limping": Script(limp)}) as rig:
        wait_until(lambda: rig.health()[0].state is DeviceState.DEGRADED, "it is degraded")
        (step,) = steps_of(run_over(rig))
    assert step.outcome is SelfTestOutcome.FAILED
    assert step.detail.en.startswith("CR-03")


def test_device_that_is_still_being_tested_is_not_ready() -> None:
    release = threading.Event()
    busy = Script()

    def test(cancel: threading.Event) -> Text:
        release.wait()
        return Text("晚", "late")

    busy.self_test = test
    with rig_of({"busy": busy}) as rig:
        rig.self_test("busy", 0.01)
        (step,) = steps_of(run_over(rig))
        release.set()
    assert step.outcome is SelfTestOutcome.FAILED


def test_lane_in_service_is_asked_for_first() -> None:
    with rig_of({"one": Script()}) as rig, pytest.raises(InServiceUnconfirmed):
        Readiness(OnRig(rig), "east", TECHNICIAN, in_service_ok=False)


def test_skips_name_known_devices_and_a_reason() -> None:
    with rig_of({"one": Script()}) as rig:
        with pytest.raises(NoSuchDevice, match="configured: one"):
            run_over(rig, door="no key")
        with pytest.raises(SkipUnexplained):
            run_over(rig, one="  ")


def test_unfinished_run_has_no_result() -> None:
    with rig_of({"one": Script(), "two": Script()}) as rig:
        run = run_over(rig)
        with pytest.raises(ValueError, match="not ended"):
            run.result()
        steps = run.steps()
        next(steps)
        next(steps)
        with pytest.raises(ValueError, match="not ended"):
            run.result()


def test_a_step_is_skipped_while_it_waits_and_the_run_goes_on() -> None:
    begun = threading.Event()
    waiting = Script()

    def wait(cancel: threading.Event) -> Text:
        begun.set()
        return hanging(cancel)

    waiting.self_test = wait
    with rig_of({"waiting": waiting, "good": Script()}) as rig:
        run = run_over(rig, limit_s=60.0)
        thread = walked(run)
        begun.wait()
        run.skip("waiting", NO_CARD)
        thread.join()
        run.skip("waiting", Text("晚了", "too late"))
    skipped, passed = run.result().steps
    assert (skipped.outcome, skipped.detail.en) == (
        SelfTestOutcome.SKIPPED,
        "Skipped: no card at hand",
    )
    assert skipped.detail.zh == "跳过：没有卡"
    assert passed.outcome is SelfTestOutcome.PASSED
    assert run.result().verdict is Verdict.READY_AS_FAR_AS_TESTED


def test_a_step_is_skipped_between_its_beginning_and_its_test() -> None:
    untouched = Script()
    touched = threading.Event()

    def touch(cancel: threading.Event) -> Text:
        touched.set()
        return Text("好", "fine")

    untouched.self_test = touch
    with rig_of({"untouched": untouched}) as rig:
        run = run_over(rig)
        steps = run.steps()
        assert isinstance(next(steps), StepBegun)
        run.skip("untouched", NO_CARD)
        (step,) = [one for one in steps if isinstance(one, Step)]
    assert step.outcome is SelfTestOutcome.SKIPPED
    assert not touched.is_set()


def test_a_stopped_run_has_no_result() -> None:
    lamp = Script(kind=DeviceKind.INDICATOR)
    eye = Onlooker(None)
    with rig_of({"lamp": lamp, "never": Script()}) as rig:
        run = run_over(rig, attendant=eye)
        thread = walked(run)
        eye.asked.wait()
        run.stop()
        thread.join()
        with pytest.raises(ValueError, match="not ended"):
            run.result()


@pytest.mark.parametrize(
    ("look", "outcome", "detail", "verdict"),
    [
        (Look(), SelfTestOutcome.PASSED, "fine; judged good by eye", Verdict.READY),
        (
            Look(Text("没有亮", "it stayed dark")),
            SelfTestOutcome.FAILED,
            "fine; judged bad by eye: it stayed dark",
            Verdict.NOT_READY,
        ),
    ],
)
def test_a_lamp_passes_only_when_somebody_saw_it(
    look: Look, outcome: SelfTestOutcome, detail: str, verdict: Verdict
) -> None:
    with rig_of({"lamp": Script(kind=DeviceKind.INDICATOR)}) as rig:
        run = run_over(rig, attendant=Onlooker(look))
        (step,) = steps_of(run)
    assert (step.outcome, step.detail.en, step.unseen) == (outcome, detail, False)
    assert run.result().verdict is verdict


def test_without_an_eye_it_is_ready_only_as_far_as_tested() -> None:
    with rig_of({"lamp": Script(kind=DeviceKind.INDICATOR)}) as rig:
        run = run_over(rig)
        (step,) = steps_of(run)
    assert (step.outcome, step.unseen) == (SelfTestOutcome.PASSED, True)
    assert step.detail.en == "fine; nobody judged it by eye"
    assert run.result().verdict is Verdict.READY_AS_FAR_AS_TESTED


def test_a_lamp_that_fails_is_not_asked_about() -> None:
    lamp = Script(kind=DeviceKind.INDICATOR)
    lamp.self_test = failing
    eye = Onlooker(Look())
    with rig_of({"lamp": lamp}) as rig:
        (step,) = steps_of(run_over(rig, attendant=eye))
    assert step.outcome is SelfTestOutcome.FAILED
    assert not eye.asked.is_set()


def test_a_lamp_is_shown_once_more_for_somebody_who_missed_it() -> None:
    with rig_of({"lamp": Script(kind=DeviceKind.INDICATOR)}) as rig:
        told = list(run_over(rig, attendant=Onlooker(Repeat(), Look())).steps())
    assert [type(one) for one in told] == [StepBegun, StepBegun, Step]
    assert isinstance(told[-1], Step)
    assert told[-1].detail.en == "fine; judged good by eye"
    assert [one.detail.en for one in told[-1].earlier] == ["fine; not judged, done once more"]


def failing_first(*, times: int) -> Script:
    """A device that fails so often and is well afterwards."""
    left = times
    script = Script()

    def test(cancel: threading.Event) -> Text:
        nonlocal left
        left -= 1
        return failing(cancel) if left >= 0 else Text("好", "fine")

    script.self_test = test
    return script


def test_a_failed_step_is_repeated_and_what_was_before_stays() -> None:
    with rig_of({"loose": failing_first(times=2), "good": Script()}) as rig:
        run = run_over(rig, attendant=Onlooker(again=2))
        told = list(run.steps())
    begun = [(one.device, one.attempt) for one in told if isinstance(one, StepBegun)]
    assert begun == [("loose", 1), ("loose", 2), ("loose", 3), ("good", 1)]
    mended, good = run.result().steps
    assert (mended.outcome, mended.detail.en) == (SelfTestOutcome.PASSED, "fine")
    assert [one.outcome for one in mended.earlier] == [SelfTestOutcome.FAILED] * 2
    assert all(Fault.DEVICE_SILENT.value.code in one.detail.en for one in mended.earlier)
    assert good.earlier == ()
    assert run.result().verdict is Verdict.READY


def test_a_failure_stands_when_nobody_wants_it_again() -> None:
    with rig_of({"loose": failing_first(times=1)}) as rig:
        run = run_over(rig, attendant=Onlooker(again=0))
        (step,) = steps_of(run)
    assert (step.outcome, step.earlier) == (SelfTestOutcome.FAILED, ())


def test_a_lamp_judged_bad_is_repeated_too() -> None:
    bad = Look(Text("没有亮", "it stayed dark"))
    with rig_of({"lamp": Script(kind=DeviceKind.INDICATOR)}) as rig:
        run = run_over(rig, attendant=Onlooker(bad, Look(), again=1))
        (step,) = steps_of(run)
    assert step.outcome is SelfTestOutcome.PASSED
    assert [one.detail.en for one in step.earlier] == ["fine; judged bad by eye: it stayed dark"]


def test_a_skip_takes_back_no_failure_while_it_is_asked_about() -> None:
    eye = Onlooker(again=None)
    with rig_of({"loose": failing_first(times=1)}) as rig:
        run = run_over(rig, attendant=eye)
        thread = walked(run)
        eye.told_of_failure.wait()
        run.skip("loose", NO_CARD)
        thread.join()
    (step,) = run.result().steps
    assert step.outcome is SelfTestOutcome.FAILED
    assert step.detail.en.endswith("; not repeated: no card at hand")


def test_a_skip_takes_back_no_failure_before_a_lamp_is_shown_once_more() -> None:
    bad = Look(Text("没有亮", "it stayed dark"))
    eye = Onlooker(bad, Repeat(), None, again=1)
    with rig_of({"lamp": Script(kind=DeviceKind.INDICATOR)}) as rig:
        run = run_over(rig, attendant=eye)
        for happened in run.steps():
            if isinstance(happened, StepBegun) and happened.attempt == 3:
                run.skip("lamp", NO_CARD)
    (step,) = run.result().steps
    assert step.outcome is SelfTestOutcome.FAILED
    assert len(step.earlier) == 1
    assert run.result().verdict is Verdict.NOT_READY
