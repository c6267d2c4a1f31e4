"""Where a terminal's diagnostics are kept, as its own file says."""

from __future__ import annotations

import platform
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from devices.config_file import ConfigInvalid
from devices.diagnostics.terminal_data import (
    campus_zone,
    diagnostics_folder,
    terminal_data,
    terminal_name,
)
from gate_agent.rules.policy_section import PolicySection
from kiosk.config import KioskSection


def written(folder: Path, text: str) -> Path:
    path = folder / "terminal.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("program", ["gate", "kiosk"])
def test_data_folder_of_either_program_is_below_the_files(tmp_path: Path, program: str) -> None:
    config = written(tmp_path, f'[{program}]\ncode = "east"\ndata = "data"\n')
    assert terminal_data(config) == tmp_path / "data"
    assert diagnostics_folder(config) == tmp_path / "data" / "diagnostics"
    assert terminal_name(config) == f"east ({platform.node()})"


def test_absolute_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    config = written(tmp_path, '[gate]\ndata = "/var/lib/yanhu"\n')
    assert terminal_data(config) == Path("/var/lib/yanhu")


def test_file_of_devices_alone_keeps_them_beside_itself(tmp_path: Path) -> None:
    config = written(tmp_path, '[devices.card]\ndriver = "pcsc"\n[gate]\ndata = 7\n')
    assert terminal_data(config) == tmp_path
    assert terminal_name(config) == platform.node()


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ('[gate]\n[policy]\ntime_zone = "Asia/Urumqi"\n', "Asia/Urumqi"),
        ('[kiosk]\ntime_zone = "Asia/Macau"\n', "Asia/Macau"),
        ("[gate]\n", PolicySection().time_zone),
        ("[kiosk]\n", str(KioskSection.model_fields["time_zone"].default)),
    ],
)
def test_times_are_those_of_the_campus(tmp_path: Path, text: str, zone: str) -> None:
    assert campus_zone(written(tmp_path, text)) == ZoneInfo(zone)


def test_file_of_devices_alone_is_on_no_campus(tmp_path: Path) -> None:
    assert campus_zone(written(tmp_path, '[devices.card]\ndriver = "pcsc"\n')) is None


def test_zone_that_is_nowhere_is_named(tmp_path: Path) -> None:
    config = written(tmp_path, '[gate]\n[policy]\ntime_zone = "Asia/Nowhere"\n')
    with pytest.raises(ConfigInvalid, match=r"policy\.time_zone: no zone Asia/Nowhere"):
        campus_zone(config)


def test_absent_and_broken_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match=r"absent\.toml"):
        terminal_data(tmp_path / "absent.toml")
    with pytest.raises(ConfigInvalid, match="not TOML"):
        terminal_data(written(tmp_path, "data = "))
