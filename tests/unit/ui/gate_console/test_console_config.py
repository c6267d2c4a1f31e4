"""The console's configuration: each mistake is named by file, key and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.printer.configs import IppConfig
from tests.helpers.certificates import certificate
from toml_file import ConfigProblem
from ui.gate_console.config import EXAMPLE, addresses, load_config
from wording import Language

WITH_CA = EXAMPLE.replace("http:", "https:") + "ca_file = '{}'\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "guard.token").write_text("t" * 32)
    return tmp_path


def written(folder: Path, text: str) -> Path:
    path = folder / "console.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_accepted(folder: Path) -> None:
    config = load_config(written(folder, EXAMPLE))
    assert [address.url for address in config.agents] == ["http://127.0.0.1:8750"]
    assert config.agents[0].token == "t" * 32
    assert config.language is Language.ZH
    assert (config.panel.dpi, config.panel.full_screen) == (92.0, True)


def test_a_printer_for_summaries(folder: Path) -> None:
    assert load_config(written(folder, EXAMPLE)).printer is None
    text = EXAMPLE.replace("# [printer]", "[printer]").replace("# driver", "driver")
    config = load_config(written(folder, text.replace("# uri", "uri")))
    assert isinstance(config.printer, IppConfig)
    assert config.printer.uri == "ipp://192.0.2.11/ipp/print"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (EXAMPLE + "[printer]\ndriver = 'ipp'\nuri = 'p'\n", "printer.uri: must"),
        (EXAMPLE + "[printer]\ndriver = 'pcsc'\n", "printer.driver: 'pcsc' is unknown; allowed: "),
        ("langauge = 'en'\n" + EXAMPLE, "langauge: unknown key; allowed here: language, sound_pl"),
        (EXAMPLE.replace("dpi = 92.0", "dpi = 4.0"), "panel.dpi: must be "),
        (EXAMPLE + "port = 1\n", "agent 1.port: unknown key; allowed here: url, token_file, ca"),
        (EXAMPLE + "ca_file = 'ca.pem'\n", "http://127.0.0.1:8750 is not https; change that"),
        (WITH_CA.format("none.pem"), "none.pem: No such file or directory; name the file with"),
        (WITH_CA.format("guard.token"), "guard.token: holds no certificate in PEM"),
        (WITH_CA.format("."), "Is a directory"),
        (EXAMPLE.replace("http://", ""), "give scheme and host only"),
        (EXAMPLE.replace("guard.token", "none.token"), "none.token: No such file"),
        ("language = 'zh_CN'\n", "agent: missing; it is needed"),
        ("[[agent", "not TOML in UTF-8"),
    ],
)
def test_a_mistake_is_named(folder: Path, wrong: str, told: str) -> None:
    with pytest.raises(ConfigProblem) as problem:
        load_config(written(folder, wrong))
    assert told in str(problem.value)


def test_an_authority_of_ones_own_is_taken(folder: Path) -> None:
    cert, _ = certificate(folder)
    (agent,) = load_config(written(folder, WITH_CA.format(cert.name))).agents
    assert (agent.url, agent.ca_file) == ("https://127.0.0.1:8750", cert)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match=r"console\.toml: cannot be read"):
        load_config(tmp_path / "console.toml")


def test_each_agent_needs_its_token_file(folder: Path) -> None:
    with pytest.raises(ConfigProblem, match="2 agent addresses and 1 token files"):
        addresses(["http://a", "http://b"], [folder / "guard.token"], [None, None])


def test_more_agents_than_lanes_are_refused(folder: Path) -> None:
    with pytest.raises(ConfigProblem, match="at most 8"):
        addresses(["http://a"] * 9, [folder / "guard.token"] * 9, [None] * 9)
