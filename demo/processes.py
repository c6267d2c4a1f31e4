"""Start a program, wait until it says that it is ready, talk to it in JSON lines, stop it."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

JsonObject = dict[str, object]

STOP_LIMIT_S: Final = 10.0
"""A program that ignores SIGTERM for so long is killed."""


class ProgramFailed(Exception):
    """A program ended early, or did not say in time what it was expected to say."""


class Program:
    """One running program that speaks JSON lines on its standard output.

    Lines that are not JSON objects, and all of standard error, go to ``log``.
    """

    def __init__(self, name: str, argv: Sequence[str], log: Path, env: Mapping[str, str]) -> None:
        self.name = name
        self.log = log
        self._lines: queue.SimpleQueue[JsonObject | None] = queue.SimpleQueue()
        self._log = log.open("ab", buffering=0)
        self._process = subprocess.Popen(
            list(argv),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, **env},
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, name=f"read {name}")
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def _read(self) -> None:
        stdout = self._process.stdout
        if stdout is None:
            raise RuntimeError("the program was started without a pipe")
        for line in stdout:
            self._log.write(line)
            try:
                value = json.loads(line)
            except ValueError:
                continue
            if isinstance(value, dict):
                self._lines.put(value)
        self._lines.put(None)

    def expect(self, event: str, limit_s: float) -> JsonObject:
        """The next line whose ``event`` is ``event``; raises ProgramFailed after ``limit_s``."""
        while True:
            line = self.next_line(limit_s)
            if line.get("event") == event:
                return line

    def next_line(self, limit_s: float) -> JsonObject:
        """The next JSON line; raises ProgramFailed after ``limit_s`` or when the program ended."""
        try:
            line = self._lines.get(timeout=limit_s)
        except queue.Empty:
            raise ProgramFailed(
                f"{self.name} said nothing for {limit_s:g} s; see {self.log}"
            ) from None
        if line is None:
            raise ProgramFailed(
                f"{self.name} ended with code {self._process.wait()}; see {self.log}"
            )
        return line

    def send(self, message: Mapping[str, object]) -> None:
        """Write one JSON line to the program's standard input."""
        stdin = self._process.stdin
        if stdin is None or stdin.closed:
            raise ProgramFailed(f"{self.name} no longer listens; see {self.log}")
        try:
            stdin.write(json.dumps(message).encode() + b"\n")
            stdin.flush()
        except BrokenPipeError:
            raise ProgramFailed(f"{self.name} ended; see {self.log}") from None

    def stop(self) -> int:
        """SIGTERM, then SIGKILL; returns the exit code."""
        if self.running:
            self._process.terminate()
        return self._reap()

    def kill(self) -> int:
        """SIGKILL at once, as when the power fails."""
        if self.running:
            os.killpg(self._process.pid, signal.SIGKILL)
        return self._reap()

    def _reap(self) -> int:
        try:
            code = self._process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            code = self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            if pipe is not None:
                pipe.close()
        return code


def run_json(argv: Sequence[str], limit_s: float = 60.0) -> object:
    """Run a command to its end and parse what it prints; raises ProgramFailed."""
    return json.loads(run(argv, limit_s) or "null")


def run(argv: Sequence[str], limit_s: float = 60.0) -> str:
    """Run a command to its end and return what it prints; raises ProgramFailed."""
    done = subprocess.run(list(argv), capture_output=True, text=True, timeout=limit_s, check=False)
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no message"]
        raise ProgramFailed(f"{' '.join(argv[:3])} failed with {done.returncode}: {last[0]}")
    return done.stdout
