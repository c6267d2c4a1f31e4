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
    HOST_NAME_UNKNOWN = FaultText(
        "DV-06",
        Text("找不到设备的网络名称", "A device's name is unknown in the network"),
        Text(
            "核对配置地址中的主机名；检查 DNS，或改写 IP 地址",
            "Check the host name in its address and the DNS, or write its IP address instead",
        ),
    )
    CERTIFICATE_UNTRUSTED = FaultText(
        "DV-07",
        Text("设备的证书不受信任", "A device's certificate is not trusted"),
        Text(
            "核对地址中的主机名和本机时间；把签发证书的机构装入系统（update-ca-certificates）；"
            "设备自签名且网段可信时，在配置中写 verify_tls = false",
            "Check host name and clock; add its issuer to the system (update-ca-certificates); "
            "if it signed its own and the network is safe, write verify_tls = false",
        ),
    )
    PORT_IN_USE = FaultText(
        "DV-08",
        Text("设备端口被别的程序占用", "Another program uses the device's port"),
        Text(
            "运行 sudo fuser -v 加端口名（psmisc 包），看是哪个程序，停用它；"
            "两个终端程序不能共用一个端口",
            "Run sudo fuser -v PORT (package psmisc) to see which, and stop it; two terminal "
            "programs can't share one port",
        ),
    )
    PORT_NOT_PERMITTED = FaultText(
        "DV-09",
        Text("没有权限使用设备端口", "The program may not use the device's port"),
        Text(
            "把运行程序的用户加入端口所属的组（串口 dialout，摄像头 video，打印机 lp）："
            "sudo usermod -aG 组 用户，再重启程序",
            "Add the program's user to the port's group (serial dialout, camera video, printer "
            "lp): sudo usermod -aG GROUP USER; restart the program",
        ),
    )
    SELF_TEST_UNFINISHED = FaultText(
        "DV-10",
        Text("自检没有按时完成", "The self-test did not end in time"),
        Text(
            "再做一次；等卡、证件或码的设备要放上或对准；仍不行则断电十秒再上电",
            "Repeat it, with a card, document or code if it waits for one; else power the device "
            "off for ten seconds",
        ),
    )
    HOST_UNREACHED = FaultText(
        "DV-11",
        Text("网络设备连不上", "A device can't be reached over the network"),
        Text(
            "看设备是否开机、网线是否插好；ping 配置中的地址并核对端口",
            "See that it is switched on and its network cable plugged in; ping its address and "
            "check the port",
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
    CAMERA_LOGIN_REFUSED = FaultText(
        "CA-04",
        Text("摄像头拒绝登录", "The camera refuses the login"),
        Text(
            "核对视频地址中的用户名和密码（特殊字符写成 %xx）；在摄像头网页上确认该用户可看视频",
            "Check user and password in its address (special characters as %xx); see on the "
            "camera's own page that this user may view",
        ),
    )
    CAMERA_NO_SUCH_STREAM = FaultText(
        "CA-05",
        Text("视频地址上没有视频", "There is no video at the camera's address"),
        Text(
            "核对视频地址的路径和码流编号（见摄像头说明书）；摄像头须输出该协议的视频",
            "Check the path and stream number in its address (see the camera's manual), and that "
            "the camera serves this kind of stream",
        ),
    )
    CAMERA_PICTURE_TOO_LARGE = FaultText(
        "CA-06",
        Text("摄像头画面过大", "The camera's picture is too large"),
        Text(
            "在摄像头设置中把分辨率改到 4096x2304 以下；1280x720 已足够",
            "Set the camera's resolution to at most 4096x2304; 1280x720 is enough",
        ),
    )
    CAMERA_PICTURE_UNUSABLE = FaultText(
        "CA-07",
        Text("摄像头画面无法识别", "The camera's pictures can't be read"),
        Text(
            "核对地址和编码（MJPEG 或 H.264）；检查网线和信号；重启摄像头",
            "Check address and encoding (MJPEG or H.264), then the cable; restart the camera",
        ),
    )
    CAMERA_NOT_STARTED = FaultText(
        "CA-08",
        Text("摄像头打不开", "The camera does not start"),
        Text(
            "运行 sudo fuser -v 加设备名（psmisc 包），看是否被别的程序占用；"
            "用 v4l2-ctl --list-formats-ext（v4l-utils 包）核对它支持所配的大小和格式",
            "See with sudo fuser -v (package psmisc) whether a program holds it, and with v4l2-ctl "
            "--list-formats-ext (v4l-utils) that it has the configured size and format",
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
        Text("道闸没有动作", "The barrier did not move"),
        Text(
            "检查继电器板电源、RS-485 接线与从站地址；必要时用钥匙手动开闸",
            "Check relay power, RS-485 wiring and unit address; open by key if people wait",
        ),
    )
    BARRIER_FORCED = FaultText(
        "BA-02",
        Text("道闸被强行打开", "The barrier was forced"),
        Text("到现场查看；复位后在值班台确认", "Go and look; reset and confirm at the console"),
    )
    BARRIER_OPEN_ALREADY = FaultText(
        "BA-03",
        Text("道闸已经开着", "The barrier is open already"),
        Text(
            "可能由闸机程序打开，没有动它：停用通道，等它关上再试；火警时不要试",
            "The gate's program may have opened it, so it was left alone: take its lanes out of "
            "service and try once it is shut; never in a fire",
        ),
    )
    BARRIER_SENSOR_SILENT = FaultText(
        "BA-04",
        Text("道闸已动作，但通行传感器没有反应", "The barrier moved, but no sensor answered"),
        Text(
            "再动作一次，并在 3 秒内挡住光束；仍无反应则查传感器的电源、接线和 inputs 里的编号",
            "Pulse again and reach into the beam within 3 s; if it stays quiet check the sensor's "
            "power, its wiring and its number in inputs",
        ),
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
            "在配置中改为单面、黑白（sides、colour、copies），或换支持双面、彩色的打印机；"
            "CUPS 队列请核对其选项",
            "Configure one side and black (sides, colour, copies), or use a printer with duplex "
            "or colour; see the queue's options",
        ),
    )
    PRINTER_SILENT = FaultText(
        "PR-08",
        Text("打印机没有应答", "The printer does not answer"),
        Text(
            "看打印机是否开机、网线是否插好；ping 配置中的地址并核对端口；"
            "用队列时查看 CUPS 是否运行",
            "See that it is switched on and its network cable plugged in; ping its address, check "
            "the port; for a queue see that CUPS runs",
        ),
    )
    PRINTER_NOT_FOUND = FaultText(
        "PR-09",
        Text("地址上没有这台打印机", "There is no such printer at its address"),
        Text(
            "核对 uri 的路径，一般是 /ipp/print；用队列时用 lpstat -e 核对队列名",
            "Check the path in its uri, usually /ipp/print; for a queue compare its name with "
            "lpstat -e",
        ),
    )
    PRINTER_ACCESS_REFUSED = FaultText(
        "PR-10",
        Text("打印机拒绝访问", "The printer refuses access"),
        Text(
            "在打印机网页上允许本机地址、取消登录要求；CUPS 请在 cupsd.conf 中允许本机打印",
            "Allow this terminal on the printer's own page, without a login; for CUPS allow it in "
            "cupsd.conf",
        ),
    )
    PRINTER_ENCRYPTION_DIFFERS = FaultText(
        "PR-11",
        Text("打印机的加密方式不符", "Printer and terminal differ on encryption"),
        Text(
            "打印机只收加密连接时 uri 写 ipps://，不支持加密时写 ipp://",
            "Write ipps:// in its uri if the printer insists on encryption, ipp:// if it has none",
        ),
    )
    PRINTER_ANSWERS_WRONGLY = FaultText(
        "PR-12",
        Text("打印机应答有误", "The printer answers wrongly"),
        Text(
            "核对 uri 指向的是打印机；重启打印机，更新其固件；CUPS 请查看 /var/log/cups/error_log",
            "See that its uri leads to a printer; restart it, update its firmware; for CUPS read "
            "/var/log/cups/error_log",
        ),
    )
    PRINTER_TAKES_NO_PDF = FaultText(
        "PR-13",
        Text("打印机不接受 PDF", "The printer does not take PDF"),
        Text(
            '为它建 CUPS 队列，配置改用 driver = "cups"',
            'Make a CUPS queue for it and configure driver = "cups"',
        ),
    )
    PRINTER_MEDIA_LOW = FaultText(
        "PR-14",
        Text("打印机的纸快用完", "The printer is low on paper"),
        Text("在纸盒中补充 A4 纸", "Fill the tray up with A4 paper"),
    )
    PRINTER_SUPPLY_LOW = FaultText(
        "PR-15",
        Text("打印机的墨粉快用完", "The printer is low on toner"),
        Text("准备新墨粉盒，尽快更换", "Have a new toner cartridge at hand and change it soon"),
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


class PortRefused(DeviceError):
    """The port is there, but another program has it, or this one may not use it."""

    fault = Fault.PORT_IN_USE


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
