"""Readable relay commands and what boards make of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import CommandFailed, ProtocolError
from devices.relay.ascii_codec import (
    ANSWER_LIMIT,
    LAST_INDEX,
    ask_input,
    ask_relay,
    checked_done,
    input_state,
    relay_state,
    result,
    switch,
)

ASK = ask_relay(10)


def test_commands_name_relays_by_one_digit() -> None:
    assert switch(0, on=True) == "relay on 0"
    assert switch(15, on=False) == "relay off F"
    assert ask_relay(9) == "relay read 9"
    assert ask_input(10) == "gpio read A"


@pytest.mark.parametrize("index", [-1, LAST_INDEX + 1])
def test_index_without_a_digit(index: int) -> None:
    with pytest.raises(ValueError, match="are 0 to 15"):
        ask_input(index)


@pytest.mark.parametrize(
    "answer",
    [b"relay read A\n\ron\n\r>", b"relay read A\r\non\r\n>", b"relay read A\n on \n>"],
    ids=str,
)
def test_line_ends_of_every_kind(answer: bytes) -> None:
    assert result(ASK, answer) == "on"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b">",
        b"on\n\r>",
        b"relay read B\n\ron\n\r>",
        b"relay read A\n\ron\n\r",
        b"relay read A\n\ron\n\roff\n\r>",
        b"relay read A\n\r\xff\n\r>",
        b"relay read A\n\r" + b"o" * ANSWER_LIMIT + b">",
    ],
    ids=str,
)
def test_answer_to_nothing_or_to_something_else(answer: bytes) -> None:
    with pytest.raises(ProtocolError):
        result(ASK, answer)


def test_switching_is_answered_by_nothing() -> None:
    command = switch(1, on=True)
    checked_done(command, result(command, b"relay on 1\n\r>"))
    with pytest.raises(CommandFailed):
        checked_done(command, result(command, b"relay on 1\n\rINVALID\n\r>"))


@given(st.text())
def test_state_is_on_off_or_named_as_wrong(said: str) -> None:
    if said in ("on", "off"):
        assert relay_state(said) is (said == "on")
    else:
        with pytest.raises(ProtocolError):
            relay_state(said)


@given(st.text())
def test_level_is_one_zero_or_named_as_wrong(said: str) -> None:
    if said in ("1", "0"):
        assert input_state(said) is (said == "1")
    else:
        with pytest.raises(ProtocolError):
            input_state(said)
