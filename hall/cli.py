"""`yanhu hall`: set up, seed, serve and operate the service hall.

Django is imported only after the configuration file was read: its settings come from it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from hall.conf.boot import boot
from hall.conf.config import EXAMPLE, ConfigProblem, load_config
from hall.conf.keys import create_missing_keys
from hall.conf.logs import configure_logs
from sync.wire import TerminalRole

CONFIG_ERROR: Final = 2
REFUSED: Final = 1

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help=__doc__.splitlines()[0],
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ConfigFile = Annotated[
    Path, typer.Option("--config", help="The hall's TOML file.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json/--text", help="How the result is printed.")]


@contextmanager
def _booted(config: Path | None) -> Iterator[None]:
    """Boot, and turn configuration mistakes into one line on standard error and exit code 2."""
    configure_logs()
    try:
        boot(config)
        yield
    except ConfigProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(CONFIG_ERROR) from None


def _refuse(reason: object) -> typer.Exit:
    typer.echo(str(reason), err=True)
    return typer.Exit(REFUSED)


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
    with _booted(config):
        from hall.conf.setup import set_up

        done = set_up()
        typer.echo(
            f"the hall is set up; new keys: {', '.join(fresh) or 'none'}; "
            f"demonstration authority: {'created' if done.authority_created else 'kept'}"
        )


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
        typer.echo(f"{problem}\n\nA file that works:\n\n{EXAMPLE}", err=True)
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
    with _booted(config):
        from hall.seeding.campus import SeedRefused, seed_campus
        from hall.seeding.files import read_cards, read_passwords

        try:
            seeded = seed_campus(
                read_cards(cards) if cards else {},
                read_passwords(passwords_file) if passwords_file else None,
                approved,
            )
        except SeedRefused as refused:
            raise _refuse(refused) from None
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
    with _booted(config):
        from hall.conf.current import hall_config
        from hall.conf.server import DidNotStart
        from hall.conf.server import serve as run
        from hall.conf.setup import check_ready

        check_ready()
        hall = hall_config().hall
        url = f"http://{hall.listen}"

        def ready() -> None:
            line = json.dumps({"event": "ready", "url": url}) if as_json else f"ready {url}"
            print(line, flush=True)

        try:
            asyncio.run(run(hall, ready))
        except DidNotStart as problem:
            raise _refuse(problem) from None


@app.command("enrol-device")
def enrol_device(
    config: ConfigFile,
    name: Annotated[str, typer.Option(help="Name of the terminal.")],
    role: Annotated[TerminalRole, typer.Option(help="What it may call.")],
    out: Annotated[Path, typer.Option(help="New file for its identity (0600).")],
) -> None:
    """Enrol a terminal and write its identity file, the only copy of its token.

    \b
    Example:
      yanhu hall enrol-device --config hall.toml --name east-gate --role gate --out east.json
    """
    with _booted(config):
        from pydantic import ValidationError

        from hall.conf.keys import write_secret
        from hall.terminals.devices import NameTaken, enrol, forget

        try:
            identity = enrol(name, role)
        except ValidationError:
            raise _refuse("a name has up to 64 letters, digits or any of _ . : -") from None
        except NameTaken as taken:
            raise _refuse(taken) from None
        try:
            write_secret(out, identity.model_dump_json(indent=2).encode())
        except OSError as error:
            forget(name)
            raise _refuse(f"{out}: cannot be written ({error.strerror})") from None
        typer.echo(f"{name} is enrolled as {role.value}; its identity is in {out}")


@app.command("revoke-device")
def revoke_device(
    config: ConfigFile, name: Annotated[str, typer.Option(help="Name of the terminal.")]
) -> None:
    """Refuse a terminal from now on.

    \b
    Example:
      yanhu hall revoke-device --config hall.toml --name east-gate
    """
    with _booted(config):
        from hall.terminals.devices import NoSuchDevice, withdraw

        try:
            withdraw(name)
        except NoSuchDevice as missing:
            raise _refuse(missing) from None
        typer.echo(f"{name} is revoked")


@app.command("approve-return")
def approve_return(
    config: ConfigFile,
    student: Annotated[str, typer.Option(help="Student number.")],
    by: Annotated[str, typer.Option(help="User name of the student's counsellor.")],
    remark: Annotated[str, typer.Option(help="What the student will read.")] = "",
) -> None:
    """Approve a student's waiting registration in the counsellor's name.

    \b
    Example:
      yanhu hall approve-return --config hall.toml --student 20240001 --by chen
    """
    _decide(config, student, by, "approve", remark)


@app.command("revoke-return")
def revoke_return(
    config: ConfigFile,
    student: Annotated[str, typer.Option(help="Student number.")],
    by: Annotated[str, typer.Option(help="User name of the student's counsellor.")],
    remark: Annotated[
        str, typer.Option(help="The reason; the student will read it.")
    ] = "由管理员撤销 Revoked by an operator",
) -> None:
    """Revoke a student's approval in the counsellor's name; gates learn of it at once.

    \b
    Example:
      yanhu hall revoke-return --config hall.toml --student 20240001 --by chen
    """
    _decide(config, student, by, "revoke", remark)


def _decide(config: Path, student: str, by: str, action: str, remark: str) -> None:
    with _booted(config):
        from hall.people.directory import NoSuchPerson, staff_by_username, student_by_number
        from hall.returns.decisions import CannotDecide, NotTheirs, decide
        from hall.returns.policy import DecisionAction
        from hall.returns.registration import latest_registration

        try:
            latest = latest_registration(student_by_number(student))
            if latest is None:
                raise _refuse(f"student {student} has not registered")
            decide(staff_by_username(by), latest.id, DecisionAction(action), remark)
        except NoSuchPerson as missing:
            raise _refuse(missing) from None
        except NotTheirs:
            raise _refuse(f"{by} is not the counsellor of student {student}") from None
        except CannotDecide as refused:
            raise _refuse(refused.hindrance.value.en) from None
        typer.echo(f"student {student}: {action} done")


@app.command("withdraw-certificate")
def withdraw_certificate(
    config: ConfigFile, number: Annotated[str, typer.Option(help="The certificate's number.")]
) -> None:
    """Let the verification page say that a certificate no longer holds.

    \b
    Example:
      yanhu hall withdraw-certificate --config hall.toml --number ENR-2026-000001
    """
    with _booted(config):
        from hall.certificates.issue import NoSuchCertificate, withdraw

        try:
            withdraw(number)
        except NoSuchCertificate as missing:
            raise _refuse(missing) from None
        typer.echo(f"{number} is withdrawn")


@app.command()
def openapi() -> None:
    """Print the terminal interface as OpenAPI 3.1 (JSON).

    \b
    Example:
      yanhu hall openapi > docs/openapi.json
    """
    with _booted(None):
        from hall.conf.api import terminal_openapi

        typer.echo(terminal_openapi())
