"""Whether Qt would find a display here: it doesn't raise where there is none, it aborts."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from wording import Text

PLATFORM: Final = "QT_QPA_PLATFORM"
_X11: Final = "xcb"
_X11_SOCKETS: Final = Path("/tmp/.X11-unix")  # noqa: S108 - where every X server has it
_LOCAL: Final = re.compile(r"(?:unix)?:(\d+)(?:\.\d+)?")
_WAYLAND: Final = "wayland"
_USUAL_WAYLAND: Final = "wayland-0"
_ANSWER_LIMIT_S: Final = 1.0

_NO_DISPLAY: Final = Text(
    "这里没有显示屏（{tried}）。请在桌面会话或 cage 中运行，或设置 DISPLAY 或 WAYLAND_DISPLAY；"
    "没有桌面的终端设 QT_QPA_PLATFORM=eglfs 或 linuxfb，不要画面则设 offscreen",
    "There is no display here ({tried}). Run it in a desktop session or in cage, or set DISPLAY or "
    "WAYLAND_DISPLAY; where there is no desktop, QT_QPA_PLATFORM=eglfs or linuxfb; for no "
    "picture at all, offscreen",
)


def missing_display(environment: Mapping[str, str]) -> Text | None:
    """What to say where no display server is there that Qt would use; None where one is.

    Only X11 and Wayland are looked for: whoever names another platform knows what it needs.
    """
    wanted = environment.get(PLATFORM, "") or f"{_WAYLAND};{_X11}"
    platforms = [name.partition(":")[0] for name in wanted.split(";")]
    found = any(
        _wayland_is_there(environment)
        if name.startswith(_WAYLAND)
        else name != _X11 or _x11_is_there(environment.get("DISPLAY", ""))
        for name in platforms
    )
    if found:
        return None
    told = (f"{name}={environment.get(name, '')}" for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return _NO_DISPLAY.format(tried=", ".join(told))


def _x11_is_there(display: str) -> bool:
    local = _LOCAL.fullmatch(display)
    if local is None:
        return display != ""  # another host's, or a socket's path: Qt tells
    name = str(_X11_SOCKETS / f"X{local[1]}")
    return _somebody_listens(name) or _somebody_listens(f"\0{name}")


def _wayland_is_there(environment: Mapping[str, str]) -> bool:
    if environment.get("WAYLAND_SOCKET"):
        return True
    folder = Path(environment.get("XDG_RUNTIME_DIR", "/"))
    return _somebody_listens(str(folder / (environment.get("WAYLAND_DISPLAY") or _USUAL_WAYLAND)))


def _somebody_listens(name: str) -> bool:
    with socket.socket(socket.AF_UNIX) as asked:
        asked.settimeout(_ANSWER_LIMIT_S)
        try:
            asked.connect(name)
        except OSError:
            return False
        return True
