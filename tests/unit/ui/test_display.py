"""Which surroundings have a display; the sockets are real, but nobody draws behind them."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ui.display import missing_display

ABSENT = ":4711"


@pytest.mark.parametrize(
    "platform", ["offscreen", "eglfs", "offscreen:size=800x600", "xcb;offscreen"]
)
def test_a_platform_that_needs_no_display_server_is_left_to_qt(platform: str) -> None:
    assert missing_display({"QT_QPA_PLATFORM": platform}) is None


@pytest.mark.parametrize("platform", ["", "xcb", "wayland", "wayland;xcb"])
@pytest.mark.parametrize("display", ["", ABSENT, f"{ABSENT}.0", f"unix{ABSENT}"])
def test_no_server_is_told_with_what_to_set(platform: str, display: str, tmp_path: Path) -> None:
    environment = {"QT_QPA_PLATFORM": platform, "DISPLAY": display}
    said = missing_display(environment | {"XDG_RUNTIME_DIR": str(tmp_path)})
    assert said is not None
    assert f"DISPLAY={display}," in said.en
    assert "QT_QPA_PLATFORM=eglfs" in said.zh


@pytest.mark.parametrize("named", [True, False])
def test_a_wayland_compositor_is_found(named: bool, tmp_path: Path) -> None:
    environment = {"XDG_RUNTIME_DIR": str(tmp_path)}
    if named:
        environment["WAYLAND_DISPLAY"] = "wayland-0"
    assert missing_display(environment) is not None
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        compositor.listen()
        assert missing_display(environment) is None


def test_an_x_server_is_found() -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0/tmp/.X11-unix/X{ABSENT[1:]}")
        server.listen()
        assert missing_display({"DISPLAY": ABSENT, "XDG_RUNTIME_DIR": "/nowhere"}) is None
