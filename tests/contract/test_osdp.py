"""What is particular to readers on an OSDP line."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from devices.config_file import load_devices
from devices.errors import CommandFailed, DeviceError, Fault
from devices.inventory import DeviceConfig
from devices.key_file import create_key
from devices.osdp.bus import DEFAULT_KEY, Member, OsdpLines
from devices.osdp.commands import OutputAction as Action
from devices.osdp.commands import Show, Switch
from devices.osdp.indicator import OsdpIndicator
from devices.ports import (
    CardPresented,
    CardRemoved,
    CardUnreadable,
    DeviceState,
    SelfTestOutcome,
    Signal,
)
from tests.helpers.links import RecordingLink, serving_from
from tests.helpers.osdp import MODULE, OUTPUT, OsdpBench
from tests.helpers.rigs import OSDP_BACK_IN_SERVICE_S, Bench, running
from tests.helpers.waiting import wait_until

CYCLES = 3


@pytest.fixture(scope="module")
def bench() -> Iterator[OsdpBench]:
    with OsdpBench(readers=2) as started:
        yield started


def lost_more_often(devices: Bench, losses: int) -> bool:
    return devices.health("in").counters.get("losses", 0) > losses


def is_ready(devices: Bench, name: str) -> bool:
    return devices.health(name).state is DeviceState.READY


def has_no_key(devices: Bench, name: str) -> bool:
    return devices.health(name).fault is Fault.KEY_UNUSABLE


def test_identity_is_what_the_reader_tells(bench: OsdpBench) -> None:
    with running({"card": bench.config()}) as devices:
        health = devices.health("card")
    assert health.firmware == "CA5501 model 2.1 serial 000003E9 firmware 1.2.3"
    assert health.port == f"{bench.port}#1"


def test_two_readers_share_a_line(bench: OsdpBench) -> None:
    with running({"in": bench.config(1), "out": bench.config(2)}) as devices:
        for address, name in ((2, "out"), (1, "in")):
            number = bench.number()
            with bench.card(number, address):
                presented = devices.next(CardPresented)
            assert (presented.device, presented.uid) == (name, number)


def test_silent_reader_is_named_and_its_neighbour_works_on(bench: OsdpBench) -> None:
    with running({"in": bench.config(1), "out": bench.config(2)}) as devices:
        bench.silence(2, True)
        devices.until_state("out", DeviceState.DOWN, Fault.DEVICE_SILENT)
        number = bench.number()
        with bench.card(number, 1):
            assert devices.next(CardPresented).uid == number
        bench.silence(2, False)
        devices.until_state("out", DeviceState.READY, limit_s=OSDP_BACK_IN_SERVICE_S)
        assert devices.health("in").counters.get("losses", 0) == 0
        with bench.card(number, 2):
            assert devices.next(CardPresented).device == "out"


def test_late_answer_loses_no_card_and_no_reader(bench: OsdpBench) -> None:
    with running({"card": bench.config()}) as devices:
        for _ in range(CYCLES):
            number = bench.number()
            with bench.card(number):
                bench.stall()
                assert devices.next(CardPresented).uid == number
        assert devices.health("card").counters.get("losses", 0) == 0


def test_restarted_readers_serve_again_and_nothing_is_left_behind(bench: OsdpBench) -> None:
    process = psutil.Process()
    with running({"in": bench.config(1), "out": bench.config(2)}) as devices:
        threads, files = threading.active_count(), process.num_fds()
        for _ in range(CYCLES):
            losses = devices.health("in").counters.get("losses", 0)
            bench.kill()
            bench.power()
            back = time.monotonic()
            wait_until(partial(lost_more_often, devices, losses), "the restart is noticed")
            for name in ("in", "out"):
                wait_until(partial(is_ready, devices, name), f"{name} serves again")
            assert time.monotonic() - back < OSDP_BACK_IN_SERVICE_S
        assert (threading.active_count(), process.num_fds()) == (threads, files)


def test_reader_with_another_key_is_refused(bench: OsdpBench, tmp_path: Path) -> None:
    create_key(tmp_path / "other.key")
    config = bench.config(1, key_file=str(tmp_path / "other.key"))
    with running({"card": config}, ready=False) as devices:
        devices.until_state("card", DeviceState.DOWN, Fault.READER_KEY_REFUSED)
        assert devices.nothing_but_health()


def test_new_reader_with_the_default_key_is_refused_and_not_rekeyed() -> None:
    with (
        OsdpBench(secrets_of={1: "install"}) as bench,
        running({"card": bench.config()}, ready=False) as devices,
    ):
        devices.until_state("card", DeviceState.DOWN, Fault.READER_KEY_REFUSED)
        assert bench.news_of("keyed") == []


def test_reader_without_secure_channel_is_refused() -> None:
    with (
        OsdpBench(secrets_of={MODULE: "plain"}) as bench,
        running({"card": bench.config(MODULE)}, ready=False) as devices,
    ):
        devices.until_state("card", DeviceState.DOWN, Fault.READER_INSECURE)
        assert devices.nothing_but_health()


def test_unusable_keys_are_named_and_disturb_nobody(bench: OsdpBench, tmp_path: Path) -> None:
    default = tmp_path / "default.key"
    default.write_text(DEFAULT_KEY.hex())
    default.chmod(0o600)
    devices_of = {
        "good": bench.config(1),
        "default": bench.config(2, key_file=str(default)),
        "absent": bench.config(3, key_file=str(tmp_path / "nowhere.key")),
    }
    with running(devices_of, ready=False) as devices:
        for name in ("default", "absent"):
            wait_until(partial(has_no_key, devices, name), f"{name} is named")
        wait_until(lambda: devices.health("good").state is DeviceState.READY, "the other serves")


def test_key_that_comes_later_is_taken(bench: OsdpBench, tmp_path: Path) -> None:
    late = tmp_path / "late.key"
    with running({"card": bench.config(1, key_file=str(late))}, ready=False) as devices:
        devices.until_state("card", DeviceState.DOWN, Fault.KEY_UNUSABLE)
        late.write_bytes(bench.key_file(1).read_bytes())
        late.chmod(0o600)
        devices.until_state("card", DeviceState.READY)


def test_contradicting_tables_are_named(bench: OsdpBench, tmp_path: Path) -> None:
    create_key(tmp_path / "other.key")
    two_keys: dict[str, DeviceConfig] = {
        "card": bench.config(1),
        "light": bench.indicator_config(1, key_file=str(tmp_path / "other.key")),
    }
    with running(two_keys, ready=False) as devices:
        assert devices.next_health_in(DeviceState.DOWN).fault is Fault.DEVICE_CONFLICT


def test_reader_light_and_door_share_one_line(bench: OsdpBench) -> None:
    together: dict[str, DeviceConfig] = {
        "card": bench.config(1),
        "light": bench.indicator_config(1, granted={"colour": "green", "text": "WELCOME"}),
        "door": bench.barrier_config(),
    }
    bench.news.clear()
    with running(together) as devices:
        number = bench.number()
        with bench.card(number):
            assert devices.next(CardPresented).uid == number
        devices.rig.indicator("light").show(Signal.GRANTED)
        devices.rig.barrier("door").open_for(0.3)
        assert bench.output(OUTPUT)
        wait_until(lambda: bool(bench.news_of("text")), "the display says so")
        wait_until(lambda: not bench.output(OUTPUT), "the door closes")
    assert bench.news_of("text")[-1]["text"] == "WELCOME"
    assert bench.news_of("light")[-1]["colour"] == 2


def test_signal_of_the_moment_before_service_is_shown(bench: OsdpBench) -> None:
    bench.news.clear()
    light = OsdpIndicator("light", bench.indicator_config(1), OsdpLines())
    link = RecordingLink()
    identity = light.connect(link)
    light.show(Signal.GRANTED)
    with serving_from(light, link, identity):
        wait_until(lambda: bool(bench.news_of("beep")), "it beeps")
    light.close()
    assert bench.news_of("light")[-1]["colour"] == 2


def test_attention_blinks_and_beeps(bench: OsdpBench) -> None:
    bench.news.clear()
    with running({"light": bench.indicator_config(1)}) as devices:
        devices.rig.indicator("light").show(Signal.ATTENTION)
        wait_until(lambda: bool(bench.news_of("beep")), "it beeps")
    assert bench.news_of("beep")[-1]["times"] == 2
    assert bench.news_of("light")[-1]["blinks"] is True


def test_unreadable_card_and_keypad(bench: OsdpBench) -> None:
    with running({"card": bench.config()}) as devices:
        bench.type_keys("1234")
        with bench.unreadable_card():
            devices.next(CardUnreadable)
        devices.next(CardRemoved)
        wait_until(
            lambda: devices.health("card").counters.get("keys_pressed") == 1, "keys are counted"
        )
        assert devices.health("card").counters["frames_check"] == 1
        assert "1234" not in repr(devices.seen)


def test_noise_is_counted_and_the_next_card_is_read(bench: OsdpBench) -> None:
    with running({"card": bench.config()}) as devices:
        bench.noise(b"\x53\x81\x00" * 2000)
        wait_until(
            lambda: devices.health("card").counters.get("line_faults", 0) > 0, "noise is counted"
        )
        number = bench.number()
        with bench.card(number):
            assert devices.next(CardPresented).uid == number


def test_self_test_shows_which_reader_is_meant(bench: OsdpBench) -> None:
    bench.news.clear()
    with running({"card": bench.config()}) as devices:
        result = devices.rig.self_test("card", limit_s=0.5)
    assert result.outcome is SelfTestOutcome.TIMED_OUT
    assert bench.news_of("light")[-1]["blinks"] is True
    assert bench.news_of("beep")


def test_command_that_was_given_up_is_never_carried_out(bench: OsdpBench) -> None:
    lines = OsdpLines()
    config = bench.barrier_config()
    bus = lines.enrolled(config.line(), MODULE, config.key_file)
    member = bus.join(MODULE)
    try:
        member.wait_until_secure(OSDP_BACK_IN_SERVICE_S)
        bench.news.clear()
        bench.silence(MODULE, True)
        with pytest.raises(DeviceError):
            member.tell(Switch(OUTPUT, Action.ON))
        bench.silence(MODULE, False)
        wait_until(lambda: serves(member), "the module is back")
        assert not bench.output(OUTPUT)
        assert bench.news_of("output") == []
    finally:
        member.leave()


def serves(member: Member) -> bool:
    try:
        member.check()
    except DeviceError:
        return False
    return True


def test_refused_command_is_named_and_the_reader_serves_again(bench: OsdpBench) -> None:
    config = bench.barrier_config()
    bus = OsdpLines().enrolled(config.line(), MODULE, config.key_file)
    member = bus.join(MODULE)
    try:
        member.wait_until_secure(OSDP_BACK_IN_SERVICE_S)
        with pytest.raises(CommandFailed):
            member.tell(Show("a module has no display"))
        wait_until(lambda: serves(member), "libosdp has greeted it again")
    finally:
        member.leave()


def test_challenges_differ_at_each_start(tmp_path: Path) -> None:
    """libosdp never seeds its random numbers: a recorded conversation could be played back."""
    program = [sys.executable, "-m", "tests.helpers.osdp_challenge"]
    challenges = {
        subprocess.run(program, check=True, capture_output=True, text=True).stdout for _ in range(2)
    }
    assert len(challenges) == 2


def test_tables_are_read_as_toml_writes_them(bench: OsdpBench, tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    file.write_text(
        "[devices.card]\n"
        'driver = "osdp-reader"\nport = "/dev/ttyS0"\naddress = 1\nkey_file = "/etc/a.key"\n'
        "[devices.light]\n"
        'driver = "osdp-indicator"\nport = "/dev/ttyS0"\naddress = 1\nkey_file = "/etc/a.key"\n'
        'granted = { colour = "blue", beeps = 2 }\n'
    )
    assert set(load_devices(file)) == {"card", "light"}
