"""pretix, an event check-in, as its makers advise: PostgreSQL, redis and two gunicorn workers.

In an environment of its own (make bench-pretix), everything in a temporary folder and on loopback.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

import requests

from devices.sim.free_port import free_port
from tests.bench.harness import OUT, ROOT
from tests.helpers.waiting import wait_until

PYTHON: Final = OUT / "venv-pretix" / "bin" / "python"
SEED: Final = ROOT / "tests" / "bench" / "references" / "pretix_seed.py"
WORKERS: Final = 2
WARM_UP: Final = 40
"""The first calls of a worker take seconds; unknown tickets load all that a redeem needs."""
START_LIMIT_S: Final = 60.0
MIGRATE_LIMIT_S: Final = 600.0
STOP_LIMIT_S: Final = 20.0
_ORGANIZER: Final = "/api/v1/organizers/campus"


def missing() -> str:
    """What has to be installed first, as a sentence; empty when nothing."""
    if not PYTHON.exists():
        return "run make bench-pretix"
    if _postgres() is None or shutil.which("redis-server") is None:
        return "install postgresql and redis-server (Debian's packages)"
    return ""


class PretixPeer:
    """A running pretix with a sold-out event."""

    def __init__(self, url: str, seeded: dict[str, object]) -> None:
        self._url: Final = url
        self._list: Final = seeded["list"]
        self._event: Final = seeded["event"]
        tickets = seeded["secrets"]
        assert isinstance(tickets, list)
        self._tickets: Final[list[str]] = tickets
        self._session: Final = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Device {seeded['token']}"

    def redeem(self, count: int) -> list[float]:
        """Seconds of each of ``count`` first entries, one after the other."""
        with ThreadPoolExecutor(WORKERS * 2) as pool:
            list(pool.map(self._ask, [f"unknown-{number}" for number in range(WARM_UP)]))
        took = []
        for ticket in self._tickets[:count]:
            began = time.perf_counter()
            status = self._ask(ticket)
            took.append(time.perf_counter() - began)
            assert status == 201, f"a redeem was answered with {status}"
        return took

    def download(self) -> tuple[float, int]:
        """Seconds for the whole list as an offline scanner fetches it, and its positions."""
        path = f"{_ORGANIZER}/events/{self._event}/checkinlists/{self._list}/positions/"
        url: str | None = f"{self._url}{path}?page_size=500"
        count, began = 0, time.perf_counter()
        while url is not None:
            answer = self._session.get(url, timeout=60)
            assert answer.status_code == 200, answer.text[:200]
            page = answer.json()
            count, url = count + len(page["results"]), page["next"]
        return time.perf_counter() - began, count

    def _ask(self, ticket: str) -> int:
        asked = {
            "secret": ticket,
            "lists": [self._list],
            "source_type": "barcode",
            "type": "entry",
            "questions_supported": True,
            "nonce": uuid4().hex,
        }
        url = f"{self._url}{_ORGANIZER}/checkinrpc/redeem/"
        return self._session.post(url, json=asked, timeout=60).status_code


@contextmanager
def running_pretix(positions: int) -> Iterator[PretixPeer]:
    """Migrated, seeded with ``positions`` tickets, serving while the block runs."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yanhu-pretix-")))
        folder.chmod(0o755)  # PostgreSQL, as a user of its own, has to get through
        database, cache, web = free_port(), free_port(), free_port()
        stack.enter_context(_postgresql(folder / "pg", database))
        redis = ["redis-server", "--port", str(cache), "--bind", "127.0.0.1", "--save", ""]
        stack.enter_context(_running([*redis, "--dir", str(folder)], cache))
        url = f"http://127.0.0.1:{web}"
        environment = _configure(folder, url, database, cache)
        _pretix(["-m", "pretix", "migrate"], folder, environment)
        seeded = json.loads(_pretix([str(SEED), str(positions)], folder, environment))
        serve = ["-m", "gunicorn", "pretix.wsgi:application", "--log-level", "warning"]
        command = [str(PYTHON), *serve, "--workers", str(WORKERS), "--bind", f"127.0.0.1:{web}"]
        stack.enter_context(_running(command, web, folder, environment))
        yield PretixPeer(url, seeded)


def _configure(folder: Path, url: str, database: int, cache: int) -> dict[str, str]:
    """Writes pretix.cfg; the environment that makes pretix read it."""
    (folder / "data").mkdir()
    (folder / "pretix.cfg").write_text(
        f"[pretix]\ninstance_name=bench\nurl={url}\ndatadir={folder / 'data'}\n"
        "plugins_default=pretix.plugins.checkinlists\n"
        "[database]\nbackend=postgresql\nname=pretix\nuser=pretix\nhost=127.0.0.1\n"
        f"port={database}\n"
        f"[redis]\nlocation=redis://127.0.0.1:{cache}/1\nsessions=true\n"
        "[locale]\ndefault=en\ntimezone=UTC\n"
    )
    return os.environ | {"PRETIX_CONFIG_FILE": str(folder / "pretix.cfg")}


def _pretix(arguments: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [str(PYTHON), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=MIGRATE_LIMIT_S,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()[-1] if done.stdout else ""


@contextmanager
def _postgresql(data: Path, port: int) -> Iterator[None]:
    tools = _postgres()
    assert tools is not None
    data.mkdir()
    become: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root
        shutil.chown(data, "postgres")
        become = ["runuser", "-u", "postgres", "--"]
    quiet = {"cwd": "/", "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([*become, tools / "initdb", "-D", data, "-A", "trust", "-U", "pretix"], **quiet)  # type: ignore[call-overload]
    options = f"-p {port} -k '' -c listen_addresses=127.0.0.1"
    control = [*become, tools / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-l", data / "log", "-o", options, "start"], **quiet)  # type: ignore[call-overload]
    try:
        there = ["-h", "127.0.0.1", "-p", str(port), "-U", "pretix"]
        subprocess.run([tools / "createdb", *there, "pretix"], **quiet)  # type: ignore[call-overload]
        yield
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], **quiet)  # type: ignore[call-overload]


def _postgres() -> Path | None:
    """Where PostgreSQL's programs are; Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def _running(
    command: list[str],
    port: int,
    folder: Path | None = None,
    environment: dict[str, str] | None = None,
) -> Iterator[None]:
    """From the moment that ``port`` answers."""
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: _answers(port), f"{Path(command[0]).name} answers", START_LIMIT_S)
        yield
    finally:
        process.terminate()
        process.wait(STOP_LIMIT_S)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
