"""What is said of ports that were found."""

from __future__ import annotations

from typing import Final

from devices.diagnostics.ports.attached import Transport
from devices.diagnostics.ports.offers import PortOffer
from wording import Text

SYMBOLS: Final = {
    Transport.SERIAL: "cable",
    Transport.VIDEO: "videocam",
    Transport.PCSC: "contactless",
    Transport.IPP: "print",
    Transport.CUPS: "print",
    Transport.SOUND: "volume_up",
}
_TRANSPORTS: Final = {
    Transport.SERIAL: Text("串口", "Serial port"),
    Transport.VIDEO: Text("摄像头", "Camera"),
    Transport.PCSC: Text("PC/SC 读卡器", "PC/SC reader"),
    Transport.IPP: Text("IPP 打印机", "IPP printer"),
    Transport.CUPS: Text("打印队列", "Print queue"),
    Transport.SOUND: Text("声卡", "Sound card"),
}


def about_port(port: PortOffer) -> Text:
    """The second line of a found port: what it is, and what it tells besides its name."""
    kind = _TRANSPORTS[port.transport]
    more = port.about.removeprefix(port.port).strip(" :")
    return Text(f"{kind.zh} · {more}", f"{kind.en} · {more}") if more else kind
