"""What `yanhu devices` is asked that it can't do: one sentence, and no traceback."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from typer.testing import CliRunner

from devices.cli import app
from devices.errors import Fault
from devices.self_test import fault_sentence
from wording import Language, own_language


def said(*words: str, typed: str = "") -> str:
    """What a call is refused with; it must be refused in order."""
    done = CliRunner().invoke(app, list(words), input=typed)
    raised = done.exc_info and done.exc_info[1]
    assert isinstance(raised, SystemExit), traceback.format_exception(raised)
    assert done.exit_code == 2, done.output
    return done.stderr


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "gate.toml"
    file.write_text('[devices.card]\ndriver = "serial-line"\nport = "/dev/ttyUSB9"\n')
    return file


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("--probe", "http://h/"), "must be ipp://host/path"),
        (("--probe", ""), "must be ipp://host/path"),
        (("--probe", "ipp://[::1"), "must be ipp://host/path"),
        (("--probe", "ipp://[::1/ipp/print"), "must be ipp://host/path"),
        (("--probe", "ipp://10.0.5.30:99999/ipp/print"), "must be ipp://host/path"),
        (("--interface", "abc"), "must be an IP address of this host"),
        (("--cups", "a b"), "must be host:port"),
        (("--cups", "printers:99999"), "must be host:port"),
        (("--listen", "-1"), "must be between 0 and 120 seconds"),
        (("--listen", "nan"), "must be between 0 and 120 seconds"),
    ],
)
def test_nobody_is_asked_who_has_no_such_address(words: tuple[str, ...], remedy: str) -> None:
    assert remedy in said("discover", *words)


@pytest.mark.parametrize("name", ["", "Wang\nLin", "\x1b[2J", "W" * 65])
def test_a_technician_has_a_name_on_one_line(config: Path, name: str) -> None:
    refusal = said("set-pin", "--config", str(config), "--technician", name, typed="135790\n")
    assert "1 to 64 characters on one line" in refusal
    assert not (config.parent / "diagnostics").exists()


@pytest.mark.parametrize("limit", ["-3", "0", "nan", "inf", "120.5"])
@pytest.mark.parametrize("command", ["test", "readiness"])
def test_a_limit_is_one_that_somebody_may_wait(config: Path, command: str, limit: str) -> None:
    who = ("--technician", "Wang Lin") if command == "readiness" else ()
    refusal = said(command, "--config", str(config), *who, "--limit", limit)
    assert "between 1 and" in refusal


def test_only_what_is_there_can_be_tried(config: Path) -> None:
    where = ("--config", str(config))
    assert "configured: card" in said("try", "door", *where)
    assert "card is no barrier" in said("try", "card", "--pulse", "--yes", *where)
    done = CliRunner().invoke(app, ["try", "card", *where, "--language", "zh_CN"])
    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1] == fault_sentence(Fault.CARD_READER_GONE).zh


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, Language.ZH),
        ({"LANG": "en_GB.UTF-8"}, Language.EN),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, Language.EN),
        ({"LANG": "C", "LC_MESSAGES": "zh_TW", "LC_ALL": ""}, Language.ZH),
        ({}, Language.EN),
    ],
)
def test_the_language_is_that_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: Language
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert own_language() is language


def test_refusals_and_answers_speak_the_language_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, config: Path
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    where = ("--config", str(config))
    who = (*where, "--technician", "王林")
    assert "没有名为 'door' 的设备；已配置：card" in said("try", "door", *where)
    assert "没有名为 'door' 的设备；已配置：card" in said("test", "door", *where)
    assert "没有名为 'door' 的设备；已配置：card" in said("use", "door", "/dev/ttyUSB1", *where)
    assert "PIN 不能全是同一个数字" in said("set-pin", *who, typed="111111\n")
    done = CliRunner().invoke(app, ["set-pin", *who], input="135790\n")
    assert done.stdout == "王林 的 PIN 已设好\n"
    assert "这不是 王林 的 PIN" in said("readiness", *who, "--in-service-ok", typed="246801\n")


def test_a_wrong_name_is_told_before_anybody_is_asked_to_agree(config: Path) -> None:
    who = ("--config", str(config), "--technician", "Wang Lin")
    assert "no device is called 'door'" in said("readiness", *who, "--skip", "door=gone")
    assert "say why card is skipped" in said("readiness", *who, "--skip", "card")
    assert "--in-service-ok" in said("readiness", *who, "--skip", "card=gone")
