"""Whatever an agent says is wrong with it can be read to its end on the guard's screen."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSize

from devices.errors import Fault
from gate_agent.desk.verdicts import bilingual
from gate_agent.wire.schema import AgentState, DeviceStateView, FaultView
from tests.helpers.agent_peer import agent_peer
from tests.helpers.gate_states import device, gate_state, granted, lane
from tests.helpers.gate_troubles import TROUBLES
from tests.helpers.legibility import picture_at_rest, unreadable
from tests.helpers.qt import seen, wait_until
from tests.integration.console.conftest import OpenConsole
from ui.gate_console.program import ConsoleProgram
from wording import Language, Text

SIZES = (QSize(1920, 1080), QSize(1280, 800))
LANES = (lane(1, verdict=granted(1, passed=True)), *(lane(number) for number in range(2, 9)))
"""Eight leave room for one notice, whose line also says how many more there are."""


def faulty(fault: Fault) -> AgentState:
    """A gate one of whose cameras has ``fault``, and that has something else to say besides."""
    camera = device("camera-lane-12", "camera", DeviceStateView.DOWN)
    words = fault.value
    told = FaultView(
        code=words.code, public=bilingual(words.public), remedy=bilingual(words.remedy)
    )
    return gate_state(
        *LANES,
        devices=(camera.model_copy(update={"fault": told}),),
        problems=(bilingual(TROUBLES[0]),),
    )


def troubled(trouble: Text) -> AgentState:
    """A gate that says ``trouble`` and one thing more."""
    said = tuple(
        map(bilingual, (trouble, TROUBLES[0] if trouble is not TROUBLES[0] else TROUBLES[1]))
    )
    return gate_state(*LANES, problems=said)


def first_notice(program: ConsoleProgram) -> str:
    notice = seen(program.window, "notice1")
    return "" if notice is None else f"{notice.property('text')} {notice.property('remedy')}"


def says_another(program: ConsoleProgram, before: str) -> bool:
    return first_notice(program) not in ("", before)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size.width()))
@pytest.mark.parametrize("language", list(Language))
def test_no_notice_is_cut_off(
    open_console: OpenConsole, screens: Path, language: Language, size: QSize
) -> None:
    states = [*map(troubled, TROUBLES), *map(faulty, Fault)]
    with agent_peer(gate_state(*LANES)) as peer:
        program = open_console(peer, language=language)
        program.window.resize(size)
        longest, cut_off = "", []
        for state in states:
            before = first_notice(program)
            peer.say(state)
            wait_until(partial(says_another, program, before), "it is said")
            cut_off += unreadable(program.window, "notice")
            if len(first_notice(program)) > len(longest):
                longest = first_notice(program)
                picture = picture_at_rest(program.window)
                assert picture.save(
                    str(screens / f"console-notice-{size.width()}-{language.value}.png")
                )
        assert cut_off == []
        assert program.warnings == []
        program.close()
