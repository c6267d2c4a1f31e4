"""``yanhu gate``: run the agent, check its configuration, read its journal."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Annotated, Final, NoReturn

import structlog
import typer

from gate_agent.agent import JOURNAL_FILE, GateAgent
from gate_agent.api.guards import new_token
from gate_agent.api.server import ApiUnavailable
from gate_agent.chain import ChainBroken, verify_chain
from gate_agent.config import EXAMPLE, GateConfig
from gate_agent.config_file import load_config, unreachable_ports
from gate_agent.journal import Journal
from gate_agent.lock import AlreadyRunning
from sync.errors import SyncError
from sync.identity import load_identity
from sync.wire import GateEvent, TerminalRole
from toml_file import ConfigProblem

EXIT_FAILED: Final = 1
"""The agent could not start, or the journal is not whole."""
EXIT_USAGE: Final = 2
"""The configuration can't be used."""

_log = structlog.get_logger(__name__)

app = typer.Typer(no_args_is_help=True, help="The gate agent.")
journal_app = typer.Typer(no_args_is_help=True, help="Read and verify the gate's journal.")
app.add_typer(journal_app, name="journal")

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The gate's gate.toml.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON value a line.")]


@app.command()
def run(config: ConfigOption, as_json: JsonOption = False) -> None:
    """Run the agent until SIGTERM or Ctrl-C; says so when it is ready.

    Example: yanhu gate run --config /etc/yanhu/gate.toml --json
    """
    checked = _load(config)
    _log_to_stderr(as_json)
    for line in unreachable_ports(config, checked):
        _log.warning("port missing", what=line)
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    crashes = _end_on_crash(ended)
    try:
        identity = load_identity(checked.hall.identity, TerminalRole.GATE)
        agent = GateAgent(checked, identity)
    except (SyncError, ApiUnavailable, AlreadyRunning) as error:
        _fail(error)
    try:
        agent.start()
        ready = {"event": "ready", "gate": checked.gate.code, "url": agent.url}
        _say(ready, f"gate {checked.gate.code} is ready: {agent.url}", as_json=as_json)
        ended.wait()
    except ApiUnavailable as error:
        _fail(error)
    finally:
        agent.stop()
    if crashes:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def check_config(
    file: Annotated[Path, typer.Argument(help="The gate.toml to check.")],
    as_json: JsonOption = False,
) -> None:
    """Check a configuration without touching a device. Exit code 2 when it can't be used.

    Example: yanhu gate check-config /etc/yanhu/gate.toml
    """
    try:
        checked = load_config(file)
        problems = unreachable_ports(file, checked)
        load_identity(checked.hall.identity, TerminalRole.GATE)
    except ConfigProblem as error:
        problems = str(error).splitlines()
    except SyncError as error:
        problems = [*problems, f"{file}: hall.identity: {error}"]
    for problem in problems:
        _say({"problem": problem}, problem, as_json=as_json)
    if problems:
        raise typer.Exit(EXIT_USAGE)
    _say({"event": "ok", "file": str(file)}, f"{file}: in order", as_json=as_json)


@app.command()
def example_config() -> None:
    """Print a commented configuration to start from.

    Example: yanhu gate example-config > gate.toml
    """
    sys.stdout.write(EXAMPLE)


@app.command()
def new_guard_token(
    name: Annotated[str, typer.Option("--name", help="The guard's name, as journalled.")],
    as_json: JsonOption = False,
) -> None:
    """Make a token for a guard. It is shown once; the configuration holds only its SHA-256.

    Example: yanhu gate new-guard-token --name "Guard Chen"
    """
    token, sha256 = new_token()
    if as_json:
        _say({"name": name, "token": token, "token_sha256": sha256}, "", as_json=True)
        return
    print(f"token for {name}, for the guard's screen: {token}\n")
    print("add to gate.toml:\n\n[[api.guard]]")
    print(f"name = {json.dumps(name, ensure_ascii=False)}\ntoken_sha256 = {json.dumps(sha256)}")


@app.command()
def outbox(
    config: ConfigOption,
    retry: Annotated[
        list[int] | None, typer.Option("--retry", help="Offer this dead letter once more.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what waits for the hall, and what the hall refused for good.

    Example: yanhu gate outbox --config gate.toml --retry 17
    """
    with _journal(config) as journal:
        for position in retry or ():
            if not journal.outbox.revive(position):
                _fail_plainly(f"no dead letter has the number {position}")
        backlog = journal.outbox.backlog()
        letters = journal.outbox.dead_letters()
    counts = {"waiting": backlog.waiting, "dead": backlog.dead}
    _say(counts, f"{backlog.waiting} waiting, {backlog.dead} refused", as_json=as_json)
    for letter in letters:
        problem = letter.problem
        row = {"seq": letter.position, "event_id": str(letter.message_id), "code": problem.code}
        _say(row, f"{letter.position}  {problem.code}  {problem.message.en}", as_json=as_json)


@journal_app.command()
def show(
    config: ConfigOption,
    after: Annotated[int, typer.Option(help="Only events with a higher number.")] = 0,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    as_json: JsonOption = False,
) -> None:
    """Show journalled events, oldest first.

    Example: yanhu gate journal show --config gate.toml --after 1200 --json
    """
    with _journal(config) as journal:
        for event in islice(journal.events(after), limit):
            _say(event.model_dump(mode="json"), _event_line(event), as_json=as_json)


@journal_app.command()
def verify(config: ConfigOption, as_json: JsonOption = False) -> None:
    """Check the whole chain; names the first event that is not as it was written.

    Example: yanhu gate journal verify --config gate.toml
    """
    with _journal(config) as journal:
        try:
            count, last = verify_chain(journal.events())
        except ChainBroken as error:
            broken = {"whole": False, "seq": error.seq, "problem": str(error)}
            _say(broken, f"the journal is not whole: {error}", as_json=as_json)
            raise typer.Exit(EXIT_FAILED) from None
    whole = {"whole": True, "events": count, "hash": last}
    _say(whole, f"the journal is whole: {count} events, {last}", as_json=as_json)


def _end_on_crash(ended: threading.Event) -> list[str]:
    """End the agent when one of its threads breaks; returns the names of those that did.

    All that matters is on the disk, so a fresh process (systemd starts one) is better than one
    that stands half still. Barriers are closed on the way out.
    """
    crashes: list[str] = []

    def crashed(failure: threading.ExceptHookArgs) -> None:
        name = failure.thread.name if failure.thread is not None else "unknown"
        crashes.append(name)
        information = (failure.exc_type, failure.exc_value, failure.exc_traceback)
        _log.critical("a thread broke; the agent ends", thread=name, exc_info=information)
        ended.set()

    threading.excepthook = crashed
    return crashes


def _event_line(event: GateEvent) -> str:
    reason = f" {event.reason}" if event.reason else ""
    guard = f" by {event.guard}" if event.guard else ""
    return (
        f"{event.seq:>7}  {event.at:%Y-%m-%d %H:%M:%S}  {event.lane}  {event.kind}{reason}{guard}"
    )


@contextmanager
def _journal(config: Path) -> Iterator[Journal]:
    checked = _load(config)
    path = checked.file(JOURNAL_FILE)
    if not path.exists():
        _fail_plainly(f"{path}: there is no journal yet")
    try:
        journal = Journal(path, checked.gate.code)
    except SyncError as error:
        _fail(error)
    try:
        yield journal
    except SyncError as error:
        _fail(error)
    finally:
        journal.close()


def _load(path: Path) -> GateConfig:
    try:
        return load_config(path)
    except ConfigProblem as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from None


def _fail(error: SyncError | ApiUnavailable | AlreadyRunning) -> NoReturn:
    advice = f"\n{error.text.zh}\n{error.text.en}" if isinstance(error, SyncError) else ""
    _fail_plainly(f"{error}{advice}")


def _fail_plainly(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(EXIT_FAILED)


def _say(row: Mapping[str, object], line: str, *, as_json: bool) -> None:
    print(json.dumps(row, ensure_ascii=False) if as_json else line, flush=True)


def _log_to_stderr(as_json: bool) -> None:
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
