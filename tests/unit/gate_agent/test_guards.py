"""Guards are known by token; a flood of wrong tokens is turned away, the right one never."""

from __future__ import annotations

import pytest

from gate_agent.api.guards import (
    WRONG_TOKENS,
    WRONG_WINDOW_S,
    GuardBook,
    TokenUnknown,
    TooManyWrong,
)
from gate_agent.api.tokens import new_token
from gate_agent.rules.roles import Right
from gate_agent.wire.schema import Caller, Guard


class Clock:
    """Time that the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_guard_is_known_by_the_token() -> None:
    tokens = {name: new_token() for name in ("Chen", "Wei")}
    book = GuardBook((Guard(name=name), sha256) for name, (_, sha256) in tokens.items())
    for name, (token, _) in tokens.items():
        assert book.identify(f"Bearer {token}").name == name


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic {token}", "Bearer x{token}"])
def test_anything_else_is_unknown(header: str) -> None:
    token, sha256 = new_token()
    with pytest.raises(TokenUnknown):
        GuardBook([(Guard(name="Chen"), sha256)]).identify(header.format(token=token))


def test_too_many_wrong_tokens_are_turned_away_for_a_while() -> None:
    clock = Clock()
    token, sha256 = new_token()
    book = GuardBook([(Guard(name="Chen"), sha256)], clock)
    for _ in range(WRONG_TOKENS):
        with pytest.raises(TokenUnknown):
            book.identify("Bearer wrong")
    clock.now = WRONG_WINDOW_S / 2
    with pytest.raises(TooManyWrong) as caught:
        book.identify("Bearer wrong")
    assert caught.value.wait_s == pytest.approx(WRONG_WINDOW_S / 2)
    assert book.identify(f"Bearer {token}").name == "Chen"
    clock.now = WRONG_WINDOW_S
    with pytest.raises(TokenUnknown):
        book.identify("Bearer wrong")


def test_a_right_that_a_later_agent_names_is_passed_over() -> None:
    said = '{"name": "Guard Wei", "role": "guard", "rights": ["watch", "fly"]}'
    assert Caller.model_validate_json(said).rights == {Right.WATCH}
