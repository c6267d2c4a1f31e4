"""Sound cards that play, as ALSA's player calls them. Nothing is opened."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from devices.diagnostics.ports.attached import FoundPort, Transport

ALSA: Final = Path("/proc/asound")
_CARD: Final = re.compile(r"^ *(\d+) \[(\w+) *\]: .*? - (.*)$", re.MULTILINE)
"""A line of ``cards``: number, the name that survives replugging, what it says of itself."""


def sound_cards(alsa: Path = ALSA) -> tuple[FoundPort, ...]:
    """The cards that the kernel lists in ``alsa``; those that only record are left out."""
    try:
        listed = (alsa / "cards").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()  # a machine without sound has no such file
    return tuple(
        FoundPort(Transport.SOUND, f"sysdefault:CARD={name}", about.strip() or name)
        for number, name, about in _CARD.findall(listed)
        if any((alsa / f"card{number}").glob("pcm*p"))
    )
