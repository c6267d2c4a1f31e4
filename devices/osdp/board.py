"""Outputs and inputs of an OSDP reader or I/O module, as a relay board (docs/devices/osdp.md)."""

from __future__ import annotations

from typing import Final

from devices.errors import DeviceError, NotFound, ProtocolError
from devices.osdp.bus import Member, OsdpLines
from devices.osdp.commands import Ask, Asked, OutputAction, Switch
from devices.osdp.config import OsdpAddress

SECURE_WAIT_S: Final = 3.0
"""A reader that is there is secure within 50 ms, and a second more for each lost packet."""


class OsdpBoard:
    """A RelayBoard and a FlashTimer: the reader's own timer ends a pulse."""

    answers: Final = True

    def __init__(self, config: OsdpAddress, lines: OsdpLines) -> None:
        self.port: Final = f"{config.port}#{config.address}"
        self._address: Final = config.address
        self._bus: Final = lines.enrolled(config.line(), config.address, config.key_file)
        self._member: Member | None = None

    @property
    def noise(self) -> int:
        return 0 if self._member is None else self._member.noise()

    def open(self) -> str:
        """Raises DeviceError as :meth:`devices.osdp.bus.Member.wait_until_secure` too."""
        member = self._bus.join(self._address)
        try:
            identity = member.wait_until_secure(SECURE_WAIT_S)
        except DeviceError:
            member.leave()
            raise
        self._member = member
        return identity

    def close(self) -> None:
        member, self._member = self._member, None
        if member is not None:
            member.leave()

    def switch(self, relay: int, *, on: bool) -> None:
        self._opened().tell(Switch(relay, OutputAction.ON if on else OutputAction.OFF))

    def flash(self, relay: int, seconds: float, *, on: bool) -> None:
        action = OutputAction.ON_FOR_A_TIME if on else OutputAction.OFF_FOR_A_TIME
        self._opened().tell(Switch(relay, action, seconds))

    def read_relay(self, relay: int) -> bool:
        return self._levels(Asked.OUTPUTS, relay + 1)[relay]

    def read_inputs(self, count: int) -> tuple[bool, ...]:
        """With 0 the outputs are asked for: a reader may have no inputs."""
        if not count:
            self._levels(Asked.OUTPUTS, 0)
            return ()
        return self._levels(Asked.INPUTS, count)[:count]

    def _levels(self, kind: Asked, count: int) -> tuple[bool, ...]:
        levels = self._opened().tell(Ask(kind)) or ()
        if len(levels) < count:
            raise ProtocolError(f"{self.port} has {len(levels)} {kind}, not {count}")
        return levels

    def _opened(self) -> Member:
        if self._member is None:
            raise NotFound(f"{self.port} is not open")
        return self._member
