"""Bodies of the gate agent's local API, in both directions, and cases of decisions."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from pydantic import BaseModel, ValidationError

from devices import diagnostics
from devices.diagnostics.ports import choice as port_choice
from devices.diagnostics.ports import offers as port_offers
from devices.diagnostics.trials import by_hand, lent_events, preview
from gate_agent import wire
from gate_agent.rules.cases import Case, decisions
from gate_agent.wire import people, reports, schema
from tests.fuzz.messages import kinds_of

CODEC: Final = "message-agent"
_SPOKEN: Final = (by_hand, lent_events, people, port_choice, port_offers, preview, reports, schema)
"""The modules with the messages; named, so that all are loaded."""
_MODELS: Final = tuple(
    model for package in (wire, diagnostics) for model in kinds_of(BaseModel, package.__name__)
)
SEEDS: Final = (
    '{"reason":"访客"}'.encode(),
    b'{"query":"S0001"}',
    b'{"student_no":"S0001"}',
    b'{"port":"/dev/ttyUSB0"}',
    b'{"code":"lane_busy","message":{"zh":"x","en":"x"}}',
    b'{"about":"x","attempts":[{"at":"2030-09-01T00:00:00Z","face":0.9,"liveness":"failed"}]}',
)


def one_input(data: bytes) -> None:
    """What is taken says the same once it was sent on; every case that is taken is decided."""
    for model in _MODELS:
        with suppress(ValidationError):
            taken = model.model_validate_json(data)
            assert model.model_validate_json(taken.model_dump_json()) == taken
    with suppress(ValidationError):
        case = Case.model_validate_json(data)
        assert len(tuple(decisions(case))) == len(case.attempts)
