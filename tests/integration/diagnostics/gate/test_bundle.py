"""A support bundle of a gate: everything of use, and none of its secrets."""

from __future__ import annotations

import base64
import json
import secrets
import stat
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from typer.testing import CliRunner

from devices.diagnostics.terminal_data import diagnostics_folder
from gate_agent.rules.roles import Role
from tests.helpers.gate import Gate
from tests.helpers.gate_at_screen import CARD, banner, keep, screen
from tests.helpers.qt import find, press, wait_for, wait_until, words
from ui.diagnostics.cli import app
from wording import Language

PLANTED = tuple(secrets.token_hex(16) for _ in range(4))


def secrets_of(gate: Gate) -> list[str]:
    """Everything that the gate keeps to itself: tokens, keys, and what was planted in its file."""
    told = json.loads((gate.config.parent / "identity.json").read_text())
    files = [path.read_bytes() for path in gate.data.glob("*.key")]
    document = tomllib.loads(gate.config.read_text())
    guards = document["api"]["guard"]
    digests = [guard["token_sha256"] for guard in guards if "token_sha256" in guard]
    keys = [form for raw in files for form in (raw.decode("latin-1"), raw.hex(), b64(raw))]
    return [told["token"], *digests, *keys, *PLANTED]


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@contextmanager
def planted(gate: Gate) -> Iterator[None]:
    """A password in a camera's address, a guard's card, and a note of both in a comment."""
    before = gate.config.read_text()
    password, query, digest, note = PLANTED
    camera = gate.site.camera.url
    known = camera.replace("http://", f"http://operator:{password}@") + f"?auth={query}"
    guard = f'[[api.guard]]\nname = "Guard Lu"\ncards = ["{digest}"]  # {note}\n'
    gate.config.write_text(f"{before.replace(camera, known)}\n{guard}")
    yield
    gate.config.write_text(before)


def contents(bundle: Path) -> dict[str, str]:
    with zipfile.ZipFile(bundle) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


@pytest.mark.parametrize("language", list(Language))
def test_a_bundle_of_the_gate_is_written_here_without_its_secrets(
    staffed: tuple[Gate, dict[Role, str]],
    screens_open: ExitStack,
    screens: Path,
    language: Language,
) -> None:
    gate, tokens = staffed
    gate.tap(CARD)
    folder = diagnostics_folder(gate.config) / "exports"
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open, gate.config, language)
    before = set(folder.glob("*.zip"))
    QTest.keyClick(program.window, Qt.Key.Key_F8)
    wait_for(program.window, "place1")
    wait_until(lambda: find(program.window, "writeBundle").isEnabled(), "a place was found")
    assert words(program.window, "sheetTitle").endswith(program.speaker.say(gate.state().name))
    with planted(gate):
        secret = secrets_of(gate)
        press(program.window, "writeBundle")
        assert words(program.window, "bundleProgress") != ""
        keep(program, screens / f"diagnostics-bundle-gate-collecting-{language.value}.png")
        wait_until(lambda: banner(program, "bundleOutcome") != "", "it is written", 30_000)
    keep(program, screens / f"diagnostics-bundle-gate-{language.value}.png")
    (written,) = set(folder.glob("*.zip")) - before
    assert written.name.startswith("yanhu-support-east-")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert str(written) in banner(program, "bundleOutcome")
    found = contents(written)
    whole = "\n".join(found.values())
    assert "operator" not in whole
    assert [one for one in secret if one in whole] == []
    assert [token for token in (gate.token, *tokens.values()) if token in whole] == []
    assert CARD.hex() not in whole.lower().replace(" ", "")
    assert '"event": ' in found["logs/program.log"], "what the gate's process logged is there"
    assert "Guard Lu" not in whole
    assert 'name = "(person 4)"' in found["configuration.toml"]
    assert '"device": "reader"' in found["health-history.jsonl"]
    assert "East gate" in found["configuration.toml"]
    assert found["README.txt"].startswith("Support bundle of east (")
    assert program.warnings == []


def test_a_bundle_of_the_gate_is_taken_by_the_command(
    staffed: tuple[Gate, dict[Role, str]], tmp_path: Path
) -> None:
    gate, tokens = staffed
    token, out = tmp_path / "east.token", tmp_path / "east.zip"
    token.write_text(tokens[Role.TECHNICIAN])
    words = ["bundle", "--agent", gate.url, "--token-file", str(token), "--out", str(out)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert f"{out}: {len(contents(out))} files" in done.stdout
    token.write_text(tokens[Role.GUARD])
    out.unlink()
    refused = CliRunner().invoke(app, words)
    assert refused.exit_code == 1
    assert "Your role may not do this" in refused.stderr
    assert not out.exists()
