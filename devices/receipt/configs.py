"""``[devices.NAME]`` of receipt printers: one table a connection, the rest in common."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from devices.network_host import Host
from devices.receipt.channels import Channel, FileChannel, TcpChannel
from devices.receipt.escpos_codec import Charset, Cut
from devices.serial_line import SerialLine, SerialSettings

PortPath = Annotated[str, StringConstraints(min_length=1, max_length=255)]


class ReceiptPaper(BaseModel):
    """What every ESC/POS printer needs, however it is connected."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    columns: Annotated[int, Field(ge=24, le=64)] = 48
    """Narrow characters in a line: 48 on 80 mm paper, 32 on 58 mm."""
    charset: Annotated[Charset, Field(strict=False)] = Charset.GB18030
    cut: Annotated[Cut, Field(strict=False)] = Cut.PARTIAL
    answers: bool = True
    """Whether the printer answers status questions; a one-way cable or converter does not."""
    answer_timeout_s: Annotated[float, Field(ge=0.1, le=5.0)] = 0.5
    """Longest wait for one status answer."""
    print_limit_s: Annotated[float, Field(ge=1.0, le=120.0)] = 20.0
    """Longest time for one receipt: half a metre takes 4 s on a fast printer, 10 s on others."""


class EscposNetworkConfig(ReceiptPaper):
    """A network printer's raw port."""

    driver: Literal["escpos-network"]
    host: Host
    tcp_port: Annotated[int, Field(ge=1, le=65535)] = 9100
    connect_timeout_s: Annotated[float, Field(ge=0.1, le=10.0)] = 2.0

    def channel(self) -> Channel:
        return TcpChannel(self.host, self.tcp_port, connect_limit_s=self.connect_timeout_s)


class EscposSerialConfig(ReceiptPaper):
    """A printer on a serial line, or on USB as a serial port."""

    driver: Literal["escpos-serial"]
    port: PortPath
    baudrate: Literal[9600, 19200, 38400, 57600, 115200] = 9600
    parity: Literal["none", "even", "odd"] = "none"

    def channel(self) -> Channel:
        return SerialLine(SerialSettings(self.port, self.baudrate, self.parity))


class EscposFileConfig(ReceiptPaper):
    """A USB printer below the kernel's usblp driver."""

    driver: Literal["escpos-file"]
    path: PortPath
    """As /dev/usb/lp0."""

    def channel(self) -> Channel:
        return FileChannel(self.path)


EscposConfig = EscposNetworkConfig | EscposSerialConfig | EscposFileConfig
