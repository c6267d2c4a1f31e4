"""Launches one of the Qt programs in this process, exactly as its own command does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from ui.app import Program
from wording import Language, Text

app = typer.Typer()
KIOSK_NAME: Final = Text("03 号自助终端", "Kiosk 03")
Agents = Annotated[str, typer.Option("--agent")]
TokenFile = Annotated[Path, typer.Option("--token-file")]
Config = Annotated[Path, typer.Option("--config")]
Speech = Annotated[Language, typer.Option("--language")]


@app.command()
def kiosk(config: Config) -> Program:
    """The student's kiosk."""
    from kiosk.config import load_config
    from ui.kiosk.program import launch as launch_kiosk

    return launch_kiosk(load_config(config))


@app.command()
def console(agent: Agents, token_file: TokenFile, language: Speech) -> Program:
    """The guard's screen."""
    from ui.gate_console.config import ConsoleConfig, addresses
    from ui.gate_console.program import launch as launch_console

    return launch_console(ConsoleConfig(addresses([agent], [token_file], [None]), language))


@app.command()
def diagnostics(config: Config, agent: Agents, token_file: TokenFile, language: Speech) -> Program:
    """The technician's screen."""
    from devices.config_file import load_devices
    from ui.agents.address import read_address
    from ui.diagnostics.program import DiagnosticsConfig
    from ui.diagnostics.program import launch as launch_diagnostics

    return launch_diagnostics(
        DiagnosticsConfig(
            devices=load_devices(config),
            agents=(read_address(agent, token_file),),
            name=KIOSK_NAME,
            language=language,
        )
    )


def launch(program: str, arguments: list[str]) -> Program:
    """Launch ``kiosk``, ``console`` or ``diagnostics`` with its command line's arguments."""
    launched = app([program, *arguments], standalone_mode=False)
    if not isinstance(launched, Program):
        raise TypeError(f"{program} launched no program")
    return launched
