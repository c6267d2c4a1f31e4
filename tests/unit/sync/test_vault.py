"""Sealed values open only unchanged, under their key and for what they belong to."""

from __future__ import annotations

import secrets
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import KeyFileInvalid, SealBroken
from sync.key_file import KEY_BYTES
from sync.vault import Vault

VAULT = Vault(secrets.token_bytes(KEY_BYTES))


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_is_sealed_opens_again(plain: bytes, about: bytes) -> None:
    sealed = VAULT.seal(plain, about)
    assert VAULT.open(sealed, about) == plain
    assert len(plain) < 8 or plain not in sealed


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_is_noticed(place: int, flip: int) -> None:
    sealed = bytearray(VAULT.seal(b"a template", b"holder"))
    sealed[place % len(sealed)] ^= flip
    with pytest.raises(SealBroken):
        VAULT.open(bytes(sealed), b"holder")


def test_a_value_moved_to_another_holder_does_not_open() -> None:
    with pytest.raises(SealBroken):
        VAULT.open(VAULT.seal(b"a template", b"holder 1"), b"holder 2")


def test_another_key_does_not_open() -> None:
    with pytest.raises(SealBroken):
        Vault(secrets.token_bytes(KEY_BYTES)).open(VAULT.seal(b"x", b"y"), b"y")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(27), b"\x02" + bytes(40)])
def test_what_was_never_sealed_is_named(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        VAULT.open(sealed, b"")


def test_the_key_file_is_made_once_and_private(tmp_path: Path) -> None:
    key_file = tmp_path / "new" / "vault.key"
    sealed = Vault.at(key_file).seal(b"plain", b"about")
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert Vault.at(key_file).open(sealed, b"about") == b"plain"
    assert [path.name for path in key_file.parent.iterdir()] == ["vault.key"]


def test_a_key_file_open_to_others_is_refused(tmp_path: Path) -> None:
    key_file = tmp_path / "vault.key"
    Vault.at(key_file)
    key_file.chmod(0o640)
    with pytest.raises(KeyFileInvalid, match=r"vault\.key.*chmod 600"):
        Vault.at(key_file)


def test_a_short_key_file_is_refused(tmp_path: Path) -> None:
    key_file = tmp_path / "vault.key"
    key_file.write_bytes(bytes(31))
    key_file.chmod(0o600)
    with pytest.raises(KeyFileInvalid, match="31 bytes"):
        Vault.at(key_file)
