"""``[devices.NAME]`` of document printers, apart from drivers whose HTTP library loads slowly."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from devices.printer.patience import PrinterPatience


class IppConfig(PrinterPatience):
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
    return re.fullmatch(r"ipps?://[^/@\s]+/\S+", uri) is not None


class CupsConfig(PrinterPatience):
    """``[devices.NAME]`` with ``driver = "cups"``."""

    driver: Literal["cups"]
    queue: Annotated[str, StringConstraints(pattern=r"^[^\s/#?'\"\\]{1,127}$")]
    """Its name, as ``lpstat -e`` lists it."""
    server: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.:_-]{1,253}$")] = "localhost:631"
    """Host and port of the CUPS server."""

    @property
    def uri(self) -> str:
        return f"ipp://{self.server}/printers/{self.queue}"


PrinterConfig = Annotated[IppConfig | CupsConfig, Field(discriminator="driver")]
"""A document printer's table, where only such a device makes sense."""
