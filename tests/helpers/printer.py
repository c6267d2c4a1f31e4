"""Printing in tests: a document to print, and a job followed on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Final

from devices.errors import DeviceError, Fault
from devices.ports import JobProgress, JobState
from devices.printer.test_page import test_page
from tests.helpers.waiting import wait_until

PDF: Final = test_page("a document of the tests")
"""One page."""


class RunningJob:
    """Consumes the progress of one print job in the background."""

    def __init__(self, progress: Iterator[JobProgress]) -> None:
        self.seen: list[JobProgress] = []
        self.error: DeviceError | None = None
        self._progress = progress
        self._thread = threading.Thread(target=self._run, name="print job")
        self._thread.start()

    def _run(self) -> None:
        try:
            for progress in self._progress:
                self.seen.append(progress)
        except DeviceError as error:
            self.error = error

    @property
    def faults(self) -> list[Fault]:
        """The faults that showed, each once, in order."""
        return list(dict.fromkeys(p.fault for p in self.seen if p.fault is not None))

    def wait_for(self, state: JobState) -> None:
        wait_until(lambda: any(p.state is state for p in self.seen), f"a {state} job")

    def wait_for_fault(self, fault: Fault) -> None:
        wait_until(lambda: fault in self.faults, f"{fault.name}")

    def last(self) -> JobProgress:
        """Wait for the end; fails when the job ended with an error."""
        self.join()
        assert self.error is None, self.error
        return self.seen[-1]

    def failure(self) -> DeviceError:
        """Wait for the error that the job ends with."""
        self.join()
        assert self.error is not None, f"it ended well: {self.seen[-1]}"
        return self.error

    def join(self) -> None:
        wait_until(lambda: not self._thread.is_alive(), "the end of the print job", limit_s=15)
