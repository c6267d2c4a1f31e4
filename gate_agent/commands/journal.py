"""``yanhu gate journal``, ``verify-journal``, ``outbox``: what was recorded, read and repaired."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer

from gate_agent.commands.terms import (
    EXIT_FAILED,
    EXIT_USAGE,
    ConfigOption,
    JsonOption,
    fail,
    fail_plainly,
    load,
    place,
    say,
)
from gate_agent.config import GateConfig
from gate_agent.journal import start
from gate_agent.journal.chain import ChainBroken
from gate_agent.journal.check import check_journal
from gate_agent.journal.evidence_key import KEY_FILE, EvidenceKey, EvidenceWitness, PublicKeyInvalid
from gate_agent.journal.pruned import Pruned
from gate_agent.journal.start import JOURNAL_FILE
from gate_agent.journal.store import Journal, NewEvent
from gate_agent.lock import AlreadyRunning, alone_in
from gate_agent.passage.event_reasons import ALL_LANES
from sync.errors import SyncError
from sync.wire import Direction, GateEvent, GateEventKind

journal_app = typer.Typer(no_args_is_help=True, help="Read the gate's journal.")

SHOWN_LIMIT: Final = 100_000
"""Events shown at once: more than a busy gate writes in a month."""
TEXT_LIMIT: Final = 64
"""Characters of a name or a reason that an event holds."""
_PUBLIC_HELP: Final = (
    "The gate's public key, as `journal key` said; default: gate.journal_key, or the key in data."
)
_UNPROVEN: Final = (
    "checked with the key that lies beside the journal: whoever replaced that key and wrote the"
    " journal anew is not found out. Give --public-key, or gate.journal_key in the configuration,"
    " as written down when the gate was set up"
)


def outbox(
    config: ConfigOption,
    retry: Annotated[
        list[int] | None, typer.Option("--retry", help="Offer this dead letter once more.")
    ] = None,
    dismiss: Annotated[
        list[str] | None,
        typer.Option("--dismiss", help="Give up this dead letter, or these (17-29); journalled."),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who dismisses.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why; in 64 characters.")] = "",
    resend_from: Annotated[
        str | None,
        typer.Option(
            "--resend-from",
            help="Offer all from this number on once more (or: all), for a restored hall.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what waits for the hall, and what the hall refused for good.

    What is dismissed is not offered again (but by --resend-from), and leaves the journal when its
    term is over. The hall keeps each event once, however often it is offered.

    Example: yanhu gate outbox --config gate.toml --retry 17

    Example: yanhu gate outbox --config gate.toml --dismiss 18-40 --by "Wang Lin" --reason "tests"

    Example: yanhu gate outbox --config gate.toml --resend-from all
    """
    first = _first(resend_from) if resend_from is not None else None
    ranges = [_range(text) for text in dismiss or ()]
    if ranges and not (_fits(by) and _fits(reason)):
        message = "--dismiss needs --by and --reason, each of 64 characters at most"
        fail_plainly(message, EXIT_USAGE)
    with opened_journal(load(config), signing=bool(ranges)) as journal:
        for first, last in ranges:
            if not journal.dismiss(first, last, _dismissal(by, reason)):
                fail_plainly(f"no dead letter has a number from {first} to {last}")
        for position in retry or ():
            if not journal.outbox.revive(position):
                fail_plainly(f"no dead letter has the number {position}")
        if first is not None:
            journal.resend(first)
        backlog = journal.outbox.backlog()
        letters = journal.outbox.dead_letters()
    counts = {"waiting": backlog.waiting, "dead": backlog.dead}
    say(counts, f"{backlog.waiting} waiting, {backlog.dead} refused", as_json=as_json)
    for letter in letters:
        problem = letter.problem
        row = {
            "seq": letter.position,
            "event_id": str(letter.message_id),
            "code": problem.code,
            "where": problem.where,
        }
        place = f" ({problem.where})" if problem.where else ""
        line = f"{letter.position}  {problem.code}{place}  {problem.message.en}"
        say(row, line, as_json=as_json)


def _range(text: str) -> tuple[int, int]:
    """First and last of `17` or `17-29`."""
    first, _, last = text.partition("-")
    try:
        return int(first), int(last or first)
    except ValueError:
        fail_plainly(f"--dismiss {text}: give a number, or first and last: 17-29", EXIT_USAGE)


def _first(text: str) -> int:
    """The number that `--resend-from` names; 1 for `all`."""
    if text == "all":
        return 1
    if not text.isdecimal() or int(text) < 1:
        fail_plainly(f"--resend-from {text}: give the first event's number, or all", EXIT_USAGE)
    return int(text)


def _fits(said: str) -> bool:
    return len(said.strip()) > 0 and len(said) <= TEXT_LIMIT


def _dismissal(by: str, reason: str) -> NewEvent:
    return NewEvent(
        lane=ALL_LANES,
        kind=GateEventKind.EVENT_DISMISSED,
        at=datetime.now(UTC),
        direction=Direction.IN,
        guard=by,
        reason=reason,
    )


@journal_app.command()
def show(
    config: ConfigOption,
    last: Annotated[
        int, typer.Option(min=1, max=SHOWN_LIMIT, help="So many of the newest events.")
    ] = 100,
    after: Annotated[
        int | None,
        typer.Option(min=0, help="Instead: the events that follow this number, from the oldest."),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=SHOWN_LIMIT, help="With --after: at most so many.")
    ] = 100,
    as_json: JsonOption = False,
) -> None:
    """Show the newest journalled events, the newest at the end.

    A line: number, short id (which `explain` takes), campus time with its zone, lane, what was.

    Example: yanhu gate journal show --config gate.toml --last 20

    Example: yanhu gate journal show --config gate.toml --after 1200 --limit 500 --json
    """
    checked = load(config)
    zone = checked.policy.zone
    with opened_journal(checked) as journal:
        known = journal.last(last) if after is None else islice(journal.events(after), limit)
        for event in known:
            say(event.model_dump(mode="json"), _event_line(event, zone), as_json=as_json)


@journal_app.command()
def key(config: ConfigOption, as_json: JsonOption = False) -> None:
    """Show the public key that vouches for this gate's journal; write it down elsewhere.

    Example: yanhu gate journal key --config gate.toml
    """
    checked = load(config)
    public = _own_key(checked).public.text
    say({"gate": checked.gate.code, "public_key": public}, public, as_json=as_json)


@journal_app.command()
def renew(
    config: ConfigOption,
    by: Annotated[str, typer.Option("--by", help="Who does it; journalled.")],
    as_json: JsonOption = False,
) -> None:
    """Set aside a journal of which some is not as it was written, and begin another.

    For a gate that goes on in spite of a damaged event, but can't remove old ones any more. Stop it
    first, when it has delivered all. Who is inside and which passes were used is carried over.

    Example: yanhu gate journal renew --config gate.toml --by "Wang Lin"
    """
    if not _fits(by):
        fail_plainly(f"--by: a name of {TEXT_LIMIT} characters at most", EXIT_USAGE)
    checked = load(config)
    path, code = _existing(checked), checked.gate.code
    evidence = _own_key(checked)
    try:
        with alone_in(checked.gate.data):
            _refuse_if_in_order(path, code, evidence)
            kept = start.renew(path, code, evidence, datetime.now(UTC), by)
    except (SyncError, AlreadyRunning) as error:
        fail(error)
    say({"kept": str(kept)}, f"kept as {kept}; another is begun", as_json=as_json)


def _refuse_if_in_order(path: Path, gate: str, key: EvidenceKey) -> None:
    """End the command when there is nothing to renew, or when the hall lacks events."""
    try:
        check_journal(path, gate, key.public)
    except ChainBroken:
        pass
    else:
        fail_plainly("the journal is whole; there is no need to renew it")
    journal = Journal(path, gate)
    try:
        waiting = journal.outbox.backlog().waiting
    finally:
        journal.close()
    if waiting:
        fail_plainly(f"{waiting} events wait for the hall: let the gate deliver them first")


def verify_journal(
    config: ConfigOption,
    file: Annotated[
        Path | None, typer.Option(help="Another file, such as one that was set aside.")
    ] = None,
    public_key: Annotated[str | None, typer.Option(help=_PUBLIC_HELP)] = None,
    as_json: JsonOption = False,
) -> None:
    """Check chain, checkpoints and lists; names the first event that is not as it was written.

    Where old events were removed, it starts from what the gate signed about them. With the key in
    data alone, it can't be shown that this key is the gate's: give the one that was written down.
    No check here shows that a whole older copy of the folder was put back: the hall does.

    Example: yanhu gate verify-journal --config gate.toml
    """
    checked = load(config)
    path = file or _existing(checked)
    try:
        noted = public_key or checked.gate.journal_key
        witness = EvidenceWitness.of(noted) if noted else _own_key(checked).public
        whole = check_journal(path, checked.gate.code, witness)
    except PublicKeyInvalid as error:
        fail_plainly(f"--public-key: {error}", EXIT_USAGE)
    except ChainBroken as error:
        broken = {"whole": False, "seq": error.seq, "problem": str(error)}
        say(broken, f"the journal is not whole: {error}", as_json=as_json)
        raise typer.Exit(EXIT_FAILED) from None
    except SyncError as error:
        fail(error)
    gone = whole.pruned
    row = {
        "whole": True,
        "events": whole.events,
        "hash": whole.hash,
        "checkpoints": whole.checkpoints,
        "vouched": whole.vouched,
        "pruned": gone.removed if gone is not None else 0,
        "pruned_to": gone.seq if gone is not None else 0,
        "pruned_hash": gone.hash if gone is not None else "",
        "kept": len(gone.kept) if gone is not None else 0,
        "taken_vouched_after": whole.stated_from,
        "key": witness.text,
        "key_noted": noted is not None,
    }
    line = (
        f"the journal is whole: {whole.events} events, {whole.hash};"
        f" {whole.checkpoints} checkpoints vouch for {whole.vouched}"
    )
    if gone is not None:
        line += f"; {_gone_line(gone)}"
    if whole.stated_from:
        line += f"; what the hall has taken is vouched for from {whole.stated_from + 1} on"
    say(row, line if noted else f"{line}\n{_UNPROVEN}", as_json=as_json)


def _gone_line(gone: Pruned) -> str:
    """What is missing by the gate's own word."""
    stay = f", but {len(gone.kept)} that the hall has not taken," if gone.kept else ""
    return f"those up to {gone.seq}{stay} were removed by the gate on {gone.at:.10}: {gone.hash}"


def _event_line(event: GateEvent, zone: ZoneInfo) -> str:
    guard = f"by {event.guard}" if event.guard else ""
    words = (event.kind, event.device, event.outcome, event.noted, event.reason, guard)
    said = " ".join(word for word in words if word)
    return f"{place(event, zone)}  {said}"


def _own_key(checked: GateConfig) -> EvidenceKey:
    try:
        return EvidenceKey.existing(checked.file(KEY_FILE))
    except SyncError as error:
        fail(error)


def _existing(checked: GateConfig) -> Path:
    path = checked.file(JOURNAL_FILE)
    if not path.exists():
        fail_plainly(f"{path}: there is no journal yet")
    return path


@contextmanager
def opened_journal(checked: GateConfig, *, signing: bool = False) -> Iterator[Journal]:
    """The gate's journal, with its key where something is to be signed; what is wrong with it ends
    the command."""
    path = _existing(checked)
    key = _own_key(checked) if signing else None
    try:
        journal = Journal(path, checked.gate.code, key)
    except SyncError as error:
        fail(error)
    try:
        yield journal
        if journal.problem is not None:
            typer.echo(journal.problem.en, err=True)
    except SyncError as error:
        fail(error)
    finally:
        journal.close()
