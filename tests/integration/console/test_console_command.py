"""``yanhu console`` as a process: ready line, clean end, and mistakes told in one line."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.helpers.agent_peer import agent_peer
from tests.helpers.gate_states import gate_state
from tests.helpers.program import yanhu
from tests.helpers.waiting import wait_until
from ui.gate_console.cli import app

ENDS_WITHIN_S = 5.0


@pytest.mark.parametrize("with_signal", [signal.SIGTERM, signal.SIGINT])
def test_it_says_when_it_is_ready_and_ends_on_a_signal(
    tmp_path: Path, with_signal: signal.Signals
) -> None:
    with agent_peer(gate_state()) as peer:
        token_file = tmp_path / "guard.token"
        token_file.write_text(peer.token)
        with yanhu(
            "console", "run", "--agent", peer.url, "--token-file", str(token_file)
        ) as console:
            assert console.ready == {"event": "ready", "agents": [peer.url]}
            wait_until(lambda: peer.listeners == 1, "the console follows the agent")
            ended = console.stop(with_signal)
        assert (ended.code, ended.errors) == (0, "")
        assert ended.seconds < ENDS_WITHIN_S


def test_mistakes_are_told_without_a_trace(tmp_path: Path) -> None:
    missing = tmp_path / "none.token"
    result = CliRunner().invoke(
        app, ["run", "--agent", "http://127.0.0.1:9", "--token-file", str(missing)]
    )
    assert result.exit_code == 2
    assert "none.token: No such file or directory" in result.stderr
    assert "Traceback" not in result.output


def test_help_shows_examples() -> None:
    result = CliRunner().invoke(app, ["run", "--help"])
    assert "yanhu console run --agent http://127.0.0.1:8750" in result.output


def test_the_example_configuration_is_printed() -> None:
    result = CliRunner().invoke(app, ["example-config"])
    assert "[[agent]]" in result.output
