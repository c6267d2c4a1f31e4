"""Card commands and answers as bytes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.apdu import (
    ANSWER_LIMIT,
    CHAIN_LIMIT,
    Answer,
    Command,
    card_protocol,
    checked_number,
    exchange,
    get_uid,
    is_contactless,
    read_binary,
    select_application,
)
from devices.errors import Fault, ProtocolError
from devices.ports import CardProtocol

AID = bytes.fromhex("F0000000CA5501")


def card(*turns: tuple[str, str]) -> Callable[[bytes], bytes]:
    """A card that expects these commands and gives these answers, all in hexadecimal."""
    script = [(bytes.fromhex(command), bytes.fromhex(answer)) for command, answer in turns]

    def transmit(command: bytes) -> bytes:
        expected, answer = script.pop(0)
        assert command == expected
        return answer

    return transmit


def test_commands_of_every_shape() -> None:
    assert Command(0x80, 0x10, 1, 2).encode().hex() == "80100102"
    assert Command(0x80, 0x10, 1, 2, expect=16).encode().hex() == "8010010210"
    assert Command(0x80, 0x10, 1, 2, b"\xab\xcd").encode().hex() == "8010010202abcd"
    assert Command(0x80, 0x10, 1, 2, b"\xab", expect=256).encode().hex() == "8010010201ab00"


def test_known_commands() -> None:
    assert get_uid().encode().hex() == "ffca000000"
    assert select_application(AID).encode().hex() == "00a4040007f0000000ca550100"
    assert read_binary(0x0102, 8).encode().hex() == "00b0010208"


@pytest.mark.parametrize(
    "build",
    [
        lambda: Command(0, 0, 0, 0, bytes(256)).encode(),
        lambda: Command(0, 0, 0, 0, expect=0).encode(),
        lambda: Command(0, 0, 0, 0, expect=257).encode(),
        lambda: select_application(bytes(4)),
        lambda: select_application(bytes(17)),
        lambda: read_binary(-1, 8),
        lambda: read_binary(1 << 15, 8),
    ],
)
def test_impossible_commands_are_refused(build: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        build()


def test_good_answer_is_its_data() -> None:
    assert exchange(card(("ffca000000", "0102030405060790 00")), get_uid()) == bytes(range(1, 8))


def test_wrong_length_is_asked_again() -> None:
    wire = card(("00b0000008", "6c05"), ("00b0000005", "11223344559000"))
    assert exchange(wire, read_binary(0, 8)).hex() == "1122334455"


def test_rest_of_an_answer_is_fetched() -> None:
    wire = card(("00b0000000", "aabb6102"), ("00c0000002", "ccdd6101"), ("00c0000001", "ee9000"))
    assert exchange(wire, read_binary(0, 256)).hex() == "aabbccddee"


def test_wrong_length_and_rest_together() -> None:
    wire = card(("00b0000008", "6c00"), ("00b0000000", "aa6100"), ("00c0000000", "bb9000"))
    assert exchange(wire, read_binary(0, 8)).hex() == "aabb"


def test_endless_answer_is_given_up() -> None:
    asked = 0

    def endless(command: bytes) -> bytes:
        nonlocal asked
        asked += 1
        return bytes.fromhex("aa6101")

    with pytest.raises(ProtocolError):
        exchange(endless, read_binary(0, 1))
    assert asked == CHAIN_LIMIT + 1


@pytest.mark.parametrize("status", ["6a81", "6982", "6d00", "6300", "0000", "ffff"])
def test_any_other_status_is_an_unreadable_card(status: str) -> None:
    with pytest.raises(ProtocolError, match=status.upper()) as error:
        exchange(lambda command: bytes.fromhex(status), get_uid())
    assert error.value.fault is Fault.CARD_UNREADABLE


@given(st.binary(max_size=2 * ANSWER_LIMIT))
def test_any_bytes_are_an_answer_or_a_named_error(raw: bytes) -> None:
    if 2 <= len(raw) <= ANSWER_LIMIT + 2:
        answer = Answer.decode(raw)
        assert answer.data + answer.sw.to_bytes(2, "big") == raw
    else:
        with pytest.raises(ProtocolError, match=str(len(raw))):
            Answer.decode(raw)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=40))
def test_any_conversation_ends(answers: list[bytes]) -> None:
    turns = iter(answers * (CHAIN_LIMIT + 2))
    try:
        data = exchange(lambda command: next(turns), get_uid())
    except ProtocolError:
        return
    assert len(data) <= ANSWER_LIMIT * (CHAIN_LIMIT + 1)


@given(st.binary(max_size=40))
def test_a_number_has_four_to_ten_bytes(data: bytes) -> None:
    if 4 <= len(data) <= 10:
        assert checked_number(data) == data
    else:
        with pytest.raises(ProtocolError):
            checked_number(data)


def test_answers_and_commands_show_no_data() -> None:
    secret = bytes.fromhex("c0ffee11")
    shown = repr(Answer(secret, 0x9000)) + repr(Command(0, 0, 0, 0, secret))
    assert repr(secret) not in shown


@pytest.mark.parametrize(
    ("atr", "active_t1", "protocol"),
    [
        ("3B8F8001804F0CA000000306030001000000006A", True, CardProtocol.CONTACTLESS),
        ("3B8180018080", True, CardProtocol.CONTACTLESS),
        ("3B951140FF6D00029000", False, CardProtocol.T0),
        ("3BDA18FF81B1FE751F030031C573C001400090000C", True, CardProtocol.T1),
        ("", False, CardProtocol.T0),
    ],
)
def test_protocol_of_a_card(atr: str, active_t1: bool, protocol: CardProtocol) -> None:
    assert card_protocol(bytes.fromhex(atr), active_t1=active_t1) is protocol


@given(st.binary(max_size=40))
def test_any_atr_is_judged(atr: bytes) -> None:
    assert is_contactless(atr) in (True, False)
