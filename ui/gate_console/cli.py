"""``yanhu console``: the guard's screen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer
from PySide6.QtCore import QTimer

from toml_file import ConfigProblem
from ui.app import FontMissing, Panel, ScreenFailed
from ui.gate_console.config import EXAMPLE, ConsoleConfig, addresses, load_config
from ui.gate_console.program import launch
from ui.gate_console.sounds import SoundPlayerMissing
from ui.i18n.catalogues import TranslationMissing
from wording import Language

app: Final = typer.Typer(
    no_args_is_help=True,
    help="The guard's screen: every lane at a glance.",
    rich_markup_mode=None,
)

EXIT_USAGE: Final = 2


@app.command()
def run(
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="console.toml, in place of the two below.")
    ] = None,
    agent: Annotated[
        list[str] | None, typer.Option(help="Address of a gate agent; repeat for several.")
    ] = None,
    token_file: Annotated[
        list[Path] | None,
        typer.Option(help="File with the guard's token, one for each --agent, in the same order."),
    ] = None,
    ca_file: Annotated[
        Path | None, typer.Option(help="Certificates (PEM) by which each https agent is trusted.")
    ] = None,
    language: Annotated[
        Language | None, typer.Option(help="Language at the start; Ctrl+L changes it.")
    ] = None,
    full_screen: Annotated[bool, typer.Option(help="Cover the whole panel.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Ready line as JSON.")] = False,
) -> None:
    """Show the lanes of one or several gates, until the window is closed or SIGTERM.

    \b
    Examples:
      yanhu console run --agent http://127.0.0.1:8750 --token-file guard.token
      yanhu console run --agent https://10.20.0.5:8750 --token-file east.token \\
                        --agent https://10.20.0.6:8750 --token-file west.token --ca-file ca.pem
      yanhu console run --config /etc/yanhu/console.toml
      yanhu console example-config > console.toml
    """
    try:
        settings = _settings(config, agent or [], token_file or [], ca_file, language, full_screen)
        program = launch(settings)
    except (
        ConfigProblem,
        SoundPlayerMissing,
        FontMissing,
        ScreenFailed,
        TranslationMissing,
    ) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from None
    urls = [address.url for address in settings.agents]
    line = (
        json.dumps({"event": "ready", "agents": urls}) if as_json else f"ready: {', '.join(urls)}"
    )
    # Said by the event loop: only then does a signal end the program in good order.
    QTimer.singleShot(0, lambda: typer.echo(line))
    raise typer.Exit(program.exec())


@app.command()
def example_config() -> None:
    """Print a configuration file to start from."""
    typer.echo(EXAMPLE, nl=False)


def _settings(
    config: Path | None,
    agents: list[str],
    token_files: list[Path],
    ca_file: Path | None,
    language: Language | None,
    full_screen: bool,
) -> ConsoleConfig:
    if config is None:
        return ConsoleConfig(
            agents=addresses(agents, token_files, [_for(url, ca_file) for url in agents]),
            language=language or Language.ZH,
            panel=Panel(full_screen=full_screen),
        )
    if agents or token_files or ca_file:
        raise ConfigProblem(
            "--config names the agents; leave out --agent, --token-file and --ca-file"
        )
    loaded = load_config(config)
    if language is None:
        return loaded
    return replace(loaded, language=language)


def _for(url: str, ca_file: Path | None) -> Path | None:
    """The authorities for one of several agents: those on this machine speak plainly."""
    return ca_file if url.startswith("https://") else None
