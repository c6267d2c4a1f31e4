"""``[devices.NAME]`` of document printers, apart from drivers whose HTTP library loads slowly."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, field_validator

from devices.printer.options import Colour, PrintOptions, Sides
from devices.printer.patience import PrinterPatience

SERVER: Final = r"^[0-9A-Za-z.:_-]{1,253}$"
"""Host and port of a CUPS server, as they are written."""


class PrinterDefaults(PrinterPatience):
    """How the printer prints what asks for nothing else; checked against what it can do."""

    sides: Annotated[Sides, Field(strict=False)] = Sides.ONE
    colour: bool = False
    """False prints in black, also what has colours."""

    @property
    def options(self) -> PrintOptions:
        return PrintOptions(self.sides, Colour.COLOUR if self.colour else Colour.MONOCHROME)


class IppConfig(PrinterDefaults):
    """``[devices.NAME]`` with ``driver = "ipp"``."""

    driver: Literal["ipp"]
    uri: str = Field(max_length=500)
    """``ipp://host[:port]/path`` or ``ipps://...`` for TLS; usually ``/ipp/print``."""
    verify_tls: bool = True
    """False accepts any certificate, as most printers have one that nobody signed."""

    @field_validator("uri")
    @classmethod
    def _is_printer_address(cls, uri: str) -> str:
        if not is_printer_address(uri):
            raise ValueError("must be ipp://host/path or ipps://host/path, without a user")
        return uri


def is_printer_address(uri: str) -> bool:
    """Whether ``uri`` is the address of an IPP printer, without a user's name in it."""
    if re.fullmatch(r"ipps?://[^/@\s]+/\S+", uri) is None:
        return False
    try:
        parts = urlsplit(uri)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets of IPv6 that don't match, or no such port
        return False


class CupsConfig(PrinterDefaults):
    """``[devices.NAME]`` with ``driver = "cups"``."""

    driver: Literal["cups"]
    queue: Annotated[str, StringConstraints(pattern=r"^[^\s/#?'\"\\]{1,127}$")]
    """Its name, as ``lpstat -e`` lists it."""
    server: Annotated[str, StringConstraints(pattern=SERVER)] = "localhost:631"
    """Host and port of the CUPS server."""

    @property
    def uri(self) -> str:
        return f"ipp://{self.server}/printers/{self.queue}"


PrinterConfig = Annotated[IppConfig | CupsConfig, Field(discriminator="driver")]
"""A document printer's table, where only such a device makes sense."""
