"""A real hall: the shipped command in its own process, with its own folder and its own port."""

from __future__ import annotations

import atexit
import base64
import json
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import cv2
import numpy as np

from devices.sim.free_port import free_port
from sync.client import HallClient
from sync.clock import HallClock
from sync.credential import credential_digest
from sync.wire import (
    FaceEnrolment,
    FaceTemplates,
    HealthStatus,
    ReturnAnswers,
    ReturnSubmission,
    TerminalIdentity,
    TerminalRole,
    TravelMode,
)
from tests.helpers.records import new_uid

STUDENT: Final = "20240001"
"""In a class of counsellor ``chen``."""
CLASSMATE: Final = "20240002"
STRANGER: Final = "20230201"
"""In a class of counsellor ``zhao``."""
STAFF: Final = ("chen", "zhao", "guard", "technician", "security", "host")
READY_S: Final = 20.0
STOP_S: Final = 8.0
COMMAND_LIMIT_S: Final = 60.0
SEEDED_PER_S: Final = 500
"""Students that even a machine with other work seeds in a second."""


@dataclass(frozen=True, slots=True)
class _Seeded:
    """A data folder that was set up and seeded once in this run, to be copied."""

    data: Path
    passwords: Mapping[str, str]
    cards: Mapping[str, bytes]


@cache
def _seeded(approved: int) -> _Seeded:
    folder = Path(tempfile.mkdtemp(prefix="yanhu-seeded-"))
    atexit.register(shutil.rmtree, folder)
    config = _config(folder, "http://127.0.0.1:1")
    passwords = {name: secrets.token_urlsafe(12) for name in STAFF}
    cards = {number: new_uid() for number in (STUDENT, CLASSMATE, STRANGER)}
    (folder / "passwords.json").write_text(json.dumps(passwords))
    (folder / "cards.json").write_text(json.dumps({no: uid.hex() for no, uid in cards.items()}))
    yanhu_hall(config, "init")
    yanhu_hall(
        config,
        "seed-demo",
        *("--cards", str(folder / "cards.json")),
        *("--passwords-file", str(folder / "passwords.json")),
        *("--approved", str(approved)),
        limit_s=COMMAND_LIMIT_S + approved / SEEDED_PER_S,
    )
    return _Seeded(folder / "data", passwords, cards)


def _config(folder: Path, url: str) -> Path:
    path = folder / "hall.toml"
    path.write_text(
        f'[hall]\ndata = "data"\nlisten = "{url.removeprefix("http://")}"\n'
        f'public_url = "{url}"\ntime_zone = "Asia/Shanghai"\n\n'
        '[campus]\ncode = "yanhu"\nname = { zh = "砚湖大学", en = "Yanhu University" }\n',
        encoding="utf-8",
    )
    return path


class HallPeer:
    """One hall below ``folder``, set up and seeded; it serves between :meth:`start` and
    :meth:`stop`. ``approved`` students more stand in its feed, approved."""

    def __init__(self, folder: Path, approved: int = 0) -> None:
        seeded = _seeded(approved)
        shutil.copytree(seeded.data, folder / "data")
        self.folder: Final = folder
        self.url: Final = f"http://127.0.0.1:{free_port()}"
        self.config: Final = _config(folder, self.url)
        self.passwords: Final = seeded.passwords
        self.cards: Final = seeded.cards
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None, "the hall is not running"
        return self._process.pid

    def cli(self, command: str, *arguments: str, code: int = 0) -> str:
        """Run a ``yanhu hall`` command on this hall; see :func:`yanhu_hall`."""
        return yanhu_hall(self.config, command, *arguments, code=code)

    def enrol(self, role: TerminalRole, name: str = "") -> TerminalIdentity:
        """Enrol a terminal; its file stays at :meth:`identity_file`."""
        name = name or f"{role.value}-{secrets.token_hex(4)}"
        out = self.identity_file(name)
        self.cli("enrol-device", "--name", name, "--role", role.value, "--out", str(out))
        return TerminalIdentity.model_validate_json(out.read_bytes())

    def identity_file(self, name: str) -> Path:
        return self.folder / f"{name}.identity.json"

    def client(self, identity: TerminalIdentity) -> HallClient:
        """The terminals' own client."""
        return HallClient.of(identity, HallClock())

    def digest(self, identity: TerminalIdentity, student_no: str) -> str:
        """What a terminal makes of this student's card."""
        key = base64.b64decode(identity.credential_key)
        return credential_digest(key, self.cards[student_no])

    def start(self) -> None:
        """Serve; returns when the ready line was printed."""
        with (self.folder / "hall.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_yanhu(), "serve", "--config", str(self.config)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        line = _first_line(self._process)
        assert line, f"the hall did not start:\n{self.log()}"
        assert json.loads(line) == {"event": "ready", "url": self.url}

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop the process with ``how``; its exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(how)
        code = process.wait(STOP_S)
        if process.stdout is not None:
            process.stdout.close()
        return code

    def log(self) -> str:
        """Everything the hall wrote to standard error."""
        return (self.folder / "hall.log").read_text(encoding="utf-8")


def yanhu_hall(
    config: Path,
    command: str,
    *arguments: str,
    code: int = 0,
    limit_s: float = COMMAND_LIMIT_S,
) -> str:
    """Run ``yanhu hall COMMAND --config CONFIG``; its standard output, or its standard error when
    the expected exit ``code`` is not 0 and it said something there."""
    run = subprocess.run(
        [*_yanhu(), command, "--config", str(config), *arguments],
        capture_output=True,
        text=True,
        timeout=limit_s,
    )
    assert run.returncode == code, f"{command}: exit {run.returncode}\n{run.stderr}"
    return run.stdout if code == 0 else run.stderr or run.stdout


@contextmanager
def running_hall(folder: Path, approved: int = 0) -> Iterator[HallPeer]:
    """A seeded hall that serves while the block runs."""
    peer = HallPeer(folder, approved)
    peer.start()
    try:
        yield peer
    finally:
        peer.stop()


def submission(
    arrives_on: date,
    health: HealthStatus = HealthStatus.WELL,
    key: UUID | None = None,
    **changes: object,
) -> ReturnSubmission:
    """A registration somebody could send, with the templates of a face that nobody has."""
    answers = ReturnAnswers(
        origin="云南省昆明市",
        leaves_on=arrives_on - timedelta(days=1),
        arrives_on=arrives_on,
        travel_mode=TravelMode.TRAIN,
        health=health,
        declares_true=True,
        emergency_name="林远",
        emergency_phone="+86 000 0000 0000",
    ).model_copy(update=changes)
    return ReturnSubmission(
        idempotency_key=key or uuid4(),
        answers=answers,
        face=FaceEnrolment(
            templates=FaceTemplates(
                model=secrets.token_hex(32), vectors=tuple(_vector() for _ in range(3))
            ),
            thumbnail_jpeg=base64.b64encode(thumbnail()).decode(),
            quality=0.87,
        ),
    )


def thumbnail() -> bytes:
    """A drawn head and shoulders, 160 x 200 px; another background each time."""
    picture = np.full((200, 160, 3), [150 + secrets.randbelow(60) for _ in range(3)], np.uint8)
    cv2.ellipse(picture, (80, 210), (70, 80), 0, 180, 360, (110, 84, 60), -1)
    cv2.circle(picture, (80, 85), 42, (168, 196, 226), -1)
    cv2.ellipse(picture, (80, 70), (45, 34), 0, 180, 360, (40, 36, 32), -1)
    done, encoded = cv2.imencode(".jpg", picture)
    assert done
    return encoded.tobytes()


def _vector() -> str:
    vector = np.random.default_rng().normal(size=128)
    return base64.b64encode((vector / np.linalg.norm(vector)).astype("<f2").tobytes()).decode()


def _yanhu() -> list[str]:
    return [sys.executable, "-m", "yanhu", "hall"]


def _first_line(process: subprocess.Popen[str]) -> str:
    """The first line the process prints, or nothing if it ends or takes too long."""
    assert process.stdout is not None
    watchdog = threading.Timer(READY_S, process.kill)
    watchdog.start()
    try:
        return process.stdout.readline()
    finally:
        watchdog.cancel()
        watchdog.join()
