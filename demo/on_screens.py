"""The screens of the guard and the technician."""

from __future__ import annotations

from typing import Final

from demo.campus import STUDENT
from demo.evidence import require
from demo.peers import GATE_READER, KIOSK_READER
from demo.world import World
from wording import Text

TESTS_LIMIT_S: Final = 60.0


def shows_console(world: World) -> Text:
    """What the guard has before them at the end of the day."""
    world.console.shoot("gate-console")
    today = str(world.console.read("today"))
    return Text(f"页脚：{today}", f"the footer says: {today}")


def tests_devices(world: World) -> Text:
    """Every device of kiosk and gate is tested for real; the readers each get a card."""
    world.open_diagnostics()
    screen = world.diagnostics
    screen.wait_for("testAll")
    screen.tap("testAll")
    card = world.campus.cards[STUDENT]
    with world.peers.card(card, KIOSK_READER), world.peers.card(card, GATE_READER):
        screen.wait_for_property("testing", False, TESTS_LIMIT_S)
    screen.shoot("diagnostics")
    passed = int(str(screen.read("summary", "passed")))
    total = int(str(screen.read("summary", "total")))
    require(
        passed == total > 0,
        f"{total} 台设备只有 {passed} 台通过自检",
        f"only {passed} of {total} devices passed their self-test",
    )
    return Text(f"{total} 台设备全部通过自检", f"all {total} devices passed their self-test")
