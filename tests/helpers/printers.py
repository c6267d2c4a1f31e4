"""Document printers, spoken to directly or through a queue, with paper at the other end."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pypdf import PdfReader

from devices.printer.configs import CupsConfig, IppConfig
from devices.sim.console import Refused
from devices.sim.cupsd import QUEUE, CupsPeer
from devices.sim.ippeve import IppPrinterPeer

TIMEOUT_S: Final = 2.0


class PrinterBench:
    """A real IPP Everywhere printer. A context manager."""

    def __init__(self, *, colour: bool = False) -> None:
        self.folder: Final = tempfile.TemporaryDirectory(prefix="yanhu-printer-")
        self.printer: Final = IppPrinterPeer(Path(self.folder.name) / "printer", colour=colour)

    def printed(self) -> list[str]:
        """The text of each document that came out, oldest first."""
        return [PdfReader(path).pages[0].extract_text() for path in self.printer.printed()]

    def options(self) -> dict[str, str]:
        """How the last document was to be printed."""
        return self.printer.options(self.printer.printed()[-1])

    def disconnect(self) -> None:
        """Switch off what the driver speaks to."""
        self.printer.kill()

    def reconnect(self) -> None:
        self.printer.start()

    def __enter__(self) -> Self:
        self.printer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.printer.stop()
        self.folder.cleanup()


class IppBench(PrinterBench):
    """Spoken to directly."""

    protocol: Final = "ipp"

    def config(self) -> IppConfig:
        return IppConfig(driver="ipp", uri=self.printer.uri, timeout_s=TIMEOUT_S)


class CupsBench(PrinterBench):
    """Behind the queue of a CUPS server."""

    protocol: Final = "cups"

    def __init__(self, *, colour: bool = False) -> None:
        super().__init__(colour=colour)
        # The server's filters run as another user and have to find their way to its folders.
        Path(self.folder.name).chmod(0o711)
        self.cups: Final = CupsPeer(Path(self.folder.name) / "cups", self.printer.uri)

    def config(self) -> CupsConfig:
        return CupsConfig(driver="cups", server=self.cups.server, queue=QUEUE, timeout_s=TIMEOUT_S)

    def disconnect(self) -> None:
        self.cups.kill()

    def reconnect(self) -> None:
        self.cups.start()

    def __enter__(self) -> Self:
        super().__enter__()
        try:
            self.cups.start()
        except Refused:
            super().__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cups.stop()
        super().__exit__(kind, error, trace)
