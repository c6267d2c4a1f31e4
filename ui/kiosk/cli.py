"""``yanhu kiosk``: run the kiosk, check its configuration, read its print ledger."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from devices.diagnostics.ports.missing import missing_ports
from devices.face.models import unusable
from kiosk.config import EXAMPLE, KioskConfig, load_config
from kiosk.printing.ledger import Entry, Ledger, LedgerError
from sync.errors import IdentityError
from sync.identity import load_identity
from sync.wire import TerminalRole
from toml_file import ConfigProblem
from wording import Language, Text, own_language

app: Final = typer.Typer(help="The student's kiosk.", no_args_is_help=True, rich_markup_mode=None)

_ConfigOption = Annotated[
    Path, typer.Option("--config", help="The kiosk's TOML file.", show_default=False)
]

_NO_FACES: Final = Text(
    "{path}: face.models: {problem}；没有模型就不能采集人脸",
    "{path}: face.models: {problem}; without them no face can be taken",
)


class _Outcome(Enum):
    """Exit codes."""

    BAD_CONFIG = 2
    FAILED = 1
    MISSING = 3
    """The file is in order, but hardware or models that it names are not there now."""


@app.command()
def run(
    config: _ConfigOption,
    language: Annotated[
        Language | None, typer.Option(help="Begin in this language, not in the configured one.")
    ] = None,
    windowed: Annotated[
        bool, typer.Option("--windowed", help="Show a window, not the full screen.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Ready line as JSON.")] = False,
) -> None:
    """Show the kiosk until SIGTERM or until its window is closed.

    \b
    Examples:
      yanhu kiosk run --config /etc/yanhu/kiosk.toml
      yanhu kiosk run --config kiosk.toml --windowed --language en
    """
    loaded = _load(config)
    # Qt takes a second to import, which `ledger` and `check-config` need not wait for.
    from ui.app import FontMissing, ScreenFailed
    from ui.i18n.catalogues import TranslationMissing
    from ui.kiosk.program import launch

    try:
        program = launch(loaded, language=language, windowed=windowed)
    except (IdentityError, LedgerError, ScreenFailed, FontMissing, TranslationMissing) as error:
        _fail(str(error), _Outcome.FAILED)
    ready = {"event": "ready", "kiosk": loaded.kiosk.name}
    line = json.dumps(ready) if as_json else f"ready: kiosk {loaded.kiosk.name}"
    raise typer.Exit(program.exec(lambda: typer.echo(line)))


@app.command("example-config")
def example_config() -> None:
    """Print a commented configuration to start from.

    \b
    Example:
      yanhu kiosk example-config > kiosk.toml
    """
    typer.echo(EXAMPLE, nl=False)


@app.command("check-config")
def check_config(
    file: Annotated[Path, typer.Argument(help="The kiosk's TOML file.", show_default=False)],
) -> None:
    """Check the file, the identity it names, the face models and the roles of its devices.

    Starts nothing. Exit code 2 when it can't be used, 3 when it is in order but names what is not
    there now: hardware (a wrong name, or a device to be plugged in) or the face models. A kiosk
    starts without; it waits for the hardware, and takes no faces until the models are there.

    \b
    Example:
      yanhu kiosk check-config /etc/yanhu/kiosk.toml
    """
    loaded = _load(file)
    try:
        identity = load_identity(loaded.hall.identity, TerminalRole.KIOSK)
    except IdentityError as error:
        _fail(f"hall.identity: {error}", _Outcome.BAD_CONFIG)
    typer.echo(f"{file}: kiosk {loaded.kiosk.name}, hall {identity.hall_url}")
    for role, name in loaded.roles.model_dump().items():
        typer.echo(f"  {role}: {name} ({loaded.devices[name].driver})")
    missing = [f"{file}: {line}" for line in missing_ports(loaded.devices)]
    if (problem := unusable(loaded.face.models)) is not None:
        what = _NO_FACES.format(path=file, problem=problem)
        missing.append(what.speak(own_language()))
    for line in missing:
        typer.echo(line)
    if missing:
        raise typer.Exit(_Outcome.MISSING.value)


@app.command()
def ledger(
    config: _ConfigOption,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show which documents were printed here, and which are in doubt.

    \b
    Examples:
      yanhu kiosk ledger --config kiosk.toml
      yanhu kiosk ledger --config kiosk.toml --json
    """
    loaded = _load(config)
    try:
        entries = Ledger(loaded.ledger).entries()
    except LedgerError as error:
        _fail(str(error), _Outcome.FAILED)
    for entry in entries:
        typer.echo(json.dumps(asdict(entry), default=str) if as_json else _line(entry))


@app.command()
def decide(
    config: _ConfigOption,
    number: Annotated[str, typer.Argument(help="The document's number.", show_default=False)],
    printed: Annotated[
        bool, typer.Option("--printed/--not-printed", help="What you found.", show_default=False)
    ],
) -> None:
    """Settle a document in doubt, after looking into the tray and asking the student.

    A printed one is never printed again; one that was not printed may be.

    \b
    Example:
      yanhu kiosk decide --config kiosk.toml ENR-2026-000017 --not-printed
    """
    loaded = _load(config)
    try:
        entry = Ledger(loaded.ledger).decide(number, datetime.now(UTC), printed=printed)
    except LedgerError as error:
        _fail(str(error), _Outcome.FAILED)
    typer.echo(_line(entry))


def _line(entry: Entry) -> str:
    job = "-" if entry.job is None else str(entry.job)
    told = "reported" if entry.reported else "not reported"
    return (
        f"{entry.changed_at:%Y-%m-%d %H:%M:%S}  {entry.number:<24} {entry.stage:<12}"
        f" {entry.printer} job {job}, {told}"
    )


def _load(path: Path) -> KioskConfig:
    try:
        return load_config(path)
    except ConfigProblem as problem:
        _fail(str(problem), _Outcome.BAD_CONFIG)


def _fail(message: str, outcome: _Outcome) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(outcome.value)
