"""What all of the hall's commands share: the configuration file, and how they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from hall.conf.boot import boot
from hall.conf.config import ConfigProblem
from hall.conf.logs import configure_logs

CONFIG_ERROR: Final = 2
REFUSED: Final = 1

ConfigFile = Annotated[
    Path, typer.Option("--config", help="The hall's TOML file.", show_default=False)
]


@contextmanager
def booted(config: Path | None) -> Iterator[None]:
    """Boot, and turn configuration mistakes into one line on standard error and exit code 2."""
    configure_logs()
    try:
        boot(config)
        yield
    except ConfigProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(CONFIG_ERROR) from None


def refuse(reason: object) -> typer.Exit:
    typer.echo(str(reason), err=True)
    return typer.Exit(REFUSED)
