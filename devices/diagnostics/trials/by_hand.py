"""What a technician does to a device by hand: print a sample, pulse a barrier, read its inputs."""

from __future__ import annotations

import time
from functools import partial
from threading import Event
from typing import Final

from pydantic import BaseModel, ConfigDict

from devices.barrier.board_test import PULSE_S
from devices.barrier.sensor_words import SENSORS
from devices.errors import Cancelled, CommandFailed, Fault
from devices.ports import Barrier, DeviceKind, JobState, SelfTestResult, Sensor
from devices.printer.options import Colour, Sides
from devices.printer.test_page import TEST_PAGE_TITLE, test_page_for
from devices.receipt.sample import sample_receipt
from devices.rig import NoSuchDevice, Rig
from wording import Text

PRINT_LIMIT_S: Final = 40.0
"""A cold laser printer warms up for half a minute before its first page."""
PULSE_LIMIT_S: Final = 10.0
PULSE_OVER_S: Final = PULSE_S + 0.5
"""By then a barrier is shut again, also where this program has to do it."""
ANSWER_S: Final = 3.0
"""How long the inputs are watched after a pulse: time to reach into the light beam."""
LOOK_S: Final = 0.02

PRINTERS: Final = frozenset({DeviceKind.DOCUMENT_PRINTER, DeviceKind.RECEIPT_PRINTER})
"""Kinds that print a sample which only a person can judge."""

_PRINTS_NOTHING: Final = Text(
    "设备 {name!r} 是 {kind}，不能打印", "device {name!r} is a {kind}, which prints nothing"
)
_PAGE: Final = Text("测试页已打印，{pages} 面", "Test page printed, {pages} side(s)")
_DUPLEX: Final = Text("双面", "duplex")
_COLOURED: Final = Text("彩色", "in colour")
_RECEIPT: Final = Text("小票已打印", "Receipt printed")
_ANSWERED: Final = Text(
    "继电器已动作 {pulse_s:g} 秒；输入变化：{zh}",
    "Relay pulsed for {pulse_s:g} s; inputs that answered: {en}",
)
_UNWIRED: Final = Text(
    "继电器已动作 {pulse_s:g} 秒；没有配置通行传感器（inputs），因此没有等它反应",
    "Relay pulsed for {pulse_s:g} s; no passage sensor is set (inputs), so none could answer",
)


class Inputs(BaseModel):
    """The inputs of a barrier as last read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    device: str
    active: dict[Sensor, bool]


def inputs(rig: Rig, name: str) -> Inputs:
    """Never waits for the board. Raises NoSuchDevice."""
    return Inputs(device=name, active=dict(rig.barrier(name).inputs()))


def print_sample(
    rig: Rig, name: str, limit_s: float = PRINT_LIMIT_S, called_off: Event | None = None
) -> SelfTestResult:
    """Print a test page or a receipt; passed means that it left, not that it is well.

    ``called_off`` is as for :meth:`Rig.self_test`. Raises NoSuchDevice when ``name`` is no printer.
    """
    match rig.kind(name):
        case DeviceKind.DOCUMENT_PRINTER:
            return rig.exercise(name, partial(_page, rig, name), limit_s, called_off)
        case DeviceKind.RECEIPT_PRINTER:
            return rig.exercise(name, lambda _cancel: _receipt(rig, name), limit_s, called_off)
        case kind:
            raise NoSuchDevice(_PRINTS_NOTHING.format(name=name, kind=kind))


def pulse(rig: Rig, name: str, limit_s: float = PULSE_LIMIT_S) -> SelfTestResult:
    """Open a barrier for half a second and say which inputs answered. Raises NoSuchDevice.

    Failed (BA-04) when it has a passage sensor and nothing answered.
    """
    barrier = rig.barrier(name)
    return rig.exercise(name, lambda cancel: _pulsed(barrier, cancel), limit_s)


def _page(rig: Rig, name: str, cancel: Event) -> Text:
    printer = rig.printer(name)
    page = test_page_for(f"{name}: test page", printer.defaults)
    *_, last = printer.print_document(page, TEST_PAGE_TITLE, cancel)
    if last.state is not JobState.COMPLETED:
        if cancel.is_set():
            raise Cancelled("the test page was called off")
        raise CommandFailed("the printer did not finish the test page", last.fault)
    said = [_PAGE.format(pages=last.impressions)]
    if printer.defaults.sides is not Sides.ONE:
        said.append(_DUPLEX)
    if printer.defaults.colour is Colour.COLOUR:
        said.append(_COLOURED)
    return Text("，".join(one.zh for one in said), ", ".join(one.en for one in said))


def _receipt(rig: Rig, name: str) -> Text:
    rig.receipt_printer(name).print_receipt(sample_receipt(name))
    return _RECEIPT


def _pulsed(barrier: Barrier, cancel: Event) -> Text:
    before = dict(barrier.inputs())
    answered: dict[Sensor, float] = {}
    barrier.open_for(PULSE_S)
    started = time.monotonic()
    while (passed := time.monotonic() - started) < ANSWER_S:
        for sensor, active in barrier.inputs().items():
            if active is not before.get(sensor):
                answered.setdefault(sensor, passed)
        if cancel.wait(LOOK_S):
            raise Cancelled("stopped while the inputs were watched")
    if not answered:
        if Sensor.PASSAGE not in before:
            return _UNWIRED.format(pulse_s=PULSE_S)
        raise CommandFailed(f"no input changed within {ANSWER_S:g} s", Fault.BARRIER_SENSOR_SILENT)
    told = [(SENSORS[sensor], after) for sensor, after in answered.items()]
    return _ANSWERED.format(
        pulse_s=PULSE_S,
        zh="，".join(f"{sensor.zh} +{after:.1f} 秒" for sensor, after in told),
        en=", ".join(f"{sensor.en} +{after:.1f} s" for sensor, after in told),
    )
