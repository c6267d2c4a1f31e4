"""What can go wrong with a device.

Every fault has a public code, one sentence for the public and one remedy for the technician, in
both languages. ``docs/devices/faults.md`` is generated from :class:`Fault`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from wording import Text


@dataclass(frozen=True, slots=True)
class FaultText:
    """Code and wording of one fault."""

    code: str
    public: Text
    remedy: Text


class Fault(Enum):
    """All faults that a device reports. ``Fault.PRINTER_MEDIA_EMPTY.value.code`` is its code."""

    DEVICE_NOT_FOUND = FaultText(
        "DV-01",
        Text("设备未连接", "A device is not connected"),
        Text(
            "检查电源和数据线；在诊断界面核对端口名",
            "Check power and cable; compare the port name on the diagnostics screen",
        ),
    )
    DEVICE_SILENT = FaultText(
        "DV-02",
        Text("设备没有应答", "A device does not answer"),
        Text(
            "断电十秒再上电；仍无应答则更换设备",
            "Power it off for ten seconds; replace it if it stays silent",
        ),
    )
    DEVICE_PROTOCOL = FaultText(
        "DV-03",
        Text("设备应答有误", "A device answers wrongly"),
        Text(
            "核对型号、波特率和从站地址；检查屏蔽与接地",
            "Check model, baud rate and unit address; check shielding and grounding",
        ),
    )
    DRIVER_STUCK = FaultText(
        "DV-04",
        Text("设备暂时停顿", "A device has stalled"),
        Text(
            "程序已自动更换驱动；若反复出现请导出支持包",
            "The driver was replaced by itself; export a support bundle if it recurs",
        ),
    )
    DEVICE_CONFLICT = FaultText(
        "DV-05",
        Text("设备配置互相矛盾", "Two devices are configured against each other"),
        Text(
            "同一端口的设备须用相同波特率，同一地址须用相同密钥文件",
            "Devices on one port need one baud rate, those at one address one key file",
        ),
    )
    CARD_SERVICE_DOWN = FaultText(
        "CR-01",
        Text("读卡服务未运行", "The card service is not running"),
        Text("运行 systemctl restart pcscd", "Run systemctl restart pcscd"),
    )
    CARD_READER_GONE = FaultText(
        "CR-02",
        Text("读卡器已断开", "The card reader is disconnected"),
        Text(
            "重新插好读卡器；核对配置中的读卡器名", "Plug the reader in; check its configured name"
        ),
    )
    CARD_UNREADABLE = FaultText(
        "CR-03",
        Text("没读到卡，请再放一次", "The card was not read; please present it again"),
        Text(
            "请持卡人平放并停留一秒；多张卡反复出现则清洁或更换读卡器",
            "Hold the card flat for a second; clean or replace the reader if many cards fail",
        ),
    )
    CARD_NOT_GENUINE = FaultText(
        "CR-04",
        Text("此卡未通过真伪核验", "This card could not be proved genuine"),
        Text(
            "查验持卡人；只有个别卡如此则换卡，所有卡都如此则核对密钥文件",
            "Check the holder; replace a single card, compare the key file if all cards fail",
        ),
    )
    KEY_UNUSABLE = FaultText(
        "CR-05",
        Text("读卡暂不可用", "Cards can't be read at the moment"),
        Text(
            "密钥文件缺失、损坏或权限过宽：恢复文件并执行 chmod 600",
            "A key file is missing, damaged or open to others: restore it and run chmod 600",
        ),
    )
    READER_KEY_REFUSED = FaultText(
        "CR-06",
        Text("读卡器未通过验证", "The card reader could not be verified"),
        Text(
            "读卡器持有另一把密钥，或仍是出厂密钥：查看是否被更换，"
            "再执行 yanhu devices osdp-install",
            "It has another key or still its default one: see whether it was swapped, "
            "then run yanhu devices osdp-install",
        ),
    )
    READER_INSECURE = FaultText(
        "CR-07",
        Text("读卡器不支持加密通信", "The card reader can't speak securely"),
        Text(
            "更换支持 OSDP 安全通道的读卡器，或升级其固件",
            "Replace it by one with OSDP Secure Channel, or update its firmware",
        ),
    )
    CODE_SCANNER_GONE = FaultText(
        "SC-01",
        Text("扫码器已断开", "The code scanner is disconnected"),
        Text(
            "重新插好扫码器；核对配置中的端口名", "Plug the scanner in; check its configured port"
        ),
    )
    CODE_UNREADABLE = FaultText(
        "SC-02",
        Text("扫码内容无法识别", "The scanned code could not be understood"),
        Text(
            "核对扫码器的结束符、前后缀、编码与波特率设置",
            "Compare the scanner's end, prefix, suffix, encoding and baud rate with its table",
        ),
    )
    ID_CARD_UNREADABLE = FaultText(
        "ID-01",
        Text(
            "没读到身份证，请拿开后再放一次",
            "The ID card was not read; lift it and lay it down again",
        ),
        Text(
            "请持证人平放两秒；多张证件反复出现则清洁或更换读卡器",
            "Lay it flat for two seconds; clean or replace the reader if many cards fail",
        ),
    )
    ID_CARD_UNSUPPORTED = FaultText(
        "ID-02",
        Text("请使用中国居民身份证", "Please use a Chinese resident identity card"),
        Text(
            "此处不支持永久居留证和港澳台居住证：请人工核验",
            "Permanent-residence cards and residence permits are not read: check them by eye",
        ),
    )
    ID_MODULE_FAILED = FaultText(
        "ID-03",
        Text("身份证读卡器不可用", "The ID card reader is not available"),
        Text(
            "安全模块自检失败或未授权：断电重试，仍不行则送厂家",
            "Its security module fails or lacks authorisation: power-cycle, else return it",
        ),
    )
    CAMERA_LOST = FaultText(
        "CA-01",
        Text("摄像头重连中", "The camera is reconnecting"),
        Text("检查网线或 USB；核对视频地址", "Check the cable; check the stream address"),
    )
    CAMERA_FROZEN = FaultText(
        "CA-02",
        Text("摄像头画面停住了", "The camera picture is frozen"),
        Text("断电重启摄像头", "Power-cycle the camera"),
    )
    CAMERA_COVERED = FaultText(
        "CA-03",
        Text("摄像头被遮挡", "The camera is covered"),
        Text(
            "擦净镜头，移开遮挡物，检查补光",
            "Clean the lens, remove what covers it, check the lamp",
        ),
    )
    FACE_MODEL_INVALID = FaultText(
        "FA-01",
        Text("人脸核验不可用", "Face checking is not available"),
        Text(
            "模型文件缺失或校验值不符：重新运行安装",
            "A model file is missing or its hash is wrong: run the set-up again",
        ),
    )
    BARRIER_COMMAND_FAILED = FaultText(
        "BA-01",
        Text("闸机没有动作", "The barrier did not move"),
        Text(
            "检查继电器板电源、RS-485 接线与从站地址；必要时用钥匙手动开闸",
            "Check relay power, RS-485 wiring and unit address; open by key if people wait",
        ),
    )
    BARRIER_FORCED = FaultText(
        "BA-02",
        Text("闸机被强行打开", "The barrier was forced"),
        Text("到现场查看；复位后在值班台确认", "Go and look; reset and confirm at the console"),
    )
    INDICATOR_FAILED = FaultText(
        "IN-01",
        Text("指示灯没有动作", "The indicator lamp did not switch"),
        Text(
            "检查继电器板电源和接线；核对配置中的继电器编号",
            "Check relay power and wiring; compare the configured relay numbers",
        ),
    )
    INDICATOR_NO_SOUND = FaultText(
        "IN-02",
        Text("扬声器不可用", "The loudspeaker is not available"),
        Text(
            "检查声卡和扬声器；运行 aplay -l 核对设备名；安装 alsa-utils",
            "Check sound card and loudspeaker; compare the name with aplay -l; install alsa-utils",
        ),
    )
    INDICATOR_SOUND_INVALID = FaultText(
        "IN-03",
        Text("提示音文件不可用", "A sound file can't be played"),
        Text(
            "换成十秒以内的 WAV（PCM）文件，或在配置中写 tone",
            "Use a WAV file (PCM) of at most ten seconds, or write tone in the configuration",
        ),
    )
    PRINTER_MEDIA_EMPTY = FaultText(
        "PR-01",
        Text("打印机缺纸", "The printer is out of paper"),
        Text("在纸盒中加入 A4 纸", "Load A4 paper into the tray"),
    )
    PRINTER_JAM = FaultText(
        "PR-02",
        Text("打印机卡纸", "Paper is jammed in the printer"),
        Text("打开后盖取出卡纸，合上后会继续", "Open the rear cover, remove the paper, close it"),
    )
    PRINTER_COVER_OPEN = FaultText(
        "PR-03",
        Text("打印机盖子开着", "The printer's cover is open"),
        Text("合上盖子", "Close the cover"),
    )
    PRINTER_SUPPLY_EMPTY = FaultText(
        "PR-04",
        Text("打印机缺墨粉", "The printer is out of toner"),
        Text("更换墨粉盒", "Replace the toner cartridge"),
    )
    PRINTER_STOPPED = FaultText(
        "PR-05",
        Text("打印机停止工作", "The printer has stopped"),
        Text("看打印机面板的提示；重启打印机", "Read the printer's panel; restart the printer"),
    )
    PRINT_JOB_FAILED = FaultText(
        "PR-06",
        Text("这份文件没有打印成功", "This document was not printed"),
        Text(
            "在诊断界面打印测试页；查看打印机状态",
            "Print a test page from diagnostics; check the printer",
        ),
    )

    PRINT_OPTION_UNSUPPORTED = FaultText(
        "PR-07",
        Text("打印机不支持所选方式", "The printer can't print as it was asked to"),
        Text(
            "改用单面、黑白，或换支持双面/彩色的打印机；CUPS 队列请核对 PPD 选项",
            "Use one side and black, or a printer with duplex or colour; see the queue's options",
        ),
    )
    RECEIPT_PAPER_OUT = FaultText(
        "RP-01",
        Text("小票机缺纸", "The receipt printer is out of paper"),
        Text(
            "放入新纸卷（热敏面朝打印头），合上机盖",
            "Put in a new roll, coated side to the print head, and close the cover",
        ),
    )
    RECEIPT_PAPER_LOW = FaultText(
        "RP-02",
        Text("小票纸将用完", "The receipt paper is nearly at its end"),
        Text("准备新纸卷，尽快更换", "Have a new roll at hand and change it soon"),
    )
    RECEIPT_COVER_OPEN = FaultText(
        "RP-03",
        Text("小票机盖子开着", "The receipt printer's cover is open"),
        Text("合上机盖，听到咔嗒声", "Close the cover until it clicks"),
    )
    RECEIPT_CUTTER = FaultText(
        "RP-04",
        Text("小票机切刀卡住", "The receipt printer's cutter is stuck"),
        Text(
            "断电，开盖取出碎纸，转动切刀旋钮复位后再上电",
            "Switch it off, open it, remove shreds, turn the knife back, and switch it on",
        ),
    )
    RECEIPT_PRINTER_ERROR = FaultText(
        "RP-05",
        Text("小票机停止工作", "The receipt printer has stopped"),
        Text(
            "看指示灯；断电十秒再上电，仍不行则送修",
            "Look at its lights; power it off for ten seconds; have it repaired if it stays so",
        ),
    )
    RECEIPT_NOT_PRINTED = FaultText(
        "RP-06",
        Text("小票没有打印完", "The receipt was not printed to its end"),
        Text(
            "检查数据线与流控设置；在诊断界面打印测试小票",
            "Check cable and flow control; print a test receipt from diagnostics",
        ),
    )


class DeviceError(Exception):
    """Base of every device error. Carries the fault; the message is for the log only."""

    fault: Fault = Fault.DEVICE_PROTOCOL

    def __init__(self, detail: str, fault: Fault | None = None) -> None:
        super().__init__(detail)
        if fault is not None:
            self.fault = fault


class NotFound(DeviceError):
    """The port, reader, address or file is not there."""

    fault = Fault.DEVICE_NOT_FOUND


class Silent(DeviceError):
    """No answer within the time allowed."""

    fault = Fault.DEVICE_SILENT


class ProtocolError(DeviceError):
    """Bytes that the protocol does not allow."""

    fault = Fault.DEVICE_PROTOCOL


class CommandFailed(DeviceError):
    """The device understood, but did not do it."""


class Cancelled(DeviceError):
    """The caller stopped the operation."""
