"""What a gate would say now, by the gates' own rules (:mod:`gate_agent.access`)."""

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
from gate_agent.reasons import advice
from sync.wire import AccessRecord
from wording import Text

_FRESH: Final = Records(complete=True, age_s=0.0)
_STRICT: Final = Policy(mode=Mode.CARD_FACE, threshold=1.0, max_record_age_s=1.0)
_SOME_GATE: Final = "any"


def refusal_now(record: AccessRecord, now: datetime) -> Text | None:
    """Why a gate that is open to the holder would refuse the card at ``now``; None if it would
    go on to compare faces."""
    gate = record.gates[0] if record.gates else _SOME_GATE
    decision = decide(Attempt(gate, FaceAwaited()), record, _STRICT, now, _FRESH)
    match decision:
        case Granted() | FaceNeeded():
            return None
        case Denied(reason=reason):
            return advice(reason).sentence
        case _:
            assert_never(decision)
