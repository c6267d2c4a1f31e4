"""Receipt printers of every connection, each at the other end of a real wire."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from devices.receipt.configs import (
    EscposFileConfig,
    EscposNetworkConfig,
    EscposSerialConfig,
)
from devices.sim.free_port import free_port
from devices.sim.peer import Line, PeerProcess
from devices.sim.serial_cable import SerialCable

ANSWER_S: Final = 0.2
PRINT_LIMIT_S: Final = 1.0

Slip = dict[str, object]
"""``lines``: texts and codes with their style; ``cut``: how it was cut, empty when it was not."""


class PrinterBench:
    """A printer that is a process, and its wire. A context manager."""

    def __init__(self, args: list[str], cable: SerialCable | None = None) -> None:
        self._printer: Final = PeerProcess("devices.sim.receipt_printer", args, on_news=self._note)
        self._cable: Final = cable
        self._connected = False
        self.complaints: Final[list[Line]] = []
        """What the printer did not know, and lines that were too wide."""

    def slips(self) -> list[Slip]:
        """What came out, cut or still hanging in the printer."""
        slips = self._printer.ask(do="slips")["slips"]
        assert isinstance(slips, list)
        return slips

    def set_paper(self, lines: int | None) -> None:
        """So many lines are left on the roll; None is a full one."""
        self._printer.ask(do="paper", lines=lines)

    def open_cover(self, is_open: bool = True) -> None:
        self._printer.ask(do="cover", open=is_open)

    def jam_cutter(self, stuck: bool = True) -> None:
        self._printer.ask(do="cutter", stuck=stuck)

    def break_down(self, broken: bool = True) -> None:
        self._printer.ask(do="broken", on=broken)

    def hold(self, on: bool = True) -> None:
        """Take data, but print nothing."""
        self._printer.ask(do="hold", on=on)

    def set_line(self, state: str) -> None:
        """See :class:`devices.sim.escpos_paper.LineState`."""
        self._printer.ask(do="line", state=state)

    def disconnect(self) -> None:
        self._connected = False
        self._printer.stop()
        if self._cable is not None:
            self._cable.unplug()

    def reconnect(self) -> None:
        if self._cable is not None:
            self._cable.plug()
        self._printer.start()
        self._connected = True

    def reset(self) -> None:
        """Connected, full roll, all well, nothing printed."""
        if not self._connected:
            self.reconnect()
        self._printer.ask(do="reset")
        self.complaints.clear()

    def _note(self, news: Line) -> None:
        self.complaints.append(news)

    def __enter__(self) -> Self:
        self.reconnect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.disconnect()


class NetworkBench(PrinterBench):
    """On the network; keeps its address over power cuts."""

    protocol: Final = "escpos-network"

    def __init__(self) -> None:
        self._tcp_port: Final = free_port()
        super().__init__(["--tcp", f"127.0.0.1:{self._tcp_port}"])

    def config(self) -> EscposNetworkConfig:
        return EscposNetworkConfig(
            driver="escpos-network",
            host="127.0.0.1",
            tcp_port=self._tcp_port,
            answer_timeout_s=ANSWER_S,
            print_limit_s=PRINT_LIMIT_S,
        )


class _LineBench(PrinterBench):
    def __init__(self) -> None:
        self._folder: Final = tempfile.TemporaryDirectory(prefix="yanhu-receipt-")
        cable = SerialCable(Path(self._folder.name))
        self._host_end: Final = str(cable.host_end)
        super().__init__(["--port", str(cable.device_end)], cable)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, trace)
        self._folder.cleanup()


class SerialBench(_LineBench):
    """On a serial cable."""

    protocol: Final = "escpos-serial"

    def config(self) -> EscposSerialConfig:
        return EscposSerialConfig(
            driver="escpos-serial",
            port=self._host_end,
            answer_timeout_s=ANSWER_S,
            print_limit_s=PRINT_LIMIT_S,
        )


class FileBench(_LineBench):
    """Below a character device."""

    protocol: Final = "escpos-file"

    def config(self) -> EscposFileConfig:
        return EscposFileConfig(
            driver="escpos-file",
            path=self._host_end,
            answer_timeout_s=ANSWER_S,
            print_limit_s=PRINT_LIMIT_S,
        )
