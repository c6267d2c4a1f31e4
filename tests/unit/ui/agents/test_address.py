"""What the console accepts as an agent's address and token file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.agents.address import AddressError, read_address

TOKEN = "t" * 32


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "guard.token"
    path.write_text(TOKEN + "\n")
    return path


def test_the_token_is_read_and_never_shown(token_file: Path) -> None:
    address = read_address("http://127.0.0.1:8750/", token_file)
    assert (address.url, address.host) == ("http://127.0.0.1:8750", "127.0.0.1:8750")
    assert address.token == TOKEN
    assert TOKEN not in repr(address)


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8750", "ftp://gate", "http://gate/v1", "http://guard@gate", "http://", ""]
)
def test_an_address_with_anything_else_is_refused(url: str, token_file: Path) -> None:
    with pytest.raises(AddressError, match="scheme and host only"):
        read_address(url, token_file)


@pytest.mark.parametrize("content", [b"", b"short", b"two words " * 4, b"\xff" * 40, b"x" * 2000])
def test_a_file_without_one_token_is_refused(content: bytes, token_file: Path) -> None:
    token_file.write_bytes(content)
    with pytest.raises(AddressError, match=r"guard\.token: must hold one token"):
        read_address("http://gate", token_file)


def test_a_missing_token_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AddressError, match=r"nowhere\.token: No such file"):
        read_address("http://gate", tmp_path / "nowhere.token")
