"""What is said of ports that looking can't find, of devices that have none, and of mute ones."""

from __future__ import annotations

from typing import Final

from devices.barrier.a0_relay import A0RelayConfig
from devices.card.serial_config import AsciiLineConfig, StxEtxConfig, WiegandConfig
from devices.indicator.relay_lamp import RelayLampConfig
from devices.inventory import DeviceConfig
from devices.receipt.configs import EscposFileConfig, EscposNetworkConfig, EscposSerialConfig
from devices.scanner.camera_scanner import CameraScannerConfig
from devices.scanner.serial_scanner import SerialScannerConfig
from wording import Text

_TYPED: Final = {
    "mjpeg": Text(
        "网络摄像头不会自报地址。请在下面输入，例如 http://10.20.0.31/video",
        "Network cameras don't announce themselves. Type the address below, as "
        "http://10.20.0.31/video",
    ),
    "rtsp": Text(
        "网络摄像头不会自报地址。请在下面输入，例如 rtsp://10.20.0.31:554/stream1",
        "Network cameras don't announce themselves. Type the address below, as "
        "rtsp://10.20.0.31:554/stream1",
    ),
    "modbus-tcp": Text(
        "网络继电器板不会自报地址。请在下面输入 IP 地址或主机名，例如 10.20.0.50",
        "Relay boards on the network don't announce themselves. Type the IP address or host name "
        "below, as 10.20.0.50",
    ),
    "escpos-network": Text(
        "网络小票打印机不会自报地址。按住走纸键开机会打印出 IP 地址；请在下面输入",
        "Receipt printers on the network don't announce themselves. Switched on with the feed "
        "button held they print their IP address: type it below",
    ),
    "escpos-file": Text(
        "请在下面输入打印机的设备文件，例如 /dev/usb/lp0",
        "Type the printer's device file below, as /dev/usb/lp0",
    ),
    "sound": Text(
        "请在下面输入声音输出的名称；pactl list short sinks 列出全部",
        "Type the name of the sound output below; pactl list short sinks lists all",
    ),
    "file": Text(
        "请在下面输入视频文件的路径",
        "Type the path of the video file below",
    ),
}
_ANY_OTHER: Final = Text("请在下面输入端口或地址", "Type the port or address below")
_BY_CAMERA: Final = Text(
    "它用摄像头 {camera} 的画面扫码，没有自己的端口。要换端口，请选那台摄像头",
    "It scans with the pictures of the camera {camera} and has no port of its own. "
    "Choose that camera to change its port",
)
_BY_BOARD: Final = Text(
    "指示灯接在继电器板上。板的端口在配置文件的 [devices.{name}.board] 里改",
    "The lamp hangs at a relay board, whose port is in the file's [devices.{name}.board]",
)
_NO_PORT: Final = Text("这个设备没有可选的端口", "This device has no port to choose")


_OPENED: Final = Text(
    "端口已打开，但还不能证明设备在那里：这种设备平时不出声。{zh}",
    "Opened, not proven: such a device says nothing by itself. {en}",
)
_PRESENT: Final = Text("放一张卡试试", "Present a card")
_SCAN: Final = Text("扫一个码试试", "Scan a code")
_LISTEN: Final = Text("让继电器动作一次，听声音", "Pulse its relay and listen")
_PRINT: Final = Text("打印一张测试小票", "Print a test receipt")


def not_proven(config: DeviceConfig) -> Text | None:
    """What is left to do where a driver could only open the port, as there is nothing to ask."""
    match config:
        case StxEtxConfig() | AsciiLineConfig() | WiegandConfig():
            proof = _PRESENT
        case SerialScannerConfig():
            proof = _SCAN
        case A0RelayConfig(answers=False):
            proof = _LISTEN
        case EscposNetworkConfig() | EscposSerialConfig() | EscposFileConfig():
            if config.answers:
                return None
            proof = _PRINT
        case _:
            return None
    return _OPENED.format(zh=proof.zh, en=proof.en)


def how_to_type(config: DeviceConfig) -> Text:
    """What to type as the port of a device that can't be found by itself."""
    return _TYPED.get(config.driver, _ANY_OTHER)


def why_no_port(name: str, config: DeviceConfig) -> Text:
    """Where the port is of a device that has none of its own."""
    match config:
        case CameraScannerConfig(camera=camera):
            return _BY_CAMERA.format(camera=camera)
        case RelayLampConfig():
            return _BY_BOARD.format(name=name)
        case _:
            return _NO_PORT
