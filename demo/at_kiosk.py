"""At the kiosk: a card, a form, a face."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from demo.campus import SECOND_STUDENT, STUDENT
from demo.peers import KIOSK_READER
from demo.screen import Screen
from demo.world import CAMPUS_ZONE, World
from wording import Text

SCREEN: Final = "screenName"
CAPTURE_LIMIT_S: Final = 40.0
EMERGENCY_NAME: Final = "林望山"
EMERGENCY_PHONE: Final = "13800000000"
"""Fictional, as the whole campus."""
FACES: Final = {STUDENT: "person_a_1.jpg", SECOND_STUDENT: "person_b_1.jpg"}


def first_student_registers(world: World) -> Text:
    """Starts the kiosk; the student taps, fills in by touch, is captured, and submits."""
    return _registers(world, STUDENT, pictures=True)


def second_student_registers(world: World) -> Text:
    """Another student, who will be in order all day."""
    return _registers(world, SECOND_STUDENT, pictures=False)


def _registers(world: World, student: str, *, pictures: bool) -> Text:
    kiosk = world.kiosk
    kiosk.wait_for_property(SCREEN, "idle")
    if pictures:
        kiosk.shoot("kiosk-idle")
    with world.peers.card(world.campus.cards[student], KIOSK_READER):
        kiosk.wait_for_property(SCREEN, "home")
    if pictures:
        kiosk.shoot("kiosk-home")
    _fill_in(kiosk, pictures=pictures)
    instruction = _capture(world, FACES[student], pictures=pictures)
    kiosk.wait_for_property(SCREEN, "review", CAPTURE_LIMIT_S)
    if pictures:
        kiosk.shoot("kiosk-review")
    kiosk.tap("button.submit")
    kiosk.wait_for_property(SCREEN, "returnStatus")
    status = kiosk.read("text.status")
    if pictures:
        kiosk.shoot("kiosk-submitted")
    world.peers.kiosk_camera.ask(show=None)
    kiosk.tap("button.leave")
    kiosk.wait_for_property(SCREEN, "idle")
    return Text(
        f"终端显示“{status}”；采集时先提示“{instruction}”",
        f"the kiosk says '{status}'; before a face was there it asked '{instruction}'",
    )


def _fill_in(kiosk: Screen, *, pictures: bool) -> None:
    today = datetime.now(CAMPUS_ZONE).date().isoformat()
    kiosk.tap("tile.return")
    kiosk.wait_for_property(SCREEN, "returnForm")
    kiosk.tap("button.provinces")
    kiosk.tap("province.16")
    kiosk.tap("choice.travelMode.train")
    for field in ("field.leavesOn", "field.arrivesOn"):
        kiosk.tap(field)
        kiosk.tap(f"{field}.day.{today}")
    if pictures:
        kiosk.shoot("kiosk-form")
    kiosk.tap("button.next")
    kiosk.wait_for_property(SCREEN, "returnHealth")
    kiosk.tap("choice.health.well")
    kiosk.enter("field.emergencyName", EMERGENCY_NAME)
    kiosk.enter("field.emergencyPhone", EMERGENCY_PHONE)
    kiosk.tap("tick.declares")
    if pictures:
        kiosk.shoot("kiosk-health")
    kiosk.tap("button.next")


def _capture(world: World, photograph: str, *, pictures: bool) -> object:
    """Nobody is there at first, so the screen must say what to do; then the student steps up."""
    kiosk = world.kiosk
    kiosk.wait_for_property(SCREEN, "capture")
    kiosk.wait_for("text.instruction")
    instruction = kiosk.read("text.instruction")
    face: Path = world.staging.photos / photograph
    world.peers.kiosk_camera.ask(show=str(face))
    if pictures:
        kiosk.wait_for("text.captureProgress")
        kiosk.shoot("kiosk-capture")
    return instruction
