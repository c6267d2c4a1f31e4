"""Somebody who sits at a terminal and answers what a command asks."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from contextlib import suppress
from typing import Final, Self

LIMIT_S: Final = 60.0


class Sitting:
    """The command with a pseudo-terminal as its keyboard; what it asks comes on standard error."""

    def __init__(self, command: list[str], *, screen: bool = False) -> None:
        """With ``screen`` what it says goes to the pseudo-terminal as well, else into a pipe."""
        keyboard, its_end = os.openpty()
        self._keyboard: Final = keyboard
        self._screen: Final = screen
        self._process: Final = subprocess.Popen(
            command,
            stdin=its_end,
            stdout=its_end if screen else subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        os.close(its_end)
        self.asked = ""
        self.said = ""

    def answer(self, question: str, line: str) -> None:
        """Wait until ``question`` is asked, then type ``line``."""
        self.hear(question)
        os.write(self._keyboard, f"{line}\n".encode())

    def leave(self, question: str) -> None:
        """Wait until ``question`` is asked, then press Ctrl-C."""
        self.hear(question)
        self.press_ctrl_c()

    def press_ctrl_c(self) -> None:
        self._process.send_signal(signal.SIGINT)

    def hear(self, question: str) -> None:
        """Wait until ``question`` is asked."""
        assert self._process.stderr is not None
        errors, deadline = self._process.stderr.fileno(), time.monotonic() + LIMIT_S
        seen = ""
        while question not in seen:
            ready, _, _ = select.select([errors], [], [], max(0.0, deadline - time.monotonic()))
            said = os.read(errors, 4096).decode(errors="replace") if ready else ""
            assert said, f"{question} was not asked: {self.asked}"
            seen += said
            self.asked += said

    def interrupt(self, where: str) -> None:
        """Wait until the output goes on with ``where``, then press Ctrl-C."""
        assert self._process.stdout is not None
        while where not in self.said:
            said = os.read(self._process.stdout.fileno(), 4096).decode(errors="replace")
            assert said, f"{where} was not said: {self.said}{self.asked}"
            self.said += said
        self._process.send_signal(signal.SIGINT)

    def end(self) -> tuple[str, int]:
        """What it said to programs, and its exit code."""
        said, rest = self._process.communicate(timeout=LIMIT_S)
        self.asked += rest.decode(errors="replace")
        self.said += self._on_screen() if self._screen else said.decode()
        return self.said, self._process.returncode

    def _on_screen(self) -> str:
        """What stands there once the command has ended."""
        shown = b""
        with suppress(OSError):  # nobody has the other end any more
            while more := os.read(self._keyboard, 4096):
                shown += more
        return shown.decode()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.kill()
        self._process.communicate()
        os.close(self._keyboard)
