"""What all of the hall's commands share: the configuration file, and how they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from hall.conf.boot import boot
from hall.conf.logs import take_in_library_logs
from toml_file import ConfigProblem

CONFIG_ERROR: Final = 2
REFUSED: Final = 1

ConfigFile = Annotated[
    Path, typer.Option("--config", help="The hall's TOML file.", show_default=False)
]


@contextmanager
def booted(config: Path | None) -> Iterator[None]:
    """Boot, and turn mistakes of the set-up into one line on standard error and exit code 2."""
    take_in_library_logs()
    try:
        boot(config)
        with _explained():
            yield
    except ConfigProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(CONFIG_ERROR) from None


@contextmanager
def _explained() -> Iterator[None]:
    """Tables that are missing are a step of the set-up that was left out."""
    from django.db import OperationalError

    try:
        yield
    except OperationalError as error:
        raise ConfigProblem(
            f"the database does not serve ({error}); run `yanhu hall init`, or free the disk"
        ) from error


def refuse(reason: object) -> typer.Exit:
    typer.echo(str(reason), err=True)
    return typer.Exit(REFUSED)
