"""Every picture of the console is legible: nothing cut off or over an edge, in both languages."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtTest import QTest

from gate_agent.desk.verdicts import bilingual
from gate_agent.neighbours.refusals import Refusal
from gate_agent.neighbours.words import QUIET, REFUSED
from gate_agent.rules.policy import Need
from gate_agent.rules.reasons import Reason, advice
from gate_agent.wire.schema import (
    AgentState,
    AskedView,
    BacklogView,
    DeviceStateView,
    EmergencyOrderView,
    EmergencyView,
    HallLink,
    LanePhase,
    LaneView,
    Outcome,
    OverrideView,
    RecordsView,
)
from sync.wire import CredentialKind, Direction
from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.gate_pictures import drawn_portrait
from tests.helpers.gate_states import (
    NOW,
    attention,
    denied,
    device,
    gate_state,
    granted,
    lane,
    said,
    unknown_card,
)
from tests.helpers.legibility import picture_at_rest, unreadable
from tests.helpers.qt import find, press, wait_for, wait_until
from tests.integration.console.conftest import OpenConsole
from ui.gate_console.program import ConsoleProgram
from wording import Language

RECENT = (
    granted(11, passed=True, at=NOW - timedelta(seconds=9)),
    granted(12, holder_name="何笔", at=NOW - timedelta(seconds=16)),
    denied(13, holder_name="王纸", at=NOW - timedelta(seconds=23)),
    unknown_card(14),
    granted(15, holder_name="孙镇", at=NOW - timedelta(seconds=28)),
    attention(16, at=NOW - timedelta(seconds=40)),
)
STILL = said(
    "像照片一样不动（不是定论），请看本人",
    "Still as a photograph (no proof): look at the person",
)
CAMERA_DOWN = device("camera-3", "camera", DeviceStateView.DOWN)
FOUR = (
    lane(1, LanePhase.OPEN, granted(1)),
    lane(2, LanePhase.DENIED, denied(2)),
    lane(3, LanePhase.DENIED, attention(3)),
    lane(4, direction=Direction.OUT),
)
BAD_DAY = {
    "hall": HallLink(
        reachable=False,
        last_contact=NOW,
        problem=said(
            "连不上大厅。检查网络；闸机按已有名单继续放行",
            "The hall can't be reached. Check the network; the gate goes on with its records",
        ),
    ),
    "records": RecordsView(count=4178, cursor=9001, age_s=1260.0),
    "backlog": BacklogView(waiting=37, dead=2),
    "problems": (said("磁盘只剩 2%。请立即清理", "The disk has 2 % left. Free it now"),),
    "devices": (CAMERA_DOWN, device("barrier-1", "barrier", DeviceStateView.DEGRADED)),
}

LOCKED = EmergencyView(
    lockdown=EmergencyOrderView(since=NOW, by="Guard Wei", reason="danger"),
    fire=EmergencyOrderView(since=NOW - timedelta(minutes=3)),
)
LOCKED_DOWN = EmergencyView(lockdown=LOCKED.lockdown)
ASKED_FOR = OverrideView(
    asked_by="Guard Wei",
    reason="emergency",
    said=said("紧急情况", "Emergency"),
    holder_name="周湖",
    until=NOW + timedelta(seconds=42),
)
LONG_NAME = "阿卜杜热合曼·买买提依明江·艾则孜"
CARD, PASS, FACE = CredentialKind.CARD, CredentialKind.PASS, CredentialKind.FACE
APART = ("contractors", "postgraduates", "visitors", "works")
ASKED = tuple(
    AskedView(show=frozenset(show), then=then, aged=True, apart=APART)
    for then, show in (
        (Need.NOTHING, {CARD}),
        (Need.FACE, {PASS}),
        (Need.NOTHING, {FACE}),
        (Need.FACE, {CARD, PASS}),
        (Need.GUARD, {CARD, PASS}),
        (Need.GUARD, set()),
        (Need.FACE, {CARD}),
        (Need.NOTHING, {CARD, PASS}),
    )
)

SCENES: dict[str, AgentState] = {
    "idle": gate_state(
        lane(1, verdict=granted(1, passed=True)),
        lane(2),
        lane(3, verdict=unknown_card()),
        lane(4, direction=Direction.OUT),
        recent=RECENT,
    ),
    "granted": gate_state(lane(1, LanePhase.OPEN, granted(1)), recent=RECENT),
    "denied": gate_state(
        lane(1, LanePhase.DENIED, denied(2)), lane(2, LanePhase.VERIFYING), recent=RECENT
    ),
    "attention": gate_state(
        lane(1, LanePhase.DENIED, attention(3)),
        lane(2, LanePhase.PASSING, granted(1)),
        recent=RECENT,
        devices=(CAMERA_DOWN,),
    ),
    "four": gate_state(*FOUR, recent=RECENT, devices=(CAMERA_DOWN,)),
    "six": gate_state(
        *FOUR,
        lane(5, LanePhase.DENIED, unknown_card()),
        lane(6, LanePhase.PASSING, granted(6, passed=True)),
        recent=RECENT,
    ),
    "neighbours": gate_state(
        lane(1, LanePhase.DENIED, attention(3)),
        lane(2),
        recent=RECENT,
        problems=(
            bilingual(QUIET.format(gates="south, library +3")),
            bilingual(REFUSED[Refusal.FORGED]),
        ),
    ),
    "doubt-two": gate_state(
        lane(1, LanePhase.OPEN, granted(1, doubt=STILL)),
        lane(2, LanePhase.PASSING, granted(2, doubt=STILL, enrolled_photo="", live_photo="")),
        recent=RECENT,
    ),
    "doubt-eight": gate_state(
        *(lane(n, LanePhase.OPEN, granted(n, doubt=STILL)) for n in range(1, 9)), recent=RECENT
    ),
    "doubt-four": gate_state(
        *(lane(n, LanePhase.OPEN, granted(n, doubt=STILL)) for n in range(1, 5)), recent=RECENT
    ),
    "asked": gate_state(*(lane(n, asks=asks) for n, asks in enumerate(ASKED, 1)), recent=RECENT),
    "locked-asked": gate_state(
        *(lane(n, asks=asks) for n, asks in enumerate(ASKED, 1)),
        recent=RECENT,
        emergency=LOCKED_DOWN,
    ),
    "locked-eight": gate_state(
        lane(1, LanePhase.OPEN, granted(1, doubt=STILL)),
        lane(2, LanePhase.DENIED, denied(2)).model_copy(update={"override": ASKED_FOR}),
        lane(3, verdict=granted(3, passed=True)),
        lane(4, LanePhase.TIMED_OUT, granted(4, unused=True)),
        lane(5, LanePhase.FAULT, granted(5)),
        lane(6, LanePhase.DENIED, attention(6)),
        lane(7, LanePhase.VERIFYING),
        lane(8, LanePhase.MAINTENANCE, granted(8)),
        recent=RECENT,
        emergency=LOCKED_DOWN,
        **BAD_DAY,
    ),
    "fire-eight": gate_state(
        *(lane(n, LanePhase.EVACUATION, granted(n)) for n in range(1, 8)),
        lane(8, LanePhase.FAULT),
        recent=RECENT,
        emergency=LOCKED,
        **BAD_DAY,
    ),
    "locked-one": gate_state(
        lane(1, LanePhase.OPEN, granted(1, holder_name=LONG_NAME, doubt=STILL)),
        recent=RECENT,
        emergency=LOCKED_DOWN,
    ),
    "eight": gate_state(
        *FOUR,
        lane(5, LanePhase.DENIED, unknown_card()),
        lane(6, LanePhase.VERIFYING),
        lane(7, LanePhase.FAULT),
        lane(8, LanePhase.DENIED, denied(8, holder_name="欧阳砚池")),
        recent=RECENT,
        **BAD_DAY,
    ),
}


SIZES = (QSize(1920, 1080), QSize(1366, 768))
"""The usual desk screen, and the smallest that is supported."""


def with_photos(peer: AgentPeer) -> None:
    for number in range(1, 9):
        peer.show_photo(f"/v1/photos/enrolled-{number}", drawn_portrait("#9FB7C9"))
        peer.show_photo(f"/v1/photos/live-{number}", drawn_portrait("#B7A98F", 480, 600))


def keep(program: ConsoleProgram, path: Path) -> None:
    assert picture_at_rest(program.window).save(str(path))
    assert unreadable(program.window, "lane", "strip") == []
    assert program.warnings == []


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("scene", list(SCENES))
def test_lanes_are_legible(
    open_console: OpenConsole, screens: Path, scene: str, language: Language
) -> None:
    with agent_peer(SCENES[scene]) as peer:
        with_photos(peer)
        program = open_console(peer, language=language)
        for size in SIZES:
            program.window.resize(size)
            keep(program, screens / f"console-{scene}-{size.width()}-{language.value}.png")
        program.close()


def refused_for(number: int, reason: Reason) -> LaneView:
    """A lane that refuses for ``reason``, in the gate's own words."""
    words = advice(reason)
    verdict = denied(
        number,
        outcome=Outcome.ATTENTION if words.attention else Outcome.DENIED,
        reason=reason.value,
        sentence=bilingual(words.sentence),
        remedy=bilingual(words.remedy),
        decided_by="陈老师",
        decided_at=NOW - timedelta(days=3),
    )
    return lane(number, LanePhase.DENIED, verdict)


def shows(program: ConsoleProgram, lanes: int, sentence: str) -> bool:
    tiles = program.desk.tiles
    return len(tiles) == lanes and tiles[0].sentence.startswith(sentence)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("lanes", [4, 8])
def test_every_reason_of_the_gate_is_legible(
    open_console: OpenConsole, lanes: int, language: Language
) -> None:
    reasons = list(Reason)
    pages = [reasons[start : start + lanes] for start in range(0, len(reasons), lanes)]
    with agent_peer(SCENES["idle"]) as peer:
        program = open_console(peer, language=language)
        for page in pages:
            filled = (page * lanes)[:lanes]
            peer.say(gate_state(*(refused_for(n, reason) for n, reason in enumerate(filled, 1))))
            first = bilingual(advice(page[0]).sentence)
            shown = first.zh if language is Language.ZH else first.en
            wait_until(partial(shows, program, lanes, shown), f"{shown} is shown")
            picture_at_rest(program.window)
            assert unreadable(program.window, "lane") == []
        program.close()


@pytest.mark.parametrize("language", list(Language))
def test_dialog_and_lost_agent_are_legible(
    open_console: OpenConsole, screens: Path, language: Language
) -> None:
    with agent_peer(SCENES["four"]) as peer:
        with_photos(peer)
        program = open_console(peer, language=language)
        QTest.keyClick(program.window, Qt.Key.Key_F3)
        wait_until(lambda: program.window.property("dialog") == "lane", "the dialog is open")
        QTest.keyClick(program.window, Qt.Key.Key_1)
        keep(program, screens / f"console-dialog-{language.value}.png")
        QTest.keyClick(program.window, Qt.Key.Key_Escape)
        peer.stop()
        wait_until(lambda: "lost" in program.desk.property("tones"), "the agent is lost")
        keep(program, screens / f"console-lost-{language.value}.png")
        program.close()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size.width()))
@pytest.mark.parametrize("language", list(Language))
def test_fire_and_lockdown_are_read_above_a_dialog(
    open_console: OpenConsole, screens: Path, language: Language, size: QSize
) -> None:
    with agent_peer(SCENES["four"].model_copy(update={"emergency": LOCKED})) as peer:
        with_photos(peer)
        program = open_console(peer, language=language)
        program.window.resize(size)
        before = picture_at_rest(program.window)
        QTest.keyClick(program.window, Qt.Key.Key_F3)
        wait_until(lambda: program.window.property("dialog") == "lane", "the dialog is open")
        keep(program, screens / f"console-dialog-alarms-{size.width()}-{language.value}.png")
        under = picture_at_rest(program.window)
        for name in ("alarm1", "alarm2"):
            alarm = find(program.window, name)
            whole = alarm.mapRectToScene(QRectF(0, 0, alarm.width(), alarm.height()))
            # Edges between two pixels are the neighbour's as well.
            place = whole.toRect().adjusted(2, 2, -2, -2)
            assert under.copy(place) == before.copy(place), "neither covered nor darkened"
        dialog = find(program.window, "confirmOrder")
        foot = dialog.mapRectToScene(QRectF(0, 0, dialog.width(), dialog.height()))
        assert foot.bottom() < size.height(), "the dialog's buttons are on the screen"
        program.close()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size.width()))
@pytest.mark.parametrize("language", list(Language))
def test_the_emergency_panel_is_legible(
    open_console: OpenConsole, screens: Path, language: Language, size: QSize
) -> None:
    with agent_peer(SCENES["eight"]) as peer:
        program = open_console(peer, language=language)
        program.window.resize(size)
        name = f"{size.width()}-{language.value}.png"
        QTest.keyClick(program.window, Qt.Key.Key_F10)
        wait_for(program.window, "emergency1")
        keep(program, screens / f"console-emergency-{name}")
        QTest.keyClick(program.window, Qt.Key.Key_1)
        wait_for(program.window, "reason1")
        QTest.keyClick(program.window, Qt.Key.Key_1)
        keep(program, screens / f"console-emergency-why-{name}")
        press(program.window, "proceed")
        wait_for(program.window, "confirmEmergency")
        keep(program, screens / f"console-emergency-sure-{name}")
        QTest.keyClick(program.window, Qt.Key.Key_F10)
        peer.say(SCENES["eight"].model_copy(update={"emergency": LOCKED}))
        QTest.keyClick(program.window, Qt.Key.Key_F10)
        wait_for(program.window, "standing2")
        keep(program, screens / f"console-emergency-on-{name}")
        program.close()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size.width()))
@pytest.mark.parametrize("language", list(Language))
def test_what_eight_lanes_ask_is_legible_above_a_panel(
    open_console: OpenConsole, screens: Path, language: Language, size: QSize
) -> None:
    with agent_peer(SCENES["asked"]) as peer:
        program = open_console(peer, language=language)
        program.window.resize(size)
        QTest.keyClick(program.window, Qt.Key.Key_F10)
        wait_for(program.window, "strip8")
        keep(program, screens / f"console-strip-{size.width()}-{language.value}.png")
        program.close()
