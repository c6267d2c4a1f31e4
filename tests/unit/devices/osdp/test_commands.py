"""Commands as libosdp takes them, and their limits."""

from __future__ import annotations

import pytest

from devices.osdp.commands import (
    Ask,
    Asked,
    Beep,
    Colour,
    Light,
    OutputAction,
    SetKey,
    Show,
    Switch,
)


def test_times_are_in_tenths_of_a_second() -> None:
    light = Light(Colour.GREEN, seconds=2.0, blink_s=0.3).encode()
    assert (light["timer_count"], light["on_count"], light["off_count"]) == (20, 3, 3)
    assert (light["temporary"], light["control_code"]) == (True, 2)
    assert Switch(1, OutputAction.ON_FOR_A_TIME, 0.01).encode()["timer_count"] == 1
    assert Switch(1, OutputAction.ON, 5.0).encode()["timer_count"] == 0


def test_steady_light_never_goes_off() -> None:
    light = Light(Colour.RED).encode()
    assert (light["temporary"], light["off_count"], light["on_color"]) == (False, 0, 1)


@pytest.mark.parametrize(
    "command",
    [
        Light(Colour.RED, seconds=6554),
        Light(Colour.RED, blink_s=26),
        Beep(times=0),
        Beep(times=256),
        Show("x" * 33),
        Show("欢迎"),
        Show("line\nfeed"),
        Show("x", seconds=0),
        Switch(0, OutputAction.ON_FOR_A_TIME, 6554),
    ],
)
def test_what_no_reader_can_do_is_refused(command: Light | Beep | Show | Switch) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        command.encode()


def test_questions_name_what_they_ask() -> None:
    assert Ask(Asked.INPUTS).encode() != Ask(Asked.OUTPUTS).encode()


def test_key_is_in_no_representation() -> None:
    key = bytes(range(16))
    assert repr(key)[2:-1] not in repr(SetKey(key))
