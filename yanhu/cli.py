"""Composition root of the `yanhu` command. Each program brings its own sub-command."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Final

import click
import typer

from yanhu.logs import log_to_stderr

_COMMANDS: Final = {
    "hall": ("hall.cli", "The service hall: set up, seed, serve, enrol terminals."),
    "gate": (
        "gate_agent.commands.gate",
        "The gate agent: run it, check its configuration, read its journal.",
    ),
    "kiosk": ("ui.kiosk.cli", "The student's kiosk screen."),
    "console": ("ui.gate_console.cli", "The guard's screen."),
    "diagnostics": ("ui.diagnostics.cli", "The technician's screen."),
    "devices": ("devices.cli", "List, watch and test the devices of a terminal."),
    "face": ("devices.face.cli", "Measure face recognition on a folder of labelled people."),
    "contract": ("sync.conformance.cli", "Check any server against the terminal interface."),
}


_HELP: Final = ["-h", "--help"]
EXIT_UNREAD: Final = 141
"""As a shell says of a program that SIGPIPE ended."""


class _LazyGroup(click.Group):
    """Imports a sub-command only when it is called: Qt and Django take a second each to load."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, about = _COMMANDS[cmd_name]

        # typer carries its own click: it must run its commands itself, or the errors and exit codes
        # that they raise mean nothing to this group.
        @click.command(cmd_name, help=about, add_help_option=False)
        @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
        def run(arguments: tuple[str, ...]) -> None:
            log_to_stderr()
            app: typer.Typer = _loaded(module).app
            with _readers_may_leave():
                app(args=list(arguments), prog_name=f"yanhu {cmd_name}", help_option_names=_HELP)

        run.context_settings = {"ignore_unknown_options": True}
        return run

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in _COMMANDS.items()])


@contextmanager
def _readers_may_leave() -> Iterator[None]:
    """End quietly when whoever reads the output has enough (`| head`).

    The signal itself keeps being ignored: it would end an agent that writes to a broken socket.
    """
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # typer took it for a failure
            raise SystemExit(EXIT_UNREAD) from None
        raise
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(EXIT_UNREAD) from None


def _loaded(module: str) -> ModuleType:
    """Import ``module`` and all that it needs.

    What is imported stays to the program's end: to look through it for garbage meanwhile would take
    a tenth of the start.
    """
    gc.disable()
    try:
        return importlib.import_module(module)
    finally:
        gc.freeze()
        gc.enable()


@click.command(cls=_LazyGroup, context_settings={"help_option_names": _HELP})
@click.version_option(package_name="yanhu")
def main() -> None:
    """Yanhu (砚湖): self-service kiosks, access gates and the service hall behind them.

    \b
    Examples:
      yanhu hall serve --config hall.toml
      yanhu gate run --config gate.toml
      yanhu gate check-config gate.toml
      yanhu kiosk run --config kiosk.toml
      yanhu devices list --config gate.toml --json
    """
