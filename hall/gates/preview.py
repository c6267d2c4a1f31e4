"""What a gate would say, by the gates' own rules (:mod:`gate_agent.rules.access`)."""

from __future__ import annotations

from datetime import datetime
from typing import Final, assert_never

from gate_agent.rules.access import (
    A_CARD,
    Attempt,
    Denied,
    FaceAwaited,
    FaceNeeded,
    Granted,
    Mode,
    Policy,
    Presence,
    Records,
    decide,
)
from gate_agent.rules.credentials import Shown, fresh_pass
from gate_agent.rules.leaving import advice_on
from gate_agent.rules.policy import Exits
from gate_agent.rules.reasons import Reason
from hall.visitors.rules import VISITORS
from sync.wire import AccessRecord, Direction
from wording import Text

_FRESH: Final = Records(complete=True, age_s=0.0)
_THRESHOLD: Final = 1.0
"""Faces are not compared here."""
_SOME_GATE: Final = "any"


def foresee(
    record: AccessRecord | None,
    gate: str,
    at: datetime,
    direction: Direction = Direction.IN,
    campus: str = "",
    shown: Shown = A_CARD,
    mode: Mode = Mode.CARD_FACE,
    entries: int = 0,
    exits: Exits = Exits.KNOWN,
) -> Reason | None:
    """Why ``gate``, whose lane asks for ``mode``, would refuse at ``at``; None if it would let in,
    at once or after comparing faces.

    ``entries`` is how often the holder has come in already by the gate's count, ``exits`` what it
    asks of those who leave. What only the gate knows is left out:
    the face, who is inside already, an emergency, and how old its records are.
    """
    attempt = Attempt(
        gate,
        FaceAwaited(),
        direction=direction,
        campus=campus,
        presence=Presence(entries=entries),
        shown=shown,
    )
    decision = decide(attempt, record, Policy(mode, _THRESHOLD, exits=exits), at, _FRESH)
    match decision:
        case Granted() | FaceNeeded():
            return None
        case Denied(reason=reason):
            return reason
        case _:
            assert_never(decision)


def refusal_now(record: AccessRecord, now: datetime) -> Text | None:
    """Why a gate that is open to the holder would refuse the card at ``now``; None if it would
    let in, at once or after comparing faces.

    Who has no face on record, a visitor, shows a pass at a lane that takes passes alone.
    """
    gate = record.gates[0] if record.gates else _SOME_GATE
    campus = record.campuses[0] if record.campuses else ""
    way = record.directions[0] if record.directions else Direction.IN
    if VISITORS in record.groups:
        shown, mode = fresh_pass(record.holder, now), Mode.PASS
        reason = foresee(record, gate, now, way, campus, shown, mode)
    else:
        reason = foresee(record, gate, now, way, campus)
    return None if reason is None else advice_on(way, reason).sentence
