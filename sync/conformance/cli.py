"""`yanhu contract`: hold any server to the terminal interface (docs/contract.md)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from sync.errors import IdentityError
from sync.identity import load_identity
from sync.wire import TerminalIdentity, TerminalRole

from .probe import Probe
from .run import Outcome, Result, perform

_NOT_CONFORMING: Final = 1
_USAGE: Final = 2
_SIGNS: Final = {Outcome.PASSED: "pass", Outcome.FAILED: "FAIL", Outcome.SKIPPED: "skip"}

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help=__doc__.splitlines()[0],
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def contract() -> None:
    """Hold any server to the terminal interface."""


@app.command()
def check(
    url: Annotated[str, typer.Argument(help="Base address, e.g. https://hall.example.edu.cn")],
    token: Annotated[
        str, typer.Option(envvar="YANHU_TOKEN", help="A terminal's token.", show_default=False)
    ] = "",
    role: Annotated[TerminalRole, typer.Option(help="What the token is enrolled for.")] = (
        TerminalRole.GATE
    ),
    identity: Annotated[
        Path | None,
        typer.Option(help="A terminal's identity file instead of a token; gives the keys too."),
    ] = None,
    credential: Annotated[
        str,
        typer.Option(
            envvar="YANHU_CREDENTIAL",
            help="Digest of a card to sign in with (kiosk).",
            show_default=False,
        ),
    ] = "",
    probe_events: Annotated[
        bool, typer.Option(help="Send events of the gate `conformance-probe`.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a check.")] = False,
) -> None:
    """Run every check; exit code 0 only when none failed.

    Nothing is changed on the server but a few events of the gate `conformance-probe`.

    \b
    Examples:
      yanhu contract check http://127.0.0.1:8400 --identity east.json
      yanhu contract check https://hall.example.edu.cn --token T --role kiosk --json
    """
    known = _identity(identity, role) if identity else None
    if known is None and not token:
        typer.echo("give --token or --identity", err=True)
        raise typer.Exit(_USAGE)
    probe = Probe(
        url=url.rstrip("/"),
        token=known.token if known else token,
        role=role,
        keys=known.record_keys if known else (),
        credential=credential,
        may_write=probe_events,
    )
    failed = False
    for result in perform(probe):
        failed = failed or result.outcome is Outcome.FAILED
        typer.echo(json.dumps(asdict(result)) if as_json else _line(result))
    raise typer.Exit(_NOT_CONFORMING if failed else 0)


def _identity(path: Path, role: TerminalRole) -> TerminalIdentity:
    try:
        return load_identity(path, role)
    except IdentityError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(_USAGE) from None


def _line(result: Result) -> str:
    return f"{_SIGNS[result.outcome]}  {result.name:<18} {result.why}".rstrip()
