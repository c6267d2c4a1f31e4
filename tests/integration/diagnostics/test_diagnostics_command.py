"""``yanhu diagnostics`` as a process: ready line, clean end, and mistakes told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.helpers.agent_peer import agent_peer
from tests.helpers.camera import CameraPeer
from tests.helpers.gate_states import gate_state
from tests.helpers.program import yanhu
from tests.helpers.waiting import wait_until
from ui.diagnostics.cli import app

ENDS_WITHIN_S = 5.0


def test_it_says_when_it_is_ready_and_ends_on_a_signal(tmp_path: Path, camera: CameraPeer) -> None:
    config = tmp_path / "devices.toml"
    config.write_text(f'[devices.camera]\ndriver = "mjpeg"\nurl = "{camera.url}"\n')
    with agent_peer(gate_state()) as peer:
        token_file = tmp_path / "technician.token"
        token_file.write_text(peer.token)
        with yanhu(
            "diagnostics",
            "run",
            "--config",
            str(config),
            "--agent",
            peer.url,
            "--token-file",
            str(token_file),
        ) as screen:
            assert screen.ready == {"event": "ready", "devices": ["camera"], "agents": [peer.url]}
            wait_until(lambda: peer.listeners == 1, "the screen follows the agent")
            ended = screen.stop()
        assert ended.code == 0
        assert "Traceback" not in ended.errors
        assert ended.seconds < ENDS_WITHIN_S


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--limit", "5"], "nothing to show: give --config, or --agent with --token-file"),
        (["--config", "nowhere.toml"], "nowhere.toml: No such file or directory"),
        (["--agent", "http://a"], "1 agent addresses and 0 token files"),
    ],
)
def test_mistakes_are_told_without_a_trace(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(app, ["run", *arguments])
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_help_shows_examples() -> None:
    result = CliRunner().invoke(app, ["run", "--help"])
    assert "yanhu diagnostics run --config /etc/yanhu/kiosk.toml" in result.output
