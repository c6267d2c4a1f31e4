"""The places for a bundle or a report as a list of choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from devices.diagnostics.export_places import Place
from ui.speaker import Speaker
from wording import Text

_STICK: Final = Text("U 盘", "Stick")
_MACHINE: Final = Text("本机", "This machine")
_FREE: Final = Text("{kind} · 可用 {free}", "{kind} · {free} free")
_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One folder to choose."""

    folder: str
    about: str
    removable: bool
    chosen: bool


def place_rows(places: Sequence[Place], chosen: int, speaker: Speaker) -> list[PlaceRow]:
    """``chosen`` is a position in ``places``."""
    rows = []
    for position, place in enumerate(places):
        kind = speaker.say(_STICK if place.removable else _MACHINE)
        about = speaker.say(_FREE.format(kind=kind, free=size(place.free)))
        rows.append(PlaceRow(str(place.folder), about, place.removable, position == chosen))
    return rows


def size(bytes_: int) -> str:
    """``bytes_`` as a person reads it, as ``1.5 MiB`` (IEC 80000-13)."""
    number = float(bytes_)
    for unit in _UNITS[:-1]:
        if number < 1024:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1024
    return f"{number:.1f} {_UNITS[-1]}"
