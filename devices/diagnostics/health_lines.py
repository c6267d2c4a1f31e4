"""All devices at a glance on a terminal: a line each, and what is known of it below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from devices.command_line import column, width
from devices.diagnostics.counter_words import counted
from devices.diagnostics.health_words import KINDS, STATES
from devices.ports import DeviceHealth
from devices.self_test import fault_sentence
from wording import Language, Text

GAP: Final = "  "

_FIRMWARE: Final = Text("固件 / 型号：{firmware}", "firmware or model: {firmware}")
_LAST_EVENT: Final = Text("最近事件：{at:%H:%M:%S}", "last event: {at:%H:%M:%S}")
_NO_EVENT: Final = Text("还没有事件", "no event yet")
_COMMA: Final = Text("，", ", ")
_COUNTERS: Final = Text("计数：{counters}", "counters: {counters}")


def health_lines(health: Sequence[DeviceHealth], language: Language) -> list[str]:
    """Of each device its lines; the columns are as wide as the longest entry of all needs."""
    heads = [_head(device, language) for device in health]
    widths = [max(map(width, entries)) for entries in zip(*heads, strict=True)]
    indent = " " * (widths[0] if widths else 0) + GAP
    return [
        "\n".join((_row(head, widths), *(indent + said for said in _below(device, language))))
        for device, head in zip(health, heads, strict=True)
    ]


def _head(device: DeviceHealth, language: Language) -> tuple[str, ...]:
    kind, state = KINDS[device.kind].speak(language), STATES[device.state].speak(language)
    return device.name, kind, device.driver, state, device.port


def _row(entries: Sequence[str], widths: Sequence[int]) -> str:
    filled = (column(entry, wide) for entry, wide in zip(entries, widths, strict=True))
    return GAP.join(filled).rstrip()


def _below(device: DeviceHealth, language: Language) -> Iterator[str]:
    if device.fault is not None:
        yield fault_sentence(device.fault).speak(language)
    known = [_NO_EVENT]
    if device.last_event is not None:
        known = [_LAST_EVENT.format(at=device.last_event.astimezone())]
    if device.firmware not in ("", device.port):
        known.insert(0, _FIRMWARE.format(firmware=device.firmware))
    if device.counters:
        listed = _COMMA.speak(language).join(
            counted(device.counters, lambda text: text.speak(language))
        )
        known.append(_COUNTERS.format(counters=listed))
    yield " · ".join(said.speak(language) for said in known)
