"""What is said of a device that a technician tries, in words and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from devices.barrier.sensor_words import ACTIVE, QUIET, SENSORS
from devices.card.protocol_words import PROTOCOLS
from devices.diagnostics.rows import Row
from devices.diagnostics.trials.by_hand import Inputs
from devices.diagnostics.trials.lent_events import CardSeen, CodeSeen, Reading
from devices.ports import CardAssurance
from devices.scanner.symbology_words import symbology_name
from wording import Text

if TYPE_CHECKING:  # it loads slowly
    from devices.diagnostics.trials.look import Preview

NUMBER: Final = Text("卡号", "Card number (UID)")
ATR: Final = Text("ATR", "ATR")
PROTOCOL: Final = Text("协议", "Protocol")
PROOF: Final = Text("可信度", "Assurance")
PROOFS: Final[Mapping[CardAssurance, Text]] = MappingProxyType(
    {
        CardAssurance.NUMBER_ONLY: Text("仅有卡号，未验真", "Number only, not proven genuine"),
        CardAssurance.GENUINE: Text("已验真", "Proven genuine"),
    }
)
CONTENT: Final = Text("内容", "Content")
SYMBOLOGY: Final = Text("码制", "Symbology")
LENGTH: Final = Text("长度", "Length")
CHARACTERS: Final = Text("{count} 个字符", "{count} characters")
NOTHING: Final = Text(
    "{limit:g} 秒内没有读到；把卡或码拿开再放一次",
    "Nothing came within {limit:g} s; present it anew",
)

_WITHHELD: Final = Text("（只在终端屏幕上显示）", "(shown on a terminal only)")
_FACT: Final = Text("{zh}：{value_zh}", "{en}: {value_en}")
_FIGURES: Final = Text(
    "{width}x{height}，{fps:.1f} 帧/秒，已收 {frames} 帧，未看即弃 {dropped}，坏帧 {malformed}，"
    "重连 {reconnects}",
    "{width}x{height}, {fps:.1f} frames/s, {frames} frames, {dropped} dropped unseen, "
    "{malformed} malformed, {reconnects} reconnects",
)
_NO_FACE_BOX: Final = Text("没有人脸", "no face")
_FACE_BOX: Final = Text(
    "人脸框 左 {left:.0%} 上 {top:.0%} 宽 {width:.0%} 高 {height:.0%}",
    "face box left {left:.0%} top {top:.0%} width {width:.0%} height {height:.0%}",
)
_FACE: Final = Text("{box_zh}，质量 {quality:.0%}：{zh}", "{box_en}, quality {quality:.0%}: {en}")
_INPUT: Final = Text("{zh}（{name}）：{is_zh}", "{en} ({name}): {is_en}")
_NO_INPUTS: Final = Text("没有接输入", "no inputs are wired")


def of_reading(reading: Reading, *, on_screen: bool) -> Iterator[Text]:
    """A card or code in words; what nobody may keep is told ``on_screen`` alone."""
    match reading:
        case Reading(card=CardSeen() as card):
            yield _told(NUMBER, card.number, on_screen=on_screen)
            yield _told(ATR, card.atr or "-", on_screen=True)
            yield _fact(PROTOCOL, PROTOCOLS[card.protocol])
            yield _fact(PROOF, PROOFS[card.assurance])
        case Reading(code=CodeSeen() as code):
            yield _told(CONTENT, printable(code.content), on_screen=on_screen)
            yield _fact(SYMBOLOGY, symbology_name(code.symbology, gs1=code.gs1))
            yield _fact(LENGTH, CHARACTERS.format(count=len(code.content)))
        case Reading(unreadable=Text() as remedy):
            yield remedy


def reading_row(reading: Reading, *, on_screen: bool) -> Row:
    """The same for programs."""
    row = reading.model_dump(mode="json")
    for kind, secret in (("card", "number"), ("code", "content")):
        if row[kind] is not None and not on_screen:
            row[kind][secret] = None
    return {"event": "reading", **row}


def of_preview(seen: Preview) -> Iterator[Text]:
    """One look through a camera as figures and a verdict."""
    yield _FIGURES.format(**seen.model_dump(exclude={"jpeg", "face", "note"}))
    if seen.face is not None:
        box = seen.face.box
        where = _NO_FACE_BOX if box is None else _FACE_BOX.format(**box.model_dump())
        said = seen.face.sentence
        yield _FACE.format(
            box_zh=where.zh, box_en=where.en, quality=seen.face.quality, zh=said.zh, en=said.en
        )
    if seen.note is not None:
        yield seen.note


def preview_row(seen: Preview) -> Row:
    """The same for programs, without the picture."""
    return {"event": "preview", **seen.model_dump(mode="json", exclude={"jpeg"})}


def of_inputs(inputs: Inputs) -> Iterator[Text]:
    """The inputs of a barrier, one a line."""
    if not inputs.active:
        yield _NO_INPUTS
    for sensor, active in inputs.active.items():
        name, state = SENSORS[sensor], ACTIVE if active else QUIET
        yield _INPUT.format(
            zh=name.zh, en=name.en, name=sensor.value, is_zh=state.zh, is_en=state.en
        )


def inputs_row(inputs: Inputs) -> Row:
    """The same for programs."""
    return {"event": "inputs", **inputs.model_dump(mode="json")}


def printable(content: str) -> str:
    """``content`` without what would command a terminal."""
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in content)


def _told(name: Text, value: str, *, on_screen: bool) -> Text:
    return _fact(name, Text(value, value) if on_screen else _WITHHELD)


def _fact(name: Text, value: Text) -> Text:
    return _FACT.format(zh=name.zh, en=name.en, value_zh=value.zh, value_en=value.en)
