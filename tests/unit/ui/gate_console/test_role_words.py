"""Who may do what a screen's token may not, in words."""

from __future__ import annotations

import pytest

from gate_agent.rules.roles import Right, Role
from ui.gate_console.role_words import ROLES, closed, vouched_next, who_may


def test_every_role_has_a_name() -> None:
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize(
    ("right", "who"),
    [
        (Right.ADMIT, "guard"),
        (Right.SERVICE, "guard or technician"),
        (Right.END_EMERGENCY, "supervisor"),
    ],
)
def test_the_least_roles_that_may_are_named(right: Right, who: str) -> None:
    assert who_may(right).en == who


def test_the_screens_own_role_is_named_as_well() -> None:
    assert vouched_next(Right.END_EMERGENCY, Role.GUARD).zh == (
        "本屏的令牌是“值班员”：确认后请值班长刷卡或输入令牌"
    )
    assert "technician's" in closed(Right.FIND_PEOPLE, Role.TECHNICIAN).en
