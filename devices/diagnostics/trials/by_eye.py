"""Whether what a device printed, showed or played came out right: only a person can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from devices.ports import DeviceKind
from wording import Text

QUESTIONS: Final[Mapping[DeviceKind, Text]] = MappingProxyType(
    {
        DeviceKind.DOCUMENT_PRINTER: Text(
            "测试页的边框是否完整、灰阶是否均匀、文字是否清楚？",
            "Is the page's frame whole, are its greys even and its text sharp?",
        ),
        DeviceKind.RECEIPT_PRINTER: Text(
            "小票文字是否完整、二维码能否扫出、纸是否切断？",
            "Is all text there, does the code scan, and is the paper cut?",
        ),
        DeviceKind.INDICATOR: Text(
            "通过、拒绝、请注意：每个灯光或声音是否都对？",
            "Admitted, refused, attention: was each light or sound as it should be?",
        ),
    }
)
"""What to look at; a yes is a pass. Kinds that are not here need nobody's eye."""

_NOTHING_CAME: Final = Text("没有出纸", "Nothing came out")
_TEXT_BAD: Final = Text("文字缺失或乱码", "Text is missing or garbled")
WRONGS: Final[Mapping[DeviceKind, tuple[Text, ...]]] = MappingProxyType(
    {
        DeviceKind.DOCUMENT_PRINTER: (
            _NOTHING_CAME,
            Text("有条纹或发灰", "Streaks, or too pale"),
            Text("边框缺一边", "The frame lacks a side"),
            _TEXT_BAD,
        ),
        DeviceKind.RECEIPT_PRINTER: (
            _NOTHING_CAME,
            _TEXT_BAD,
            Text("二维码扫不出", "The code does not scan"),
            Text("纸没有切断", "The paper is not cut"),
        ),
        DeviceKind.INDICATOR: (
            Text("没有亮", "It stayed dark"),
            Text("没有声音", "It stayed silent"),
            Text("颜色或声音不对", "Wrong colour or sound"),
        ),
    }
)
"""What is wrong most often, to choose from."""

_WELL: Final = Text("；目视合格", "; judged good by eye")
_ILL: Final = Text("；目视不合格：{zh}", "; judged bad by eye: {en}")
_REPEATED: Final = Text("；没有判断，再来一次", "; not judged, done once more")
_UNSEEN: Final = Text("；无人目视确认", "; nobody judged it by eye")


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody saw. ``wrong`` is None when it came out right."""

    wrong: Text | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """Whoever was to look missed it, or has set something right: show it once more."""


@dataclass(frozen=True, slots=True)
class EyeQuestion:
    """What somebody is asked to look at."""

    device: str
    kind: DeviceKind
    text: Text


def judged(detail: Text, look: Look | None) -> Text:
    """``detail`` of an exercise, and what an eye made of it; None means that nobody looked."""
    if look is None:
        said = _UNSEEN
    elif look.wrong is None:
        said = _WELL
    else:
        said = _ILL.format(zh=look.wrong.zh, en=look.wrong.en)
    return Text(detail.zh + said.zh, detail.en + said.en)


def to_repeat(detail: Text) -> Text:
    """``detail`` of an exercise that whoever looked wants once more."""
    return Text(detail.zh + _REPEATED.zh, detail.en + _REPEATED.en)
