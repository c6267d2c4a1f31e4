"""Keys in files: what is accepted, and what is refused by name."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from devices.errors import Fault
from devices.key_file import KeyUnusable, create_key, load_key
from devices.osdp.bus import DEFAULT_KEY, checked_key


def written(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_created_key_is_random_and_private(tmp_path: Path) -> None:
    keys = {create_key(tmp_path / name) for name in ("a", "b")}
    assert len(keys) == 2
    assert load_key(tmp_path / "a") in keys
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_existing_key_is_never_overwritten(tmp_path: Path) -> None:
    key = create_key(tmp_path / "a")
    with pytest.raises(KeyUnusable, match="exists"):
        create_key(tmp_path / "a")
    assert load_key(tmp_path / "a") == key


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_line_end_does_not_matter(tmp_path: Path, ending: bytes) -> None:
    assert load_key(written(tmp_path / "a", b"0f" * 16 + ending)) == b"\x0f" * 16


@pytest.mark.parametrize(
    "content", [b"", b"0f" * 15, b"0f" * 17, b"xy" * 16, b"\xff" * 32, b"0f" * 10_000]
)
def test_anything_else_is_refused_without_showing_it(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(KeyUnusable, match="32 hexadecimal digits") as error:
        load_key(written(tmp_path / "a", content))
    assert error.value.fault is Fault.KEY_UNUSABLE
    assert "0f0f" not in str(error.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(KeyUnusable, match="chmod 600"):
        load_key(written(tmp_path / "a", b"0f" * 16, mode))


def test_absent_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="No such file"):
        load_key(tmp_path / "a")


def test_osdp_s_default_key_is_refused(tmp_path: Path) -> None:
    assert DEFAULT_KEY == b"0123456789:;<=>?"
    with pytest.raises(KeyUnusable, match="default key"):
        checked_key(written(tmp_path / "a", DEFAULT_KEY.hex().encode()))
