"""The commands of a gate start without what only a running agent needs."""

from __future__ import annotations

import subprocess
import sys


def test_commands_start_without_pictures_server_and_boards() -> None:
    code = (
        "import sys, gate_agent.commands.gate;"
        "print(*{'cv2', 'numpy', 'uvicorn', 'starlette', 'pymodbus'} & sys.modules.keys())"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert loaded.stdout.split() == []
