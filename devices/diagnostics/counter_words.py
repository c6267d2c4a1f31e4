"""What devices count, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from wording import Text

_COUNTERS: Final = {
    "answers_garbled": Text("应答有误", "garbled answers"),
    "answers_missed": Text("没有应答", "missing answers"),
    "answers_unasked": Text("多余应答", "unasked answers"),
    "cards_gone_early": Text("卡拿开过早", "cards gone early"),
    "cards_not_genuine": Text("未验真的卡", "cards not genuine"),
    "cards_read": Text("读卡", "cards read"),
    "cards_unreadable": Text("读不出的卡", "unreadable cards"),
    "controls_refused": Text("不支持的设置", "settings refused"),
    "corrected": Text("已纠正", "corrected"),
    "cut_off": Text("被打断", "cut off"),
    "driver_replaced": Text("更换驱动", "drivers replaced"),
    "dropped": Text("未取用的帧", "frames not looked at"),
    "frames": Text("帧", "frames"),
    "frames_characters": Text("字符不符", "wrong characters"),
    "frames_check": Text("校验不符", "wrong checks"),
    "frames_cut_short": Text("残缺数据", "frames cut short"),
    "frames_length": Text("长度不符", "wrong lengths"),
    "frames_noise": Text("杂乱数据", "noise"),
    "frames_overlong": Text("数据过长", "overlong frames"),
    "frames_truncated": Text("残缺数据", "truncated frames"),
    "impressions": Text("打印面数", "sides printed"),
    "jobs": Text("打印任务", "jobs"),
    "keys_pressed": Text("按键", "keys pressed"),
    "line_faults": Text("线路错误", "line faults"),
    "looks": Text("找码的画面", "pictures searched"),
    "looks_missed": Text("查询无应答", "unanswered looks"),
    "losses": Text("断开", "losses"),
    "malformed": Text("坏帧", "bad pictures"),
    "noise_bytes": Text("杂乱字节", "bytes of noise"),
    "polls": Text("查询", "polls"),
    "polls_missed": Text("查询无应答", "unanswered polls"),
    "receipts": Text("小票", "receipts"),
    "receipts_failed": Text("未打出的小票", "failed receipts"),
    "reconnects": Text("重新连接", "reconnections"),
    "scans": Text("扫码", "scans"),
    "scans_affix": Text("前后缀不符", "wrong prefix or suffix"),
    "scans_encoding": Text("编码不符", "wrong encoding"),
    "scans_identifier": Text("缺少码制标识", "no symbology identifier"),
    "scans_overlong": Text("数据过长", "overlong scans"),
    "scans_repeated": Text("重复扫码", "repeated scans"),
    "scans_truncated": Text("残缺扫码", "truncated scans"),
    "signals": Text("提示", "signals"),
    "wrong_checks": Text("校验不符", "wrong checks"),
    "wrong_lengths": Text("长度不符", "wrong lengths"),
}


def counter_name(counter: str) -> Text:
    """The counter in words; one that this version doesn't know stays as it is."""
    return _COUNTERS.get(counter, Text(counter, counter))


def counted(counters: Mapping[str, int], say: Callable[[Text], str]) -> list[str]:
    """``cards read 12``, one a counter, ordered by the counters' own names."""
    return [f"{say(counter_name(name))} {count}" for name, count in sorted(counters.items())]
