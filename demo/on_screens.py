"""The screens of the guard and the technician."""

from __future__ import annotations

import secrets
import time
from typing import Final

from demo.campus import UID_BYTES
from demo.evidence import require
from demo.peers import GATE_READER, KIOSK_READER
from demo.world import World
from wording import Text

TESTS_LIMIT_S: Final = 90.0
CARD_STAYS_S: Final = 1.5
"""A card lies on the reader for so long, again and again: a test wants one that comes."""


def shows_console(world: World) -> Text:
    """What the guard has before them at the end of the day."""
    world.console.shoot("gate-console")
    today = str(world.console.read("today"))
    return Text(f"页脚：{today}", f"the footer says: {today}")


def tests_devices(world: World) -> Text:
    """Every device of kiosk and gate is tested for real; the readers get cards meanwhile."""
    world.open_diagnostics()
    screen = world.diagnostics
    screen.wait_for("testAll")
    screen.shoot("diagnostics-before")
    screen.tap("testAll")
    asked = screen.wait_for("testAnyway", "callOff") == "testAnyway"
    if asked:
        screen.shoot("diagnostics-asks")
        screen.tap("testAnyway")
    deadline = time.monotonic() + TESTS_LIMIT_S
    while not _present_cards(world) and time.monotonic() < deadline:
        pass
    screen.shoot("diagnostics")
    passed = int(str(screen.read("summary", "passed")))
    total = int(str(screen.read("summary", "total")))
    require(
        passed == total > 0,
        f"{total} 台设备只有 {passed} 台通过自检",
        f"only {passed} of {total} devices passed their self-test",
    )
    first = Text("先询问再自检", "asked first") if asked else Text("直接自检", "did not ask")
    return Text(
        f"{first.zh}，{total} 台设备全部通过自检",
        f"{first.en}; all {total} devices passed their self-test",
    )


def _present_cards(world: World) -> bool:
    """Put a card that nobody knows on each reader for a moment; whether the tests are over."""
    card = secrets.token_bytes(UID_BYTES)
    with world.peers.card(card, KIOSK_READER), world.peers.card(card, GATE_READER):
        return world.diagnostics.has_property("testing", False, CARD_STAYS_S)
