"""Where a technician can take a bundle: sticks that are plugged in, and this machine."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mounts")
REMOVABLE: Final = ("/media/", "/run/media/", "/mnt/")
"""Where desktops and udev rules put sticks (Filesystem Hierarchy Standard 3.0, 3.11 and 3.12)."""

_OCTAL: Final = re.compile(r"\\([0-7]{3})")
"""How a mount's name spells blanks and backslashes (fstab(5)); all else stands there as it is."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that can be written to. ``free`` is in bytes."""

    folder: Path
    removable: bool
    free: int


def export_places(own: Path, mounts: Path = MOUNTS) -> tuple[Place, ...]:
    """Removable disks first, then the folder ``own`` of this machine; only what can be written to.

    ``own`` is made if it is not there. ``mounts`` is as proc(5) describes it.
    """
    places = [_place(folder, removable=True) for folder in _removable(mounts)]
    try:
        own.mkdir(parents=True, exist_ok=True, mode=0o700)
        places.append(_place(own, removable=False))
    except OSError:
        pass  # a place less to choose from
    return tuple(place for place in places if place is not None)


def _removable(mounts: Path) -> Iterable[Path]:
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        _, _, rest = line.partition(" ")
        folder = _OCTAL.sub(lambda code: chr(int(code[1], 8)), rest.partition(" ")[0])
        if folder.startswith(REMOVABLE):
            yield Path(folder)


def _place(folder: Path, *, removable: bool) -> Place | None:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return None  # pulled out a moment ago
    return Place(folder, removable, free) if os.access(folder, os.W_OK) else None
