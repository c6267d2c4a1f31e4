"""Lamps on a real relay board and a loudspeaker of ALSA's own tell people what the lane decided."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices.ports import Signal
from gate_agent.agent import GateAgent
from gate_agent.wire.schema import DeviceStateView, Outcome
from tests.helpers.gate import Gate
from tests.helpers.indicators import LampBench, SoundBench
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until


@pytest.fixture
def lamp() -> Iterator[LampBench]:
    with LampBench() as started:
        yield started


@pytest.fixture
def sound() -> Iterator[SoundBench]:
    with SoundBench() as started:
        yield started


@pytest.fixture
def signalling(gate: Gate, lamp: LampBench, sound: SoundBench) -> Gate:
    """The gate's lane with a lamp and a loudspeaker of its own."""
    board = lamp.config().board
    gate.by_card_alone()
    text = gate.config.read_text().replace(
        'barrier = "barrier"', 'barrier = "barrier"\nindicators = ["lamp", "sound"]'
    )
    gate.config.write_text(
        f"""{text}
[devices.lamp]
driver = "relay-lamp"
board = {{ driver = "modbus-rtu", port = "{lamp.relays.config().port}", \
timeout_s = {board.timeout_s} }}
granted = [1]
denied = [2]
attention = [2, 3]

[devices.sound]
driver = "sound"
device = "loudspeaker"
"""
    )
    return gate


def known(hall: MisbehavingHall) -> bytes:
    """The card of somebody who may come in."""
    uid = new_uid()
    hall.publish(approved(hall.registry.digest(uid)))
    return uid


def state(agent: GateAgent, name: str) -> DeviceStateView:
    return next(device.state for device in agent.state().devices if device.name == name)


def test_lamp_and_sound_follow_the_lane(
    signalling: Gate, hall: MisbehavingHall, lamp: LampBench, sound: SoundBench
) -> None:
    uid = known(hall)
    with signalling.running():
        wait_until(lambda: lamp.shows(Signal.IDLE), "the lamp says that nobody is there")
        signalling.tap(new_uid())
        wait_until(lambda: lamp.shows(Signal.DENIED), "the lamp refuses")
        wait_until(lambda: sound.shows(Signal.DENIED), "the sound refuses")
        with signalling.site.pcsc.unreadable_card():
            wait_until(lambda: lamp.shows(Signal.ATTENTION), "the lamp calls the guard")
        signalling.tap(uid)
        wait_until(lambda: lamp.shows(Signal.GRANTED), "the lamp lets in")
        wait_until(lambda: sound.shows(Signal.GRANTED), "the sound lets in")
        signalling.walk_through()
        wait_until(lambda: lamp.shows(Signal.IDLE), "the light is nobody else's")


def test_a_lane_goes_on_without_its_indicators(
    signalling: Gate, hall: MisbehavingHall, lamp: LampBench, sound: SoundBench
) -> None:
    uid = known(hall)
    with signalling.running() as agent:
        lamp.disconnect()
        sound.disconnect()
        wait_until(lambda: state(agent, "lamp") is DeviceStateView.DOWN, "the lamp is down")
        assert signalling.tap(uid).outcome is Outcome.GRANTED
        wait_until(signalling.site.relay.is_open, "the barrier is open")
        signalling.walk_through()
        lamp.reconnect()
        wait_until(lambda: state(agent, "lamp") is DeviceStateView.READY, "the lamp is back")
        signalling.tap(new_uid())
        wait_until(lambda: lamp.shows(Signal.DENIED), "the lamp refuses again")
