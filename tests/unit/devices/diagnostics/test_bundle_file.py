"""What comes from another machine as a support bundle, and what is none."""

from __future__ import annotations

import io
import zipfile

import pytest

from devices.diagnostics.bundle.file import UNPACKED_LIMIT_BYTES, NoBundle, read_bundle, zipped
from wording import Text

NO_LOG = Text("没有日志", "no log")
FRESH = Text("还没有记录", "no history")


def test_what_was_packed_is_read_with_its_gaps_in_both_languages() -> None:
    made = zipped({"README.txt": "东门", "logs/program.log": ""}, [NO_LOG], [FRESH])
    assert read_bundle(made.zipped) == made
    assert made.parts == ("README.txt", "logs/program.log", "missing.json")
    assert (made.missing, made.none_yet) == ((NO_LOG,), (FRESH,))


def foreign() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("README.txt", "a zip, but no bundle")
    return packed.getvalue()


def damaged() -> bytes:
    made = bytearray(zipped({"README.txt": "x" * 500}, [], []).zipped)
    made[45] ^= 0xFF
    return bytes(made)


def broken_off() -> bytes:
    return zipped({"README.txt": "東" * 500}, [], []).zipped[:-30]


def swollen() -> bytes:
    """It announces more than a bundle ever holds."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("missing.json", "{}")
        archive.writestr("logs/program.log", b"")
        archive.infolist()[1].file_size = UNPACKED_LIMIT_BYTES + 1
    return packed.getvalue()


STRANGE = [b"", b"<html>", foreign(), damaged(), broken_off(), swollen()]


@pytest.mark.parametrize("raw", STRANGE)
def test_all_else_is_no_bundle(raw: bytes) -> None:
    with pytest.raises(NoBundle):
        read_bundle(raw)
