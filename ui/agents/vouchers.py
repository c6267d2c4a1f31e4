"""In whose name an order goes to an agent (docs/gate-api.md, "A guard's card")."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class OwnToken:
    """Of the guard whose token this screen has."""


@dataclass(frozen=True, slots=True)
class DeskCard:
    """Of the guard whose card comes next at the desk's reader; the order waits for it."""


@dataclass(frozen=True, slots=True)
class GuardToken:
    """Of the guard who typed or scanned this token for one order; nothing keeps it."""

    token: str = field(repr=False)


Voucher = OwnToken | DeskCard | GuardToken

OWN_TOKEN: Final = OwnToken()
DESK_CARD: Final = DeskCard()
