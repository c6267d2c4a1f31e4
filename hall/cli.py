"""`yanhu hall`: set up, seed, serve and operate the service hall.

Django is imported only after the configuration file was read: its settings come from it.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from hall.commands import CONFIG_ERROR, ConfigFile, booted, refuse
from hall.conf.config import EXAMPLE, load_config
from hall.conf.keys import create_missing_keys
from hall.operations import operations
from toml_file import ConfigProblem

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help=__doc__.splitlines()[0],
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(operations)

AsJson = Annotated[bool, typer.Option("--json/--text", help="How the result is printed.")]


@app.command()
def init(config: ConfigFile) -> None:
    """Create keys (0600), demonstration authority and database; safe to repeat.

    \b
    Example:
      yanhu hall init --config hall.toml
    """
    try:
        fresh = create_missing_keys(load_config(config).keys)
    except ConfigProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(CONFIG_ERROR) from None
    with booted(config):
        from hall.site.setup import set_up

        done = set_up()
        typer.echo(
            f"the hall is set up; new keys: {', '.join(fresh) or 'none'}; "
            f"demonstration authority: {'created' if done.authority_created else 'kept'}"
        )


@app.command("example-config")
def example_config() -> None:
    """Print a commented configuration to start from.

    \b
    Example:
      yanhu hall example-config > hall.toml
    """
    typer.echo(EXAMPLE, nl=False)


@app.command("check-config")
def check_config(config: ConfigFile) -> None:
    """Say whether the file serves, naming each wrong key.

    \b
    Example:
      yanhu hall check-config --config hall.toml
    """
    try:
        found = load_config(config)
    except ConfigProblem as problem:
        hint = "`yanhu hall example-config` prints a file that works"
        typer.echo(f"{problem}\n{hint}", err=True)
        raise typer.Exit(CONFIG_ERROR) from None
    typer.echo(f"{config}: fine; serves {found.campus.name.en} on {found.hall.listen}")


@app.command("seed-demo")
def seed_demo(
    config: ConfigFile,
    cards: Annotated[
        Path | None, typer.Option(help='JSON file {"student number": "card UID in hex"}.')
    ] = None,
    passwords_file: Annotated[
        Path | None, typer.Option(help='JSON file {"user name": "password"} to use.')
    ] = None,
    approved: Annotated[
        int, typer.Option(min=0, max=100_000, help="Extra students, already approved, for load.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Fill an empty hall with a demonstration campus of fictional people.

    Generated passwords are printed once and kept nowhere.

    \b
    Examples:
      yanhu hall seed-demo --config hall.toml
      yanhu hall seed-demo --config hall.toml --cards cards.json --passwords-file staff.json
    """
    with booted(config):
        from hall.seeding.campus import SeedRefused, seed_campus
        from hall.seeding.files import read_cards, read_passwords

        try:
            seeded = seed_campus(
                read_cards(cards) if cards else {},
                read_passwords(passwords_file) if passwords_file else None,
                approved,
            )
        except SeedRefused as refused:
            raise refuse(refused) from None
        if as_json:
            typer.echo(json.dumps({"students": seeded.students, "passwords": seeded.passwords}))
            return
        typer.echo(f"{seeded.students} students seeded")
        for username, password in seeded.passwords.items():
            typer.echo(f"{username}\t{password}")


@app.command()
def serve(config: ConfigFile, as_json: AsJson = True) -> None:
    """Serve until SIGTERM; prints one ready line once the hall answers.

    \b
    Example:
      yanhu hall serve --config hall.toml
    """
    with booted(config):
        from hall.conf.current import hall_config
        from hall.site.server import DidNotStart
        from hall.site.server import serve as run
        from hall.site.setup import check_ready

        check_ready()
        hall = hall_config().hall
        url = f"http://{hall.listen}"

        def ready() -> None:
            line = json.dumps({"event": "ready", "url": url}) if as_json else f"ready {url}"
            print(line, flush=True)

        try:
            asyncio.run(run(hall, ready))
        except DidNotStart as problem:
            raise refuse(problem) from None


@app.command()
def openapi() -> None:
    """Print the terminal interface as OpenAPI 3.1 (JSON).

    \b
    Example:
      yanhu hall openapi > docs/openapi.json
    """
    with booted(None):
        from hall.site.api import terminal_openapi

        typer.echo(terminal_openapi())
