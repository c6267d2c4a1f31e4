"""AES as cards use it, against published examples and the library's own CMAC."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC
from hypothesis import given
from hypothesis import strategies as st

from devices.card.aes import BLOCK, cmac, decrypt, diversified, encrypt

KEY = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
MESSAGE = bytes.fromhex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
)

keys = st.binary(min_size=BLOCK, max_size=BLOCK)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (0, "bb1d6929e95937287fa37d129b756746"),
        (16, "070a16b46b4d4144f79bdd9dd04a287c"),
        (40, "dfa66747de9ae63030ca32611497c827"),
        (64, "51f0bebf7e3b9d92fc49741779363cfe"),
    ],
)
def test_cmac_examples_of_rfc_4493(length: int, expected: str) -> None:
    assert cmac(KEY, MESSAGE[:length]).hex() == expected


def test_diversification_example_of_an10922() -> None:
    master = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
    identity = bytes.fromhex("04782E21801D80" + "3042F5" + "4E585020416275")
    assert diversified(master, identity).hex().upper() == "A8DD63A3B89D54B37CA802473FDA9175"


@given(keys, st.binary(max_size=100))
def test_cmac_is_the_library_s(key: bytes, message: bytes) -> None:
    library = CMAC(algorithms.AES(key))
    library.update(message)
    assert cmac(key, message) == library.finalize()


@given(keys, st.binary(min_size=16, max_size=31))
def test_diversification_of_more_than_a_block_is_a_plain_cmac(key: bytes, identity: bytes) -> None:
    assert diversified(key, identity) == cmac(key, b"\x01" + identity)


@given(keys, st.binary(min_size=1, max_size=14))
def test_short_identities_fill_two_blocks(key: bytes, identity: bytes) -> None:
    assert diversified(key, identity) != cmac(key, b"\x01" + identity)


@pytest.mark.parametrize("length", [0, 32])
def test_impossible_identity_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=str(length)):
        diversified(KEY, bytes(length))


@given(keys, keys, keys)
def test_ciphers_undo_each_other(key: bytes, start: bytes, data: bytes) -> None:
    assert decrypt(key, encrypt(key, data, start), start) == data
