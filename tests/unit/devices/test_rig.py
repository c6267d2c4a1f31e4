"""Many devices together; drivers are scripted, so that one can hang and crash."""

from __future__ import annotations

import threading
import time

import pytest

from devices.errors import Cancelled, Fault, NotFound, Silent
from devices.ports import DeviceKind, DeviceState, SelfTestOutcome
from devices.rig import NoSuchDevice, Rig
from devices.self_test import fault_sentence, unfinished
from tests.helpers.scripted_driver import Script
from tests.helpers.scripted_rig import rig_of
from tests.helpers.waiting import wait_until
from wording import Text


def state_of(rig: Rig, index: int) -> DeviceState:
    return rig.health()[index].state


def test_one_device_that_is_down_leaves_the_others_alone() -> None:
    absent = Script()
    absent.refusals.extend(NotFound("not there") for _ in range(1000))
    with rig_of({"absent": absent, "present": Script()}) as rig:
        wait_until(lambda: state_of(rig, 0) is DeviceState.DOWN, "the absent one is down")
        wait_until(lambda: state_of(rig, 1) is DeviceState.READY, "the present one serves")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_rig_notices_a_crash_by_itself_and_handles_stay_good() -> None:
    go = threading.Event()

    def crash(link: object, stop: threading.Event) -> None:
        go.wait()
        raise ZeroDivisionError

    script = Script(crash)
    with rig_of({"one": script}) as rig:
        handle = rig.card_reader("one")
        go.set()
        wait_until(lambda: len(script.drivers) == 2, "the rig's own watchdog replaces the driver")
        wait_until(lambda: state_of(rig, 0) is DeviceState.READY, "the fresh driver serves")
        assert handle.name == "one"
        assert rig.health()[0].counters["driver_replaced"] == 1


def test_unknown_name_and_wrong_kind_are_named() -> None:
    with rig_of({"reader": Script()}) as rig:
        assert rig.names() == ("reader",)
        with pytest.raises(NoSuchDevice, match="configured: reader"):
            rig.camera("door")
        with pytest.raises(NoSuchDevice, match="is a card_reader, not a barrier"):
            rig.barrier("reader")
        with pytest.raises(NoSuchDevice):
            rig.self_test("door")


@pytest.mark.parametrize("waits", [True, False])
def test_a_device_that_stays_away_fails_its_test_by_what_keeps_it_away(waits: bool) -> None:
    def wait(cancel: threading.Event) -> Text:
        cancel.wait()
        raise Cancelled("nothing came")

    def give_up(cancel: threading.Event) -> Text:
        raise NotFound("not connected", Fault.CARD_READER_GONE)

    absent = Script()
    absent.refusals.extend(NotFound("no daemon", Fault.CARD_SERVICE_DOWN) for _ in range(1000))
    absent.self_test = wait if waits else give_up
    with rig_of({"reader": absent}) as rig:
        wait_until(lambda: state_of(rig, 0) is DeviceState.DOWN, "the reader is away")
        result = rig.self_test("reader", 0.05)
    assert result.outcome is SelfTestOutcome.FAILED
    assert result.detail == fault_sentence(Fault.CARD_SERVICE_DOWN)


def test_a_test_out_of_time_asks_for_a_card_only_at_a_card_reader() -> None:
    said = {kind: unfinished(3.0, kind).en for kind in DeviceKind}
    assert {kind for kind, text in said.items() if "card" in text} == {
        DeviceKind.CARD_READER,
        DeviceKind.ID_CARD_READER,
    }


def test_self_test_passes_with_what_was_seen() -> None:
    with rig_of({"one": Script()}) as rig:
        result = rig.self_test("one")
    assert (result.outcome, result.detail) == (SelfTestOutcome.PASSED, Text("好", "fine"))
    assert result.started_at.tzinfo is not None


def test_self_test_that_fails_shows_code_and_remedy() -> None:
    def fail(cancel: threading.Event) -> Text:
        raise Silent("no answer")

    script = Script()
    script.self_test = fail
    with rig_of({"one": script}) as rig:
        result = rig.self_test("one")
    said = Fault.DEVICE_SILENT.value
    assert result.outcome is SelfTestOutcome.FAILED
    assert said.code in result.detail.en
    assert said.remedy.zh in result.detail.zh


def test_self_test_that_hangs_is_stopped_at_its_limit_and_the_next_waits_its_turn() -> None:
    cancelled = threading.Event()
    release = threading.Event()

    def hang(cancel: threading.Event) -> Text:
        cancel.wait()
        cancelled.set()
        release.wait()
        return Text("晚", "late")

    script = Script()
    script.self_test = hang
    with rig_of({"one": script, "two": Script()}) as rig:
        started = time.monotonic()
        hung = rig.self_test("one", limit_s=0.05)
        assert time.monotonic() - started < 1.0
        assert hung.outcome is SelfTestOutcome.TIMED_OUT
        assert cancelled.wait(1.0)
        assert rig.self_test("one").outcome is SelfTestOutcome.SKIPPED
        assert rig.self_test("two").outcome is SelfTestOutcome.PASSED
        release.set()
        wait_until(
            lambda: rig.self_test("one", 0.05).outcome is not SelfTestOutcome.SKIPPED,
            "the hung test has ended",
        )


def test_a_self_test_that_is_called_off_ends_at_once_even_if_the_driver_does_not_listen() -> None:
    begun = threading.Event()
    release = threading.Event()

    def stubborn(cancel: threading.Event) -> Text:
        begun.set()
        release.wait()
        return Text("晚", "late")

    script = Script()
    script.self_test = stubborn
    with rig_of({"one": script}) as rig:
        results: list[SelfTestOutcome] = []
        waiting = threading.Thread(
            target=lambda: results.append(rig.self_test("one", limit_s=30.0).outcome)
        )
        waiting.start()
        assert begun.wait(1.0)
        rig.cancel_self_test("one")
        waiting.join(1.0)
        assert results == [SelfTestOutcome.SKIPPED]
        release.set()


def test_calling_off_a_test_that_does_not_run_changes_nothing() -> None:
    with rig_of({"one": Script()}) as rig:
        rig.cancel_self_test("one")
        assert rig.self_test("one").outcome is SelfTestOutcome.PASSED


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_self_test_that_crashes_has_failed() -> None:
    def crash(cancel: threading.Event) -> Text:
        raise ZeroDivisionError

    script = Script()
    script.self_test = crash
    with rig_of({"one": script}) as rig:
        assert rig.self_test("one").outcome is SelfTestOutcome.FAILED
