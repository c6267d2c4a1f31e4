"""What systemd hears, on a real datagram socket."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from tests.helpers.qt import wait_until
from ui.app import application
from ui.systemd import Watchdog


def test_ready_then_pings_from_the_gui_timer_then_stopping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    application("tests")
    heard: list[bytes] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "60000")
        owner = QObject()
        watchdog = Watchdog(owner)
        watchdog.start()

        def heard_now() -> list[bytes]:
            with suppress(BlockingIOError):
                heard.append(systemd.recv(100))
            return heard

        wait_until(lambda: heard_now().count(b"WATCHDOG=1") == 2, "two pings")
        assert heard[0] == b"READY=1"
        watchdog.stop()
        wait_until(lambda: b"STOPPING=1" in heard_now(), "the end")
        watchdog.stop()


def test_without_systemd_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    application("tests")
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    owner = QObject()
    watchdog = Watchdog(owner)
    watchdog.start()
    watchdog.stop()


def test_a_systemd_that_is_gone_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    application("tests")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    owner = QObject()
    watchdog = Watchdog(owner)
    watchdog.start()
    watchdog.stop()
