"""A run of self-tests: one at a time, in order, each with exactly one result."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gate_agent.wire.schema import SelfTestOutcome, SelfTestResult
from tests.helpers.gate_states import NOW, said
from ui.diagnostics import runs
from ui.diagnostics.runs import Run, Target

TARGETS = (Target(0, "camera"), Target(0, "printer"), Target(1, "reader"))


def result(target: Target, outcome: SelfTestOutcome = SelfTestOutcome.PASSED) -> SelfTestResult:
    return SelfTestResult(
        device=target.device, outcome=outcome, detail=said("好", "fine"), started_at=NOW, took_ms=1
    )


def test_steps_have_their_turn_in_order() -> None:
    run = runs.begin(TARGETS)
    turns = []
    while (run := runs.proceed(run)).running is not None:
        turns.append(run.running)
        assert runs.proceed(run) is run, "one at a time"
        run = runs.finish(run, run.running, result(run.running))
    assert tuple(turns) == TARGETS
    assert (run.done, run.active, run.count(SelfTestOutcome.PASSED)) == (3, False, 3)


def test_a_late_result_of_another_step_changes_nothing() -> None:
    run = runs.proceed(runs.begin(TARGETS))
    assert runs.finish(run, TARGETS[2], result(TARGETS[2])) is run


def test_what_is_left_out_says_why() -> None:
    run = runs.skip(runs.begin(TARGETS), TARGETS[1:2], runs.NOT_ASKED, NOW)
    left_out = run.result_of(TARGETS[1])
    assert left_out is not None
    assert left_out.outcome is SelfTestOutcome.SKIPPED
    assert left_out.detail.en == runs.NOT_ASKED.en
    assert run.waiting == (TARGETS[0], TARGETS[2])


def test_calling_off_ends_what_has_not_ended() -> None:
    run = runs.proceed(runs.begin(TARGETS))
    run = runs.proceed(runs.finish(run, TARGETS[0], result(TARGETS[0])))
    run = runs.call_off(run, NOW)
    assert not run.active
    assert run.count(SelfTestOutcome.PASSED) == 1
    assert run.count(SelfTestOutcome.SKIPPED) == 2


def test_an_empty_run_is_over() -> None:
    assert not Run().active
    assert runs.proceed(Run()) == Run()


ACTIONS = st.sampled_from(["proceed", "finish", "late", "skip", "call off"])


@given(st.lists(ACTIONS, max_size=30), st.data())
def test_whatever_happens_a_result_stays_and_one_step_runs_at_most(
    actions: list[str], data: st.DataObject
) -> None:
    run = runs.begin(TARGETS)
    for action in actions:
        before = run
        match action:
            case "proceed":
                run = runs.proceed(run)
            case "finish" if run.running is not None:
                run = runs.finish(run, run.running, result(run.running))
            case "late":
                target = data.draw(st.sampled_from(TARGETS))
                if target != run.running:
                    run = runs.finish(run, target, result(target))
            case "skip":
                run = runs.skip(run, [data.draw(st.sampled_from(TARGETS))], runs.OUT_OF_REACH, NOW)
            case "call off":
                run = runs.call_off(run, NOW)
        assert [step.target for step in run.steps] == list(TARGETS)
        for old, new in zip(before.steps, run.steps, strict=True):
            assert old.result is None or new.result is old.result
        if run.running is not None:
            assert run.result_of(run.running) is None
