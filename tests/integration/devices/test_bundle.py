"""The support bundle, as a technician makes it."""

from __future__ import annotations

import json
import secrets
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.diagnostics.bundle.collected import collect_bundle
from devices.diagnostics.bundle.history import FILE_NAME, HealthHistory
from tests.helpers.pcsc import PcscBench
from tests.helpers.rigs import running

RUN_LIMIT_S = 30.0


@pytest.fixture(scope="module")
def readers() -> Iterator[PcscBench]:
    with PcscBench() as bench:
        yield bench


class Site:
    """A terminal with secrets of every kind, and what it left behind."""

    def __init__(self, folder: Path, readers: PcscBench) -> None:
        self.folder = folder
        self.secrets = [secrets.token_urlsafe(12) for _ in range(4)]
        token, password, query, old = self.secrets
        self.config = folder / "gate.toml"
        self.config.write_text(
            f'[gate]\ncode = "east"\ndata = "data"\n'
            f'[[api.guard]]\nname = "Guard Chen"\ntoken_sha256 = "{token}"\n'
            f'[devices.camera]\ndriver = "mjpeg"  # {old}\n'
            f'url = "http://operator:{password}@10.0.5.21/v?auth={query}"\n'
            f'[devices.card]\ndriver = "pcsc"\nreader = "Virtual PCD 0"\n'
        )
        (folder / "data").mkdir()
        self.log = folder / "agent.log"
        self.log.write_text("".join(f"line {number}\n" for number in range(3000)))
        with self.log.open("a") as log:
            log.write('{"technician": "Guard Past", "event": "device.by_hand"}\n')
            log.write(f"trying http://operator:{password}@10.0.5.21/v with {token} and {query}\n")
        self._readers = readers

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "yanhu", "devices", "bundle", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=RUN_LIMIT_S)


@pytest.fixture
def site(tmp_path: Path, readers: PcscBench) -> Site:
    return Site(tmp_path, readers)


def parts(bundle: Path) -> dict[str, str]:
    with zipfile.ZipFile(bundle) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def test_bundle_holds_everything_and_no_secret(site: Site, readers: PcscBench) -> None:
    out = site.folder / "support.zip"
    with (
        HealthHistory(site.folder / "data" / FILE_NAME) as history,
        running({"card": readers.config()}) as devices,
    ):
        history.note(devices.health("card"))
    done = site.run("--config", str(site.config), "--out", str(out), "--log", str(site.log))
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    found = parts(out)
    whole = "\n".join(found.values())
    assert [secret for secret in site.secrets if secret in whole] == []
    assert 'code = "east"' in found["configuration.toml"]
    assert "10.0.5.21" in found["configuration.toml"]
    (entry,) = (json.loads(line) for line in found["health-history.jsonl"].splitlines())
    assert (entry["device"], entry["state"]) == ("card", "ready")
    assert "Virtual PCD 0" in found["ports.json"]
    assert json.loads(found["versions.json"])["packages"]["pyserial"]
    (log,) = (text for name, text in found.items() if name.endswith("agent.log"))
    assert len(log.splitlines()) == 2000
    assert "line 2999" in log
    assert "Guard Past" not in log, "who is in no file any more is nobody either"
    assert [name for name in found if name not in found["README.txt"]] == [
        name for name in found if name.startswith("logs/") or name == "README.txt"
    ]


def test_what_is_missing_is_said(site: Site) -> None:
    out = site.folder / "support.zip"
    log = site.folder / "absent.log"
    done = site.run("--config", str(site.config), "--out", str(out), "--log", str(log), "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert any("absent.log" in one for one in told["missing"])
    assert any("health history" in one for one in told["none_yet"]), "no fault of a fresh terminal"
    assert parts(out)["missing.txt"] == "\n".join(told["missing"] + told["none_yet"])


def test_a_card_service_that_hangs_is_said_to_be_missing(site: Site, readers: PcscBench) -> None:
    with readers.hung():
        bundle = collect_bundle(site.config, answer_limit_s=0.0)
    said = [gap.en for gap in bundle.missing]
    assert "card readers (the card service did not answer within 0 s)" in said
    assert "configuration.toml" in bundle.parts, "all else is there"


def test_file_that_is_no_configuration_is_named_without_its_content(site: Site) -> None:
    site.config.write_text(f'token = "{site.secrets[0]}\n')
    done = site.run("--config", str(site.config), "--out", str(site.folder / "x.zip"))
    assert done.returncode == 2
    assert "not TOML" in done.stderr
    assert site.secrets[0] not in done.stderr
    assert not (site.folder / "x.zip").exists()


def test_folder_that_is_not_there_is_named_with_a_remedy(site: Site) -> None:
    out = site.folder / "absent" / "x.zip"
    done = site.run("--config", str(site.config), "--out", str(out))
    assert done.returncode == 2
    assert done.stderr == (
        f"There is no folder {out.parent}. Make it first, or choose another place\n"
    )
    assert not out.parent.exists()


def test_nothing_but_an_earlier_bundle_is_ever_replaced(site: Site) -> None:
    before = site.config.read_bytes()
    link = site.folder / "link.zip"
    link.symlink_to(site.config)
    for out in (site.config, link):
        for words in ((), ("--replace",)):
            done = site.run("--config", str(site.config), "--out", str(out), *words)
            assert done.returncode == 2, "this is no place for a bundle"
            assert str(out) in done.stderr
    assert site.config.read_bytes() == before
    assert link.is_symlink()

    out = site.folder / "support.zip"
    assert site.run("--config", str(site.config), "--out", str(out)).returncode == 0
    first = out.read_bytes()
    done = site.run("--config", str(site.config), "--out", str(out), "--language", "zh_CN")
    assert (done.returncode, out.read_bytes()) == (2, first)
    assert f"{out} 已经存在，未改动" in done.stderr
    site.log.write_text("only this line\n")
    again = ("--config", str(site.config), "--out", str(out), "--log", str(site.log), "--replace")
    assert site.run(*again).returncode == 0
    assert "only this line\n" in parts(out).values()


def test_folder_as_the_bundles_name_is_refused(site: Site) -> None:
    done = site.run("--config", str(site.config), "--out", str(site.folder))
    assert done.returncode == 2
    assert f"as {site.folder}/support.zip" in done.stderr
