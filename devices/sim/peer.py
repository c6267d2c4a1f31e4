"""Starts a peer as a process of its own, waits for its ready line, and commands it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from devices.sim import child

READY_LIMIT_S: Final = 20.0
"""A peer is ready in a second; a machine under full load takes longer to start Python."""
ANSWER_LIMIT_S: Final = 20.0
"""Restarting a daemon is the slowest command, and names its own failure before this."""
STOP_LIMIT_S: Final = 5.0

Line = dict[str, object]


class PeerFailed(RuntimeError):
    """A peer did not start, did not answer, or refused a command."""


class PeerProcess:
    """One ``python -m MODULE ARGS`` process, as a context manager.

    Lines with ``"event": "answer"`` or ``"error"`` answer commands, ``"ready"`` comes once; any
    other line is news and goes to ``on_news`` from the reading thread.
    """

    def __init__(
        self,
        module: str,
        args: Sequence[str] = (),
        *,
        env: Mapping[str, str] | None = None,
        on_news: Callable[[Line], None] | None = None,
        answer_limit_s: float = ANSWER_LIMIT_S,
        log: Path | None = None,
    ) -> None:
        """``log`` receives its standard error; without it, that goes where ours goes."""
        self._command: Final = [sys.executable, "-m", module, *args]
        self._env: Final = {**os.environ, **(env or {})}
        self._on_news: Final = on_news
        self._answer_limit_s: Final = answer_limit_s
        self._log: Final = log
        self._lines: SimpleQueue[Line | None] = SimpleQueue()
        self._asking: Final = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    @property
    def pid(self) -> int:
        return self._running().pid

    def start(self) -> Line:
        """Start and return the ready line. Raises PeerFailed."""
        self._lines = SimpleQueue()
        with ExitStack() as files:
            process = subprocess.Popen(
                self._command,
                env=self._env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if self._log is None else files.enter_context(self._log.open("ab")),
                text=True,
            )
        self._process = process
        self._reader = threading.Thread(target=self._read, args=(process,), daemon=True)
        self._reader.start()
        return self._next_line("ready", READY_LIMIT_S)

    def ask(self, **command: object) -> Line:
        """Send one command and return its answer. Raises PeerFailed."""
        with self._asking:
            pipe = self._running().stdin
            assert pipe is not None
            pipe.write(json.dumps(command) + "\n")
            pipe.flush()
            return self._next_line("answer", self._answer_limit_s)

    def stop(self) -> None:
        """Ask it to end, and kill it when it does not. Harmless when it has ended."""
        process = self._process
        if process is not None:
            child.end(process, STOP_LIMIT_S)
            self._clean_up(process)

    def kill(self) -> None:
        """End it as a power cut would."""
        process = self._running()
        process.kill()
        process.wait()
        self._clean_up(process)

    def _clean_up(self, process: subprocess.Popen[str]) -> None:
        self._process = None
        if self._reader is not None:
            self._reader.join()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            raise PeerFailed(f"{self._command[2]} is not running")
        return self._process

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for text in process.stdout:
            line = _line(text)
            if line.get("event") in ("ready", "answer", "error"):
                self._lines.put(line)
            elif self._on_news is not None:
                self._on_news(line)
        self._lines.put(None)

    def _next_line(self, event: str, limit_s: float) -> Line:
        try:
            line = self._lines.get(timeout=limit_s)
        except Empty:
            raise PeerFailed(f"{self._command[2]} sent no {event} in {limit_s} s") from None
        if line is None:
            raise PeerFailed(f"{self._command[2]} ended; {self._log or 'its stderr'} says why")
        if line["event"] != event:
            raise PeerFailed(f"{self._command[2]}: {line.get('detail', line)}")
        return line

    def __enter__(self) -> PeerProcess:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


def _line(text: str) -> Line:
    try:
        line = json.loads(text)
    except ValueError:
        line = None
    if isinstance(line, dict) and "event" in line:
        return line
    return {"event": "error", "detail": f"not a JSON line: {text!r}"}
