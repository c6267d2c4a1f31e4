"""``yanhu devices osdp-install`` against real readers."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import cast

import pytest
import structlog
from typer.testing import CliRunner

from devices.cli import app
from devices.config_file import load_devices
from devices.inventory import DeviceConfig
from devices.key_file import create_key, load_key
from devices.osdp.bus import DEFAULT_KEY
from devices.ports import CardPresented
from tests.helpers.osdp import OsdpBench
from tests.helpers.rigs import running


def table(bench: OsdpBench, key_file: Path) -> str:
    return (
        f'[devices.card]\ndriver = "osdp-reader"\nport = "{bench.port}"\n'
        f'address = 1\nkey_file = "{key_file}"\n'
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "gate.toml"


def install(config: Path, *args: str) -> tuple[int, dict[str, object]]:
    """Exit code and answer."""
    command = ["osdp-install", "card", "--json", "--config", str(config), *args]
    done = CliRunner().invoke(app, command)
    structlog.reset_defaults()  # the command logs to a stream that ended with it
    answer = json.loads(done.stdout) if done.stdout else {"said": done.stderr}
    return done.exit_code, cast(dict[str, object], answer)


def reads_a_card(bench: OsdpBench, config: Path) -> bool:
    devices_of: dict[str, DeviceConfig] = load_devices(config)
    with running(devices_of) as devices:
        number = bench.number()
        with bench.card(number):
            return devices.next(CardPresented).uid == number


def test_new_reader_gets_a_random_private_key(config: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "new.key"
    with OsdpBench(secrets_of={1: "install"}) as bench:
        config.write_text(table(bench, key_file))
        code, answer = install(config)
        assert (code, answer["event"], answer["new_file"]) == (0, "installed", True)
        assert "serial 000003E9" in str(answer["identity"])
        assert len(bench.news_of("keyed")) == 1
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
        assert load_key(key_file).hex() not in json.dumps(answer)
        assert reads_a_card(bench, config)
        again, answer = install(config)
        assert (again, answer["new_file"]) == (0, False)
        assert len(bench.news_of("keyed")) == 1


def test_reader_with_another_key_keeps_it(config: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "new.key"
    with OsdpBench() as bench:
        config.write_text(table(bench, key_file))
        code, answer = install(config)
        assert (code, answer["event"], answer["code"]) == (1, "failed", "CR-06")
        assert key_file.exists()
        config.write_text(table(bench, bench.key_file(1)))
        assert reads_a_card(bench, config)


def test_key_is_changed_with_the_current_one(config: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "new.key"
    with OsdpBench() as bench:
        config.write_text(table(bench, key_file))
        code, answer = install(config, "--current-key", str(bench.key_file(1)))
        assert (code, answer["event"]) == (0, "installed")
        assert reads_a_card(bench, config)


def test_wrong_current_key_changes_nothing(config: Path, tmp_path: Path) -> None:
    create_key(tmp_path / "wrong.key")
    with OsdpBench() as bench:
        config.write_text(table(bench, tmp_path / "new.key"))
        code, answer = install(config, "--current-key", str(tmp_path / "wrong.key"))
        assert (code, answer["code"]) == (1, "CR-06")
        assert bench.news_of("keyed") == []


def test_default_key_is_not_installed(config: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "default.key"
    key_file.write_text(DEFAULT_KEY.hex())
    key_file.chmod(0o600)
    with OsdpBench(secrets_of={1: "install"}) as bench:
        config.write_text(table(bench, key_file))
        code, answer = install(config)
        assert (code, answer["code"]) == (1, "CR-05")
        assert bench.news_of("keyed") == []


def test_device_that_is_no_reader_is_refused(config: Path) -> None:
    config.write_text('[devices.lens]\ndriver = "mjpeg"\nurl = "http://127.0.0.1/video"\n')
    code, answer = install(config)
    assert code == 2
    assert "no OSDP device is called 'card'" in str(answer["said"])
