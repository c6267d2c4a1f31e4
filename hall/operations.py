"""Commands for whoever runs the hall: terminals, decisions in a counsellor's name, repairs."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from hall.commands import REFUSED, ConfigFile, booted, refuse
from hall.gates.conditions import ENTRIES_LIMIT, Conditions
from sync.wire import Direction, TerminalRole

operations = typer.Typer()


@operations.command("enrol-device")
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
    with booted(config):
        from pydantic import ValidationError

        from hall.conf.keys import write_secret
        from hall.terminals.devices import NameTaken, enrol, forget

        try:
            identity = enrol(name, role)
        except ValidationError:
            raise refuse("a name has up to 64 letters, digits or any of _ . : -") from None
        except NameTaken as taken:
            raise refuse(taken) from None
        try:
            write_secret(out, identity.model_dump_json(indent=2).encode())
        except OSError as error:
            forget(name)
            raise refuse(f"{out}: cannot be written ({error.strerror})") from None
        typer.echo(f"{name} is enrolled as {role.value}; its identity is in {out}")


@operations.command("revoke-device")
def revoke_device(
    config: ConfigFile, name: Annotated[str, typer.Option(help="Name of the terminal.")]
) -> None:
    """Refuse a terminal from now on.

    \b
    Example:
      yanhu hall revoke-device --config hall.toml --name east-gate
    """
    with booted(config):
        from hall.terminals.devices import NoSuchDevice, withdraw

        try:
            withdraw(name)
        except NoSuchDevice as missing:
            raise refuse(missing) from None
        typer.echo(f"{name} is revoked")


@operations.command("approve-return")
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


@operations.command("revoke-return")
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
    with booted(config):
        from hall.people.directory import NoSuchPerson, staff_by_username, student_by_number
        from hall.returns.decisions import CannotDecide, NotTheirs, decide
        from hall.returns.policy import DecisionAction
        from hall.returns.registration import latest_registration

        try:
            latest = latest_registration(student_by_number(student))
            if latest is None:
                raise refuse(f"student {student} has not registered")
            decide(staff_by_username(by), latest.id, DecisionAction(action), remark)
        except NoSuchPerson as missing:
            raise refuse(missing) from None
        except NotTheirs:
            raise refuse(f"{by} is not the counsellor of student {student}") from None
        except CannotDecide as refused:
            raise refuse(refused.hindrance.value.en) from None
        typer.echo(f"student {student}: {action} done")


@operations.command("withdraw-certificate")
def withdraw_certificate(
    config: ConfigFile, number: Annotated[str, typer.Option(help="The certificate's number.")]
) -> None:
    """Let the verification page say that a certificate no longer holds.

    \b
    Example:
      yanhu hall withdraw-certificate --config hall.toml --number ENR-2026-000001
    """
    with booted(config):
        from hall.certificates.issue import NoSuchCertificate, withdraw

        try:
            withdraw(number)
        except NoSuchCertificate as missing:
            raise refuse(missing) from None
        typer.echo(f"{number} is withdrawn")


@operations.command("restart-feed")
def restart_feed(config: ConfigFile) -> None:
    """After restoring a backup: let every gate read all records anew.

    \b
    Example:
      yanhu hall restart-feed --config hall.toml
    """
    with booted(config):
        from hall.gates.publish import restart_feed as restart

        typer.echo(f"the feed begins again with {restart()} records")


@operations.command("status")
def status(config: ConfigFile) -> None:
    """Say what somebody has to look into, and what to do; exit code 1 while there is anything.

    \b
    Example:
      yanhu hall status --config hall.toml
    """
    with booted(config):
        from hall.gates.alarms_web import unseen_lines
        from hall.web.words import WORDS
        from wording import own_language

        language, lines = own_language(), unseen_lines()
        if not lines:
            typer.echo(WORDS["alarms_none"].speak(language))
        for line in lines:
            typer.echo(line.text.speak(language))
            typer.echo(f"  {WORDS[f'alarm_{line.kind.value}_do'].speak(language)}")
        if lines:
            raise typer.Exit(REFUSED)


@operations.command("set-policy")
def set_policy(
    config: ConfigFile,
    earliest: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day of arrival.")],
    latest: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day of arrival.")],
    days: Annotated[int, typer.Option(min=1, max=400, help="How long an approval holds.")],
    gate: Annotated[
        list[str] | None, typer.Option(help="A gate that lets in; repeat it. None: all gates.")
    ] = None,
    campus: Annotated[
        list[str] | None, typer.Option(help="A campus that lets in; repeat it. None: all.")
    ] = None,
    way: Annotated[
        Direction | None, typer.Option(help="The only way they may go. None: in and out.")
    ] = None,
    entries: Annotated[
        int | None,
        typer.Option(min=1, max=ENTRIES_LIMIT, help="Most entries an approval gives. None: any."),
    ] = None,
) -> None:
    """Change the rules for returning; approvals given before keep theirs.

    Counsellors choose within gates, campuses, way and entries when they approve.

    \b
    Examples:
      yanhu hall set-policy --config hall.toml --earliest 2026-08-25 --latest 2026-09-10 --days 150
      yanhu hall set-policy --config hall.toml --earliest 2026-08-25 --latest 2026-09-10 --days 3 \\
        --gate east --gate west --entries 2
    """
    with booted(config):
        from hall.returns.policy import Policy
        from hall.returns.registration import PolicyRefused, put_in_force

        try:
            conditions = Conditions(
                tuple(gate or ()), tuple(campus or ()), (way,) if way else (), entries
            )
            put_in_force(Policy(_day(earliest), _day(latest), days, conditions))
        except PolicyRefused as refused:
            raise refuse(refused) from None
        typer.echo("the new policy is in force")


@operations.command("forget")
def forget(config: ConfigFile) -> None:
    """Erase what is kept no longer: visitors, passes, telephones, gates' events; for a daily timer.

    Visitors' names and telephone numbers go `visitors.keep_days` after the visit, what gates
    reported after `events.keep_days`.

    \b
    Example:
      yanhu hall forget --config hall.toml
    """
    with booted(config):
        from django.utils import timezone

        from hall.gates.retention import forget_events
        from hall.passes.issue import forget_passes
        from hall.passes.telephones import forget_telephones
        from hall.visitors.visits import forget_visitors

        now = timezone.now()
        typer.echo(
            f"erased: {forget_visitors(now)} visitors, {forget_passes(now)} passes, "
            f"{forget_telephones(now)} telephones, {forget_events(now)} events"
        )


def _day(moment: datetime) -> date:
    return moment.date()
