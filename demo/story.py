"""The story, step by step. Each step returns the evidence that it saw, or raises."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from demo import at_gate, at_kiosk, in_hall, on_paper, on_screens
from demo.agent import NotSeen
from demo.campus import CommandFailed
from demo.evidence import Missing
from demo.report import StepResult
from demo.world import World
from devices.sim.peer import PeerFailed
from wording import Text


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its number in the story, what happens, and how it is played."""

    number: str
    title: Text
    play: Callable[[World], Text]
    needs: str = ""
    """The step that must have been played before; it has needs of its own."""


STEPS: Final[Sequence[Step]] = (
    Step("1", Text("大厅启动", "The hall starts"), in_hall.opens),
    Step(
        "2",
        Text(
            "学生刷卡、登记返校、采集人脸", "A student taps, registers the return, shows the face"
        ),
        at_kiosk.first_student_registers,
        needs="1",
    ),
    Step(
        "2b",
        Text("第二位学生登记", "A second student registers"),
        at_kiosk.second_student_registers,
        needs="2",
    ),
    Step(
        "3",
        Text("辅导员在网页批准", "The counsellor approves on the web"),
        in_hall.approves,
        needs="2b",
    ),
    Step(
        "4",
        Text("闸机收到签名记录", "The gate receives the signed record"),
        at_gate.receives,
        needs="3",
    ),
    Step(
        "5",
        Text("刷卡、看脸、放行、通过", "Tap, face, granted, through"),
        at_gate.lets_in,
        needs="4",
    ),
    Step(
        "6a",
        Text("拒绝：别人拿着这张卡", "Refused: another person with the same card"),
        at_gate.refuses_another_person,
        needs="5",
    ),
    Step(
        "6b",
        Text("拒绝：返校未获批准", "Refused: return not approved"),
        at_gate.refuses_not_approved,
        needs="4",
    ),
    Step(
        "6c",
        Text("拒绝：不认识的卡", "Refused: unknown card"),
        at_gate.refuses_unknown_card,
        needs="4",
    ),
    Step(
        "6d",
        Text("拒绝：刚刚被撤销", "Refused: revoked a moment ago"),
        at_gate.refuses_just_revoked,
        needs="5",
    ),
    Step(
        "6e",
        Text("拒绝：重放的旧记录", "Refused: a replayed old record"),
        at_gate.refuses_replayed_record,
        needs="6d",
    ),
    Step(
        "7a",
        Text("大厅停止，闸机照常判断", "The hall is stopped; the gate decides on"),
        at_gate.decides_alone,
        needs="4",
    ),
    Step(
        "7b",
        Text("大厅恢复，事件各到一次", "The hall is back; each event arrives once"),
        at_gate.catches_up,
        needs="7a",
    ),
    Step(
        "8",
        Text("打印在读证明并核验", "A certificate of enrolment, printed and verified"),
        on_paper.prints_certificate,
        needs="1",
    ),
    Step("9a", Text("值班台", "The guard's screen"), on_screens.shows_console, needs="4"),
    Step(
        "9b",
        Text("设备诊断，逐台自检", "Diagnostics, each device tested"),
        on_screens.tests_devices,
        needs="4",
    ),
)


def leading_to(number: str) -> Sequence[Step]:
    """The step called ``number`` after all that it needs. Raises LookupError if there is none."""
    by_number = {step.number: step for step in STEPS}
    step = by_number[number]
    return [*(leading_to(step.needs) if step.needs else ()), step]


def play(
    world: World, steps: Sequence[Step], told: Callable[[StepResult], None]
) -> list[StepResult]:
    """Play ``steps`` in order and stop at the first whose evidence is missing."""
    results: list[StepResult] = []
    for step in steps:
        started = time.monotonic()
        found, evidence = True, Text("—", "-")
        try:
            evidence = step.play(world)
        except Missing as missing:
            found, evidence = False, missing.text
        except (PeerFailed, NotSeen, CommandFailed) as problem:
            found, evidence = False, Text(str(problem), str(problem))
        took_ms = 1000 * (time.monotonic() - started)
        results.append(StepResult(step.number, step.title, found, evidence, took_ms))
        told(results[-1])
        if not found:
            break
    return results
