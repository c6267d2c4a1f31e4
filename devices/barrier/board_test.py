"""What a technician may learn from a relay board: does it answer, and does its relay move."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Event
from typing import Final

from devices.barrier.sensor_words import inputs
from devices.errors import Cancelled, CommandFailed, Fault, ProtocolError, Silent
from devices.ports import Sensor
from devices.relay.board import RelayBoard
from wording import Text

QUESTIONS: Final = 20
"""Enough to tell a good line from a noisy one within half a second."""
PULSE_S: Final = 0.5
"""Long enough to hear the relay, too short to walk through."""
LOOK_S: Final = 0.05
"""How often the relay is looked at until it is back."""

_ANSWERS: Final = Text(
    "{answered}/{asked} 次应答，平均 {mean_ms:.1f} 毫秒；输入：{zh}",
    "{answered}/{asked} answers, mean {mean_ms:.1f} ms; inputs: {en}",
)
_MUTE: Final = Text(
    "端口已打开；这种板子从不应答，是否在线无法判断",
    "the port is open; a board of this kind never answers, so nobody can tell whether it is there",
)
LEFT_ALONE: Final = Text(
    "继电器未动作（没有允许 self_test_pulse）",
    "relay left alone (no self_test_pulse allowed)",
)
HELD: Final = Text("继电器未动作（道闸正保持常开）", "relay left alone (the barrier is held open)")
OPEN: Final = Text("继电器未动作（道闸已经开着）", "relay left alone (the barrier is open)")
_PULSED: Final = Text(
    "继电器已动作，{after_s:.1f} 秒后自动复位",
    "relay moved and went back by itself after {after_s:.1f} s",
)
_UNSEEN: Final = Text(
    "已命令继电器动作 {pulse_s:g} 秒；这种板子不报告结果，请听声确认",
    "relay told to move for {pulse_s:g} s; this board does not confirm it: listen for two clicks",
)


def question(board: RelayBoard, read: Callable[[], Mapping[Sensor, bool]], cancel: Event) -> Text:
    """Ask the board many times. Raises Silent when none is answered, NotFound, or Cancelled."""
    if not board.answers:
        read()
        return _MUTE
    answered, total_s = 0, 0.0
    sensors: Mapping[Sensor, bool] = {}
    for _ in range(QUESTIONS):
        if cancel.is_set():
            raise Cancelled("stopped while asking the board")
        started = time.monotonic()
        try:
            sensors = read()
        except (Silent, ProtocolError):
            continue
        answered += 1
        total_s += time.monotonic() - started
    if not answered:
        raise Silent(f"none of {QUESTIONS} questions was answered")
    told = inputs(sensors)
    mean_ms = total_s / answered * 1000
    return _ANSWERS.format(
        answered=answered, asked=QUESTIONS, mean_ms=mean_ms, zh=told.zh, en=told.en
    )


def pulse(
    move: Callable[[float], None], open_now: Callable[[], bool | None], cancel: Event
) -> Text:
    """Let the barrier open for a moment with ``move`` and watch it with ``open_now``.

    Raises CommandFailed when the relay does not move, or Cancelled.
    """
    started = time.monotonic()
    move(PULSE_S)
    opened = open_now()
    if opened is None:
        cancel.wait(PULSE_S)
        return _UNSEEN.format(pulse_s=PULSE_S)
    if not opened:
        raise CommandFailed("the relay did not move", Fault.BARRIER_COMMAND_FAILED)
    while open_now():
        if cancel.wait(LOOK_S):
            raise Cancelled("stopped while the barrier was open")
    return _PULSED.format(after_s=time.monotonic() - started)
