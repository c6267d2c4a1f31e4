"""Sticks are found by the mounts, whatever their names are written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.diagnostics.bundle.export_places import _removable, export_places


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("/media/stick", "/media/stick"),
        (r"/media/tech\040stick", "/media/tech stick"),
        (r"/run/media/维修/砚湖\040优盘", "/run/media/维修/砚湖 优盘"),
        (r"/mnt/back\134slash", "/mnt/back\\slash"),
    ],
)
def test_a_stick_is_found_by_its_name(spelled: str, meant: str, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 {spelled} vfat rw 0 0\n", "utf-8")
    assert list(_removable(mounts)) == [Path(meant)]


def test_without_a_stick_this_machine_is_left(tmp_path: Path) -> None:
    (place,) = export_places(tmp_path / "exports", mounts=tmp_path / "absent")
    assert (place.folder, place.removable) == (tmp_path / "exports", False)
    assert place.free > 0
