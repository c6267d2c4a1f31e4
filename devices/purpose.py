"""What a program connects to its devices for."""

from __future__ import annotations

from enum import Enum, auto


class Purpose(Enum):
    """Whose the relays are while a program is connected."""

    SERVE = auto()
    """This program's: barrier and lamps are brought to where they should be, and kept there."""
    LOOK = auto()
    """Perhaps another program's, as a board on the network takes several: what nobody asked for
    here is never switched, neither when it connects nor when it leaves."""
