"""DESFire authentication and reads, against a card that was written apart from the driver."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.aes import cmac, encrypt
from devices.card.desfire import Desfire, Generation, Protection
from devices.card.desfire_frame import NativeRefused, send_long
from devices.card.desfire_session import Ev1Session, Ev2Session
from devices.card.number_source import NotGenuine
from devices.errors import ProtocolError
from devices.ports import CardAssurance
from devices.sim.desfire_card import DesfireApplet, DesfireContent

APPLICATION = bytes.fromhex("4255F5")
KEY = secrets.token_bytes(16)
UID = secrets.token_bytes(7)
NUMBER = secrets.token_bytes(8)
MODES = [(generation, protection) for generation in Generation for protection in Protection]

Transmit = Callable[[bytes], bytes]


def card(
    *,
    key: bytes = KEY,
    data: bytes = bytes(16) + NUMBER + bytes(100),
    enciphered: bool = True,
    ev2: bool = True,
) -> Transmit:
    applet = DesfireApplet(
        DesfireContent(APPLICATION, 2, key, 3, data, enciphered=enciphered, ev2=ev2)
    )

    def transmit(command: bytes) -> bytes:
        if command[:2] == b"\xff\xca":
            return UID + b"\x90\x00"
        answer = applet.answer(command)
        assert answer is not None
        return answer

    return transmit


def driver(
    generation: Generation = Generation.EV2,
    protection: Protection = Protection.ENCIPHERED,
    **settings: object,
) -> Desfire:
    chosen: dict[str, object] = {
        "application": APPLICATION,
        "key_number": 2,
        "file": 3,
        "offset": 16,
        "length": 8,
        **settings,
    }
    return Desfire(KEY, generation=generation, protection=protection, **chosen)  # type: ignore[arg-type]


@pytest.mark.parametrize(("generation", "protection"), MODES)
def test_number_is_read(generation: Generation, protection: Protection) -> None:
    enciphered = protection is Protection.ENCIPHERED
    identity = driver(generation, protection).read(card(enciphered=enciphered))
    assert identity.number == NUMBER
    assert identity.assurance is CardAssurance.GENUINE


@pytest.mark.parametrize("generation", list(Generation))
@pytest.mark.parametrize("length", [4, 7, 10])
def test_every_length_of_number(generation: Generation, length: int) -> None:
    source = driver(generation, offset=0, length=length)
    assert source.read(card(data=NUMBER + bytes(8))).number == (NUMBER + bytes(8))[:length]


def test_number_that_ends_in_zeros_keeps_them() -> None:
    number = b"\x01\x02" + bytes(6)
    for generation in Generation:
        assert driver(generation, offset=0).read(card(data=number)).number == number


@pytest.mark.parametrize("generation", list(Generation))
def test_card_with_another_key_is_refused(generation: Generation) -> None:
    with pytest.raises(NotGenuine):
        driver(generation).read(card(key=secrets.token_bytes(16)))


def test_card_that_only_repeats_our_challenge_is_refused() -> None:
    """It answers with what it was sent, and never has the key."""

    def parrot(command: bytes) -> bytes:
        if command[1] == 0x5A:
            return b"\x91\x00"
        if command[1] == 0xAF:
            return command[5:21] + b"\x91\x00"
        return secrets.token_bytes(16) + b"\x91\xaf"

    with pytest.raises(NotGenuine):
        driver(Generation.EV1).read(parrot)


@pytest.mark.parametrize(("generation", "protection"), MODES)
def test_answer_that_was_tampered_with_is_refused(
    generation: Generation, protection: Protection
) -> None:
    honest = card(enciphered=protection is Protection.ENCIPHERED)

    def tampering(command: bytes) -> bytes:
        answer = honest(command)
        if command[1] != 0xBD:
            return answer
        return bytes((answer[0] ^ 1,)) + answer[1:]

    with pytest.raises(ProtocolError):
        driver(generation, protection).read(tampering)


def test_ev1_chip_is_refused_where_ev2_is_asked_for() -> None:
    with pytest.raises(NotGenuine, match="71 answered 1C"):
        driver(Generation.EV2).read(card(ev2=False))
    assert driver(Generation.EV1).read(card(ev2=False)).number == NUMBER


@pytest.mark.parametrize(
    ("settings", "status"),
    [({"application": b"\x00\x00\x01"}, "A0"), ({"key_number": 5}, "AE"), ({"file": 9}, "F0")],
)
def test_other_layouts_are_refused_by_name(settings: dict[str, object], status: str) -> None:
    with pytest.raises(NotGenuine, match=status):
        driver(**settings).read(card())  # type: ignore[arg-type]


def test_each_card_can_have_its_own_key() -> None:
    system = b"YANHU"
    identity = (b"\x01" + UID + APPLICATION + system).ljust(32, b"\0")
    own = bytearray(identity)
    own[1 + len(UID + APPLICATION + system)] = 0x80
    zero = encrypt(KEY, bytes(16))
    doubled = int.from_bytes(zero, "big")
    for _ in range(2):
        doubled <<= 1
        doubled = doubled ^ (1 << 128 | 0x87) if doubled >> 128 else doubled
    mask = doubled.to_bytes(16, "big")
    mixed = bytes(own[:16]) + bytes(a ^ b for a, b in zip(own[16:], mask, strict=True))
    key = encrypt(KEY, mixed)[-16:]
    assert driver(system=system).read(card(key=key)).number == NUMBER
    with pytest.raises(NotGenuine):
        driver(system=b"OTHER").read(card(key=key))


def test_session_keys_of_nxp_s_example() -> None:
    """AN12196, section 5.6: the zero key, and these two random numbers."""
    rnd_a = bytes.fromhex("13C5DB8A5930439FC3DEF9A4C675360F")
    rnd_b = bytes.fromhex("B9E2FC789B64BF237CCCAA20EC7E6E48")
    session = Ev2Session(bytes(16), rnd_a, rnd_b, bytes.fromhex("9D00C4DF"))
    mac_key = bytes.fromhex("4C6626F5E72EA694202139295C7A7FC7")
    data = bytes(8)
    mac = cmac(mac_key, b"\x00\x01\x00" + bytes.fromhex("9D00C4DF") + data)[1::2]
    assert session.maced(data + mac) == data


@given(st.binary(max_size=80), st.integers(0, 16))
def test_any_answer_is_refused_by_name(answer: bytes, length: int) -> None:
    rnd = bytes(range(16))
    for session in (Ev1Session(rnd, rnd), Ev2Session(KEY, rnd, rnd, bytes(4))):
        with pytest.raises(ProtocolError):
            session.enciphered(answer, length)
        with pytest.raises(ProtocolError):
            session.maced(answer)


def test_endless_answer_is_given_up() -> None:
    with pytest.raises(ProtocolError, match="without an end"):
        send_long(lambda command: b"\x00\x91\xaf", 0xBD, b"")


@pytest.mark.parametrize("raw", ["", "91", "9000", "6d00"])
def test_what_is_no_native_answer_is_unreadable(raw: str) -> None:
    with pytest.raises(ProtocolError) as error:
        driver().read(lambda command: bytes.fromhex(raw))
    assert not isinstance(error.value, NativeRefused)
