"""What a gate would say, by the gates' own rules (:mod:`gate_agent.access`)."""

from __future__ import annotations

from datetime import datetime
from typing import Final, assert_never

from gate_agent.access import (
    Attempt,
    Denied,
    FaceAwaited,
    FaceNeeded,
    Granted,
    Mode,
    Policy,
    Records,
    decide,
)
from gate_agent.reasons import Reason, advice
from sync.wire import AccessRecord, Direction
from wording import Text

_FRESH: Final = Records(complete=True, age_s=0.0)
_STRICT: Final = Policy(mode=Mode.CARD_FACE, threshold=1.0)
_SOME_GATE: Final = "any"


def foresee(
    record: AccessRecord | None,
    gate: str,
    at: datetime,
    direction: Direction = Direction.IN,
    campus: str = "",
) -> Reason | None:
    """Why ``gate`` would refuse at ``at``; None if it would go on to compare faces.

    What only the gate knows is left out: the face, who is inside already, an emergency, and how
    old its records are.
    """
    attempt = Attempt(gate, FaceAwaited(), direction=direction, campus=campus)
    decision = decide(attempt, record, _STRICT, at, _FRESH)
    match decision:
        case Granted() | FaceNeeded():
            return None
        case Denied(reason=reason):
            return reason
        case _:
            assert_never(decision)


def refusal_now(record: AccessRecord, now: datetime) -> Text | None:
    """Why a gate that is open to the holder would refuse the card at ``now``; None if it would
    go on to compare faces."""
    reason = foresee(record, record.gates[0] if record.gates else _SOME_GATE, now)
    return None if reason is None else advice(reason).sentence
