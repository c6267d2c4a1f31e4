"""What a reader can be told, as libosdp wants it (SIA OSDP 2.2, section 6). No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

import osdp

TIMER_UNIT_S: Final = 0.1
LONGEST_TIMER: Final = 0xFFFF
LONGEST_COUNT: Final = 0xFF
TEXT_LIMIT: Final = 32
"""Characters that fit the displays of readers, and any packet."""

Raw = dict[str, object]
"""A command as libosdp takes it."""


class Colour(StrEnum):
    """Colours of a reader's light (section 6.10.1)."""

    OFF = "off"
    RED = "red"
    GREEN = "green"
    AMBER = "amber"
    BLUE = "blue"
    MAGENTA = "magenta"
    CYAN = "cyan"
    WHITE = "white"


_COLOURS: Final = {
    Colour.OFF: osdp.CommandLEDColor.Black,
    Colour.RED: osdp.CommandLEDColor.Red,
    Colour.GREEN: osdp.CommandLEDColor.Green,
    Colour.AMBER: osdp.CommandLEDColor.Amber,
    Colour.BLUE: osdp.CommandLEDColor.Blue,
    Colour.MAGENTA: osdp.CommandLEDColor.Magenta,
    Colour.CYAN: osdp.CommandLEDColor.Cyan,
    Colour.WHITE: osdp.CommandLEDColor.White,
}


def _tenths(seconds: float, longest: int) -> int:
    """``seconds`` in the protocol's unit, at least one of it. Raises ValueError when too long."""
    units = max(1, round(seconds / TIMER_UNIT_S))
    if units > longest:
        raise ValueError(f"{seconds} s is longer than {longest * TIMER_UNIT_S:g} s")
    return units


@dataclass(frozen=True, slots=True)
class Light:
    """osdp_LED: ``colour`` for ``seconds`` and then as before, or for good when None.

    With ``blink_s`` it goes on and off, so long each.
    """

    colour: Colour
    seconds: float | None = None
    blink_s: float | None = None
    led: int = 0
    reader: int = 0

    def encode(self) -> Raw:
        on = 1 if self.blink_s is None else _tenths(self.blink_s, LONGEST_COUNT)
        temporary = self.seconds is not None
        duration = 0 if self.seconds is None else _tenths(self.seconds, LONGEST_TIMER)
        return {
            "command": osdp.Command.LED,
            "reader": self.reader,
            "led_number": self.led,
            "control_code": 2 if temporary else 1,
            "on_count": on,
            "off_count": 0 if self.blink_s is None else on,
            "on_color": _COLOURS[self.colour],
            "off_color": osdp.CommandLEDColor.Black,
            "timer_count": duration,
            "temporary": temporary,
        }


@dataclass(frozen=True, slots=True)
class Beep:
    """osdp_BUZ: ``times`` (1 to 255) beeps of ``on_s`` seconds with ``off_s`` between them."""

    times: int = 1
    on_s: float = 0.1
    off_s: float = 0.1
    reader: int = 0

    def encode(self) -> Raw:
        if not 1 <= self.times <= LONGEST_COUNT:
            raise ValueError(f"a reader beeps 1 to {LONGEST_COUNT} times, not {self.times}")
        return {
            "command": osdp.Command.Buzzer,
            "reader": self.reader,
            "control_code": 2,
            "on_count": _tenths(self.on_s, LONGEST_COUNT),
            "off_count": _tenths(self.off_s, LONGEST_COUNT),
            "rep_count": self.times,
        }


@dataclass(frozen=True, slots=True)
class Show:
    """osdp_TEXT: ``text`` (printable ASCII, at most 32) on the display for whole ``seconds``."""

    text: str
    seconds: int = 3
    row: int = 1
    column: int = 1
    reader: int = 0

    def encode(self) -> Raw:
        if not self.text.isascii() or not self.text.isprintable() or len(self.text) > TEXT_LIMIT:
            raise ValueError(f"a reader shows at most {TEXT_LIMIT} printable ASCII characters")
        if not 1 <= self.seconds <= LONGEST_COUNT:
            raise ValueError(f"a text stays for 1 to {LONGEST_COUNT} s, not {self.seconds}")
        return {
            "command": osdp.Command.Text,
            "reader": self.reader,
            "control_code": 3,
            "temp_time": self.seconds,
            "offset_row": self.row,
            "offset_col": self.column,
            "data": self.text,
        }


class OutputAction(IntEnum):
    """Control codes of osdp_OUT (section 6.9)."""

    OFF = 1
    ON = 2
    ON_FOR_A_TIME = 5
    OFF_FOR_A_TIME = 6


@dataclass(frozen=True, slots=True)
class Switch:
    """osdp_OUT: one output, for good or (the actions for a time) for ``seconds`` up to 6553.5."""

    output: int
    action: OutputAction
    seconds: float = 0.0

    def encode(self) -> Raw:
        timed = self.action in (OutputAction.ON_FOR_A_TIME, OutputAction.OFF_FOR_A_TIME)
        return {
            "command": osdp.Command.Output,
            "output_no": self.output,
            "control_code": int(self.action),
            "timer_count": _tenths(self.seconds, LONGEST_TIMER) if timed else 0,
        }


class Asked(StrEnum):
    """What osdp_ISTAT and osdp_OSTAT ask for."""

    INPUTS = "inputs"
    OUTPUTS = "outputs"


_REPORTS: Final = {
    Asked.INPUTS: osdp.StatusReportType.Input,
    Asked.OUTPUTS: osdp.StatusReportType.Output,
}


@dataclass(frozen=True, slots=True)
class Ask:
    """osdp_ISTAT or osdp_OSTAT: the levels of all inputs or outputs."""

    what: Asked

    def encode(self) -> Raw:
        return {"command": osdp.Command.Status, "type": _REPORTS[self.what]}


@dataclass(frozen=True, slots=True)
class SetKey:
    """osdp_KEYSET: a new key for the Secure Channel. Only the installation sends it."""

    key: bytes = field(repr=False)

    def encode(self) -> Raw:
        return {"command": osdp.Command.Keyset, "type": 1, "data": self.key}


Command = Light | Beep | Show | Switch | Ask
"""Everything that a running terminal sends. A key is not among it."""
