"""The proof of a campus card, by the card's own end."""

from __future__ import annotations

import secrets
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.campus_cpu import (
    ANSWER_BYTES,
    CHALLENGE_BYTES,
    CampusCpu,
    card_key,
    number_in,
    proves,
)
from devices.card.number_source import NotGenuine
from devices.errors import Fault, ProtocolError
from devices.ports import CardAssurance
from devices.sim.campus_card import APPLICATION, KEY_NUMBER, CampusApplet, personalised_key

MASTER = secrets.token_bytes(16)

numbers = st.binary(min_size=4, max_size=10)


class Transcript:
    """A card whose answers are kept, as somebody who listens would."""

    def __init__(self, applet: CampusApplet) -> None:
        self._applet = applet
        self.answers: list[bytes] = []

    def __call__(self, command: bytes) -> bytes:
        answer = self._applet.answer(command) or b"\x6a\x82"
        self.answers.append(answer)
        return answer


def source(master: bytes = MASTER) -> CampusCpu:
    return CampusCpu(master, APPLICATION, KEY_NUMBER)


def genuine(number: bytes) -> Transcript:
    return Transcript(CampusApplet(number, personalised_key(MASTER, number)))


@given(numbers)
def test_card_office_and_gate_derive_the_same_key(number: bytes) -> None:
    assert personalised_key(MASTER, number) == card_key(MASTER, number, APPLICATION, KEY_NUMBER)


@given(numbers)
def test_genuine_card_is_believed(number: bytes) -> None:
    identity = source().read(genuine(number))
    assert identity.number == number
    assert identity.assurance is CardAssurance.GENUINE


def test_copied_number_is_not_enough() -> None:
    number, other = secrets.token_bytes(7), secrets.token_bytes(7)
    copy = Transcript(CampusApplet(number, personalised_key(MASTER, other)))
    with pytest.raises(NotGenuine, match="does not fit") as error:
        source().read(copy)
    assert error.value.fault is Fault.CARD_NOT_GENUINE


def test_recorded_answers_do_not_fit_the_next_challenge() -> None:
    card = genuine(secrets.token_bytes(7))
    source().read(card)
    recorded = list(card.answers)
    with pytest.raises(NotGenuine):
        source().read(lambda command: recorded.pop(0))


def test_card_of_another_campus_is_refused() -> None:
    with pytest.raises(NotGenuine):
        source(secrets.token_bytes(16)).read(genuine(secrets.token_bytes(7)))


@pytest.mark.parametrize("refusal", ["6a82", "6d00", "6985", "6a88"])
def test_card_without_the_application_is_refused(refusal: str) -> None:
    with pytest.raises(NotGenuine, match=refusal.upper()):
        source().read(lambda command: bytes.fromhex(refusal))


def test_silent_or_broken_card_is_unreadable_not_false() -> None:
    with pytest.raises(ProtocolError):
        source().read(lambda command: b"")


@given(st.binary(max_size=40))
def test_any_bytes_are_a_number_or_a_named_error(data: bytes) -> None:
    with suppress(ProtocolError):
        number = number_in(data)
        assert data == b"\xdf\x01" + bytes((len(number),)) + number


@pytest.mark.parametrize("data", ["", "df01", "df010304a1b2", "df020404a1b2c3", "df010504a1b2c3"])
def test_number_in_the_wrong_place_is_unreadable(data: str) -> None:
    with pytest.raises(ProtocolError) as error:
        number_in(bytes.fromhex(data))
    assert error.value.fault is Fault.CARD_UNREADABLE


@given(st.binary(max_size=ANSWER_BYTES + 4))
def test_no_bytes_are_a_proof_by_chance(answer: bytes) -> None:
    assert not proves(MASTER, bytes(CHALLENGE_BYTES), bytes(4), answer)
