"""Bodies of the gate agent's local API, in both directions, and cases of decisions."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from pydantic import BaseModel, ValidationError

from gate_agent.rules.cases import Case, decisions
from gate_agent.wire.people import PeopleQuery, PersonQuery
from gate_agent.wire.schema import AgentState, OpenByGuard, SelfTestResult

CODEC: Final = "message-agent"
_MODELS: Final[tuple[type[BaseModel], ...]] = (
    OpenByGuard,
    PeopleQuery,
    PersonQuery,
    SelfTestResult,
    AgentState,
)
SEEDS: Final = (
    '{"reason":"访客"}'.encode(),
    b'{"query":"S0001"}',
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
