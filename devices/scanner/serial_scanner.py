"""A code scanner on a serial line (docs/devices/code-scanners.md), also a USB one in COM mode.

It says nothing while nobody shows a code, so that only a lost port can be noticed.
"""

from __future__ import annotations

import time
from threading import Event
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from devices.driver import Link
from devices.errors import Fault, NotFound
from devices.latency import Operation
from devices.ports import DeviceKind
from devices.scanner.reception import ScanReception
from devices.scanner.scan import (
    AFFIX_LIMIT,
    Encoding,
    End,
    ScanDecoder,
    ScanFormat,
)
from devices.serial_line import SerialLine, SerialSettings
from devices.serial_messages import SerialMessages
from wording import Text

STALL_AFTER_S: Final = 5.0
"""Every wait is far shorter; only a hung adapter's driver blocks for longer."""

_Affix = Annotated[str, StringConstraints(max_length=AFFIX_LIMIT, pattern=r"^[\x00-\x7f]*$")]


class SerialScannerConfig(BaseModel):
    """``[devices.NAME]`` of a scanner on a serial port."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["serial-scanner"]
    port: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    """Serial device; prefer the stable names below /dev/serial/by-id."""
    baudrate: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: Literal[1, 2] = 1
    end: Annotated[End, Field(strict=False)] = End.CRLF
    """What the scanner sends after each code."""
    prefix: _Affix = ""
    suffix: _Affix = ""
    """ASCII characters before and after each code; taken off."""
    symbology_identifiers: bool = False
    """Whether the scanner sends ``]cm`` before the content (ISO/IEC 15424)."""
    encoding: Annotated[Encoding, Field(strict=False)] = Encoding.UTF_8
    same_code_after_s: Annotated[float, Field(ge=0.0, le=60.0)] = 1.0
    """The same code within this time after it was last seen is not told again."""

    def line(self) -> SerialSettings:
        return SerialSettings(self.port, self.baudrate, self.parity, self.stop_bits)

    def format(self) -> ScanFormat:
        return ScanFormat(
            self.end,
            self.prefix.encode("ascii"),
            self.suffix.encode("ascii"),
            self.symbology_identifiers,
            self.encoding,
        )


class SerialScanner:
    """A Driver of kind CODE_SCANNER."""

    kind: Final = DeviceKind.CODE_SCANNER
    protocol: Final = "serial-scanner"
    stall_after_s: Final = STALL_AFTER_S

    def __init__(self, name: str, config: SerialScannerConfig) -> None:
        self.name: Final = name
        self._config: Final = config
        self._line: Final = SerialLine(config.line())
        self._reception: Final = ScanReception(name, config.same_code_after_s)
        self._connected = False

    @property
    def port(self) -> str:
        return self._config.port

    def connect(self, link: Link) -> str:
        """Scanners of this kind tell no identity. Raises NotFound (scanner gone)."""
        try:
            self._line.open()
        except NotFound as error:
            raise NotFound(str(error), Fault.CODE_SCANNER_GONE) from error
        self._connected = True
        return ""

    def serve(self, link: Link, stop: Event) -> None:
        messages = SerialMessages(self._line, ScanDecoder(self._config.format()))
        try:
            while not stop.is_set():
                link.beat()
                for scan in messages.next():
                    self._reception.take(scan, link)
                    link.took(Operation.CODE_READ, time.monotonic() - messages.arrived)
        except NotFound as error:
            raise NotFound(str(error), Fault.CODE_SCANNER_GONE) from error

    def close(self) -> None:
        self._connected = False
        self._line.close()

    def self_test(self, cancel: Event) -> Text:
        """Waits for a code and says its kind and length. The code goes to the test alone.

        Raises NotFound when the scanner is not connected, Cancelled when no code came.
        """
        if not self._connected:
            raise NotFound(f"{self.port} is not open", Fault.CODE_SCANNER_GONE)
        return self._reception.wait_for_code(cancel)
