"""The choice of a place for a bundle or a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject

from devices.diagnostics.bundle.export_places import Place
from ui.rows import Rows
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


class PlaceChoice:
    """Where something can be written, and which of these places is chosen: the first at first."""

    def __init__(self, speaker: Speaker, parent: QObject) -> None:
        self.rows: Final = Rows(PlaceRow, parent)
        self._speaker: Final = speaker
        self._places: tuple[Place, ...] = ()
        self._chosen = 0

    @property
    def folder(self) -> Path | None:
        """The chosen one; None while none is known."""
        return self._places[self._chosen].folder if self._places else None

    def offer(self, places: Sequence[Place]) -> None:
        """Let it be one of ``places``."""
        self._places, self._chosen = tuple(places), 0
        self.show()

    def choose(self, position: int) -> None:
        """Let it be the one at ``position``; nothing happens where there is none."""
        if 0 <= position < len(self._places):
            self._chosen = position
            self.show()

    def show(self) -> None:
        """Say it anew, as in another language."""
        self.rows.show(
            [
                self._row(place, chosen=position == self._chosen)
                for position, place in enumerate(self._places)
            ]
        )

    def _row(self, place: Place, *, chosen: bool) -> PlaceRow:
        kind = self._speaker.say(_STICK if place.removable else _MACHINE)
        about = self._speaker.say(_FREE.format(kind=kind, free=size(place.free)))
        return PlaceRow(str(place.folder), about, place.removable, chosen)


def size(bytes_: int) -> str:
    """``bytes_`` as a person reads it, as ``1.5 MiB`` (IEC 80000-13)."""
    number = float(bytes_)
    for unit in _UNITS[:-1]:
        if number < 1024:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1024
    return f"{number:.1f} {_UNITS[-1]}"
