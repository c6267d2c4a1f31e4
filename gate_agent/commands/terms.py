"""What the commands of ``yanhu gate`` have in common: their options, how they answer and fail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, NoReturn
from zoneinfo import ZoneInfo

import typer

from gate_agent.api.unavailable import ApiUnavailable
from gate_agent.config import GateConfig
from gate_agent.config_file import load_config
from gate_agent.lock import AlreadyRunning
from sync.errors import SyncError
from sync.wire import GateEvent
from toml_file import ConfigProblem

EXIT_FAILED: Final = 1
"""The agent could not start, or the journal is not whole."""
EXIT_USAGE: Final = 2
"""The configuration, or what was asked for, can't be used."""
EXIT_MISSING: Final = 3
"""The configuration can be used, but names hardware or face models that are not there now."""

SHORT_ID_DIGITS: Final = 8
"""How much of an event's id a line shows: enough to name one in a journal, in most cases."""

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The gate's gate.toml.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON value a line.")]


def load(path: Path) -> GateConfig:
    """The checked configuration; ends the command when it can't be used."""
    try:
        return load_config(path)
    except ConfigProblem as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from None


def fail(error: SyncError | ApiUnavailable | AlreadyRunning) -> NoReturn:
    """End the command with what happened and what to do."""
    advice = f"\n{error.text.zh}\n{error.text.en}" if isinstance(error, SyncError) else ""
    fail_plainly(f"{error}{advice}")


def fail_plainly(message: str, code: int = EXIT_FAILED) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def campus_time(at: datetime, zone: ZoneInfo) -> str:
    """``at`` as the screens show it, with its distance from UTC."""
    return at.astimezone(zone).isoformat(sep=" ", timespec="seconds")


def place(event: GateEvent, zone: ZoneInfo) -> str:
    """Where ``event`` is found: its number, short id, campus time and lane."""
    short = event.event_id.hex[:SHORT_ID_DIGITS]
    return f"{event.seq:>7}  {short}  {campus_time(event.at, zone)}  {event.lane}"


def say(row: Mapping[str, object], line: str, *, as_json: bool) -> None:
    """One answer, for a program or for a person."""
    print(json.dumps(row, ensure_ascii=False) if as_json else line, flush=True)
