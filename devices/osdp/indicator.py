"""Light, buzzer and display of an OSDP reader as an indicator (docs/devices/osdp.md)."""

from __future__ import annotations

import time
from threading import Event
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from devices.driver import Link
from devices.errors import Cancelled, CommandFailed, DeviceError, Fault, NotFound
from devices.indicator.newest import NewestSignal
from devices.latency import Operation
from devices.osdp.bus import Member, OsdpLines
from devices.osdp.commands import TEXT_LIMIT, Beep, Colour, Light, Show
from devices.osdp.config import OsdpAddress
from devices.ports import DeviceKind, Signal
from wording import Text

LOOK_S: Final = 0.25
"""How soon a stop, or the reader's loss, is noticed while there is nothing to show."""
SECURE_WAIT_S: Final = 3.0
STALL_AFTER_S: Final = 20.0
"""A light, a beep and a text that the reader answers none of, one after the other."""
TEST_SHOW_S: Final = 0.7
"""Long enough for somebody who watches to tell the signals apart."""

_TESTED: Final = (Signal.GRANTED, Signal.DENIED, Signal.ATTENTION)
_SHOWN: Final = Text(
    "依次显示：通过、拒绝、请注意；读卡器均已确认，请目视核对灯色和声音",
    "shown in turn: granted, denied, attention; the reader confirmed each: watch and listen",
)


class Look(BaseModel):
    """What a signal looks and sounds like."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    colour: Annotated[Colour, Field(strict=False)]
    blink_s: Annotated[float, Field(ge=0.1, le=5.0)] | None = None
    """The light goes on and off, so long each; None is steady."""
    beeps: Annotated[int, Field(ge=0, le=10)] = 0
    text: Annotated[str, StringConstraints(pattern=r"^[ -~]*$", max_length=TEXT_LIMIT)] = ""
    """For a reader with a display: printable ASCII."""


class OsdpIndicatorConfig(OsdpAddress):
    """The light, buzzer and display of one reader."""

    driver: Literal["osdp-indicator"]
    led: Annotated[int, Field(ge=0, le=7)] = 0
    idle: Look = Look(colour=Colour.OFF)
    granted: Look = Look(colour=Colour.GREEN, beeps=1)
    denied: Look = Look(colour=Colour.RED, beeps=3)
    attention: Look = Look(colour=Colour.AMBER, blink_s=0.3, beeps=2)

    def look(self, signal: Signal) -> Look:
        return {
            Signal.IDLE: self.idle,
            Signal.GRANTED: self.granted,
            Signal.DENIED: self.denied,
            Signal.ATTENTION: self.attention,
        }[signal]


class OsdpIndicator:
    """A Driver of kind INDICATOR. Counters: ``signals`` shown."""

    kind: Final = DeviceKind.INDICATOR
    protocol: Final = "osdp-indicator"
    stall_after_s: Final = STALL_AFTER_S

    def __init__(self, name: str, config: OsdpIndicatorConfig, lines: OsdpLines) -> None:
        self.name: Final = name
        self._config: Final = config
        self._bus: Final = lines.enrolled(config.line(), config.address, config.key_file)
        self._newest: Final = NewestSignal()
        self._member: Member | None = None
        self._shown = 0
        """Number of the signal that was shown last."""

    @property
    def port(self) -> str:
        return f"{self._config.port}#{self._config.address}"

    def connect(self, link: Link) -> str:
        """Shows the newest signal's light at once, without its beeps. Raises DeviceError."""
        member = self._bus.join(self._config.address)
        try:
            identity = member.wait_until_secure(SECURE_WAIT_S)
            shown, signal = self._newest.get()
            self._light(member, signal)
        except DeviceError:
            member.leave()
            raise
        self._shown = shown
        self._member = member
        return identity

    def serve(self, link: Link, stop: Event) -> None:
        member = self._connected()
        while not stop.is_set():
            link.beat()
            if not self._newest.wait_beyond(self._shown, LOOK_S):
                member.check()
                continue
            self._shown, signal = self._newest.get()
            started = time.monotonic()
            self._show(member, signal)
            link.count("signals")
            link.took(Operation.EXCHANGE, time.monotonic() - started)

    def close(self) -> None:
        member, self._member = self._member, None
        if member is not None:
            member.leave()

    def self_test(self, cancel: Event) -> Text:
        """Shows every signal for a moment, then the newest again.

        Raises CommandFailed when the reader does not carry it out, or Cancelled.
        """
        member = self._connected()
        try:
            for signal in _TESTED:
                self._show(member, signal)
                if cancel.wait(TEST_SHOW_S):
                    raise Cancelled("stopped while a signal was shown")
        finally:
            self._light(member, self._newest.get()[1])
        return _SHOWN

    def show(self, signal: Signal) -> None:
        self._newest.put(signal)

    def _show(self, member: Member, signal: Signal) -> None:
        look = self._config.look(signal)
        self._light(member, signal)
        try:
            if look.beeps:
                member.tell(Beep(look.beeps))
            if look.text:
                member.tell(Show(look.text))
        except CommandFailed as error:
            raise CommandFailed(str(error), Fault.INDICATOR_FAILED) from error

    def _light(self, member: Member, signal: Signal) -> None:
        look = self._config.look(signal)
        try:
            member.tell(Light(look.colour, blink_s=look.blink_s, led=self._config.led))
        except CommandFailed as error:
            raise CommandFailed(str(error), Fault.INDICATOR_FAILED) from error

    def _connected(self) -> Member:
        if self._member is None:
            raise NotFound(f"{self.port} is not connected")
        return self._member
