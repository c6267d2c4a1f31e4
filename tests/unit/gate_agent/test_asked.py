"""What a lane asks for, as its mode, its devices and its camera allow."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from gate_agent.rules.access import Attempt, FaceAwaited, Granted, Records, decide
from gate_agent.rules.asked import BY_HAND, Asked, asked
from gate_agent.rules.credentials import shown_as
from gate_agent.rules.policy import Mode, ModeRule, Need, Policy, Step
from sync.wire import CredentialKind, Direction
from tests.helpers.gate_states import NOW
from tests.helpers.records import approved

CARD, PASS, FACE = CredentialKind.CARD, CredentialKind.PASS, CredentialKind.FACE
READER, SCANNER, BOTH = {CARD, FACE}, {PASS, FACE}, {CARD, PASS, FACE}


def wanted(then: Need, *show: CredentialKind) -> Asked:
    return Asked(frozenset(show), then)


@pytest.mark.parametrize(
    ("mode", "takes", "expected"),
    [
        (Mode.CARD, READER, wanted(Need.NOTHING, CARD)),
        (Mode.CARD, BOTH, wanted(Need.NOTHING, CARD)),
        (Mode.CARD, SCANNER, wanted(Need.FACE, PASS)),
        (Mode.PASS, BOTH, wanted(Need.NOTHING, CARD, PASS)),
        (Mode.CARD_FACE, READER, wanted(Need.FACE, CARD)),
        (Mode.CARD_FACE, BOTH, wanted(Need.FACE, CARD, PASS)),
        (Mode.PASS_FACE, BOTH, wanted(Need.FACE, PASS)),
        (Mode.PASS_FACE, READER, BY_HAND),
        (Mode.FACE, READER, wanted(Need.NOTHING, FACE)),
        (Mode.FACE, {CARD}, wanted(Need.FACE, CARD)),
        (Mode.GUARD, BOTH, wanted(Need.GUARD, CARD, PASS)),
    ],
)
def test_each_mode_asks_for_what_gets_furthest(
    mode: Mode, takes: set[CredentialKind], expected: Asked
) -> None:
    assert asked(mode, takes, sees=True) == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Mode.CARD, wanted(Need.NOTHING, CARD)),
        (Mode.CARD_FACE, wanted(Need.GUARD, CARD, PASS)),
        (Mode.PASS_FACE, wanted(Need.GUARD, PASS)),
        (Mode.FACE, wanted(Need.GUARD, CARD, PASS)),
    ],
)
def test_a_blind_lane_asks_a_guard_to_look(mode: Mode, expected: Asked) -> None:
    assert asked(mode, BOTH, sees=False) == expected


@pytest.mark.parametrize("mode", Mode)
def test_the_rules_let_in_at_once_by_what_is_asked_for_alone(mode: Mode) -> None:
    record = approved("0" * 64, valid_from=None, valid_until=None)
    found = asked(mode, BOTH, sees=True)
    for kind in BOTH:
        shown = shown_as(kind, UUID(int=1), NOW)
        attempt = Attempt("east", FaceAwaited(), shown=shown)
        decision = decide(attempt, record, Policy(mode, 0.45), NOW, Records(True, 0.0))
        alone = found.then is Need.NOTHING and kind in found.show
        assert isinstance(decision, Granted) is alone, kind


def test_groups_of_which_something_else_is_asked_are_named() -> None:
    """At this hour, on this lane, and by the first rule that fits."""
    at = NOW.time()
    later = (NOW + timedelta(hours=1)).time()
    visitors, night, works = (frozenset({name}) for name in ("visitors", "night", "works"))
    policy = Policy(
        Mode.CARD_FACE,
        0.45,
        rules=(
            ModeRule(Mode.CARD, begin=later, end=at, groups=night),
            ModeRule(Mode.CARD, lanes=frozenset({"south"}), groups=works),
            ModeRule(Mode.PASS, begin=at, end=later, groups=visitors),
            ModeRule(Mode.CARD_FACE, groups=works),
        ),
    )

    def apart(lane: str, now: datetime = NOW, step: Step = Step.FRESH) -> tuple[str, ...]:
        return policy.apart(lane, Direction.IN, now, step)

    assert apart("east") == ("visitors",)
    assert apart("south") == ("visitors", "works")
    assert apart("east", NOW + timedelta(hours=2)) == ("night",)
    assert apart("east", step=Step.GUARD) == (), "a guard confirms everybody"
