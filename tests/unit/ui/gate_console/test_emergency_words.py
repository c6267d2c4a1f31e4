"""What is in force at a gate in words, and which order fits it."""

from __future__ import annotations

import pytest

from gate_agent.rules.guard_reasons import WORDS
from gate_agent.rules.roles import RIGHTS, Role
from gate_agent.wire.schema import EmergencyOrderView, EmergencyView
from sync.wire import Bilingual
from tests.helpers.gate_states import NOW, gate_state
from ui.agents.client import EmergencyOrder
from ui.agents.link import LOST_AFTER_S, LinkStatus, LinkView
from ui.gate_console.emergency_words import ORDERS, possible, standing
from ui.gate_console.notices import NoticeTone
from ui.gate_console.sight import AgentSight, look
from wording import Text

LOCKDOWN = EmergencyOrderView(since=NOW, by="Guard Wei", reason="danger")
FIRE = EmergencyOrderView(since=NOW)
HEARD_AT = 100.0


def english(text: Text | Bilingual) -> str:
    return text.en


def gate(in_force: EmergencyView | None = None, age_s: float = 0.0) -> AgentSight:
    """A gate last heard ``age_s`` seconds ago, where this is in force."""
    state = gate_state(emergency=in_force or EmergencyView())
    return look(LinkView("gate", LinkStatus.LIVE, state, HEARD_AT, HEARD_AT), HEARD_AT + age_s)


def silent() -> AgentSight:
    """A gate that has never told its state."""
    return look(LinkView("gate", LinkStatus.LIVE, None, HEARD_AT, HEARD_AT), HEARD_AT)


def test_every_order_has_words_and_reasons() -> None:
    assert set(ORDERS) == set(EmergencyOrder)
    for words in ORDERS.values():
        assert words.reasons
        assert all(WORDS[reason] for reason in words.reasons)
        for question in (words.question.zh, words.question.en):
            assert "East" in question.format(name="East")


def test_no_order_asks_for_a_right_that_nobody_has() -> None:
    assert all(words.right in RIGHTS[Role.SUPERVISOR] for words in ORDERS.values())
    assert ORDERS[EmergencyOrder.LOCK_DOWN].right in RIGHTS[Role.GUARD]


def test_calm_is_said() -> None:
    (calm,) = standing(gate(), english)
    assert (calm.tone, calm.text) == (NoticeTone.GOOD, "All normal: no lockdown, no fire alarm")


def test_fire_stands_above_a_lockdown() -> None:
    fire, lockdown = standing(gate(EmergencyView(fire=FIRE, lockdown=LOCKDOWN)), english)
    assert fire.text.startswith("Fire: the lanes have been standing open since ")
    assert lockdown.text.startswith("Lockdown: ordered by Guard Wei at ")
    assert not lockdown.text.endswith("danger"), "the reason is said in words"
    assert {fire.tone, lockdown.tone} == {NoticeTone.BAD}


def test_a_reason_in_a_guards_own_words_is_said_as_it_is() -> None:
    own = LOCKDOWN.model_copy(update={"reason": "river is rising"})
    (lockdown,) = standing(gate(EmergencyView(lockdown=own)), english)
    assert lockdown.text.endswith("reason: river is rising")


@pytest.mark.parametrize(
    ("in_force", "fitting"),
    [
        (EmergencyView(), {EmergencyOrder.LOCK_DOWN}),
        (EmergencyView(lockdown=LOCKDOWN), {EmergencyOrder.END_LOCKDOWN}),
        (EmergencyView(fire=FIRE), {EmergencyOrder.LOCK_DOWN, EmergencyOrder.RELEASE_FIRE}),
        (
            EmergencyView(fire=FIRE, lockdown=LOCKDOWN),
            {EmergencyOrder.END_LOCKDOWN, EmergencyOrder.RELEASE_FIRE},
        ),
    ],
)
def test_only_what_fits_can_be_ordered(
    in_force: EmergencyView, fitting: set[EmergencyOrder]
) -> None:
    assert {order for order in EmergencyOrder if possible(gate(in_force), order)} == fitting


@pytest.mark.parametrize(
    "unheard", [gate(EmergencyView(lockdown=LOCKDOWN), LOST_AFTER_S + 1), silent()]
)
def test_of_a_gate_out_of_contact_nothing_is_claimed(unheard: AgentSight) -> None:
    (told,) = standing(unheard, english)
    assert (told.tone, "out of contact" in told.text) == (NoticeTone.BAD, True)
    assert not any(possible(unheard, order) for order in EmergencyOrder)
