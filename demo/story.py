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
    needs: frozenset[str] = frozenset()
    """Steps that must have been played before; they have needs of their own."""


STEPS: Final[Sequence[Step]] = (
    Step("1", Text("大厅启动", "The hall starts"), in_hall.opens),
    Step(
        "2",
        Text(
            "学生刷卡、登记返校、采集人脸", "A student taps, registers the return, shows the face"
        ),
        at_kiosk.first_student_registers,
        needs=frozenset({"1"}),
    ),
    Step(
        "2b",
        Text("第二位学生登记", "A second student registers"),
        at_kiosk.second_student_registers,
        needs=frozenset({"2"}),
    ),
    Step(
        "3",
        Text("辅导员在网页批准", "The counsellor approves on the web"),
        in_hall.approves,
        needs=frozenset({"2b"}),
    ),
    Step(
        "4",
        Text("闸机收到签名记录", "The gate receives the signed record"),
        at_gate.receives,
        needs=frozenset({"1"}),
    ),
    Step(
        "5",
        Text("刷卡、看脸、放行、通过", "Tap, face, granted, through"),
        at_gate.lets_in,
        needs=frozenset({"3", "4"}),
    ),
    Step(
        "6a",
        Text("拒绝：别人拿着这张卡", "Refused: another person with the same card"),
        at_gate.refuses_another_person,
        needs=frozenset({"5"}),
    ),
    Step(
        "6b",
        Text("拒绝：返校未获批准", "Refused: return not approved"),
        at_gate.refuses_not_approved,
        needs=frozenset({"4"}),
    ),
    Step(
        "6c",
        Text("拒绝：不认识的卡", "Refused: unknown card"),
        at_gate.refuses_unknown_card,
        needs=frozenset({"4"}),
    ),
    Step(
        "6d",
        Text("拒绝：刚刚被撤销", "Refused: revoked a moment ago"),
        at_gate.refuses_just_revoked,
        needs=frozenset({"5"}),
    ),
    Step(
        "6e",
        Text("拒绝：重放的旧记录", "Refused: a replayed old record"),
        at_gate.refuses_replayed_record,
        needs=frozenset({"6d"}),
    ),
    Step(
        "7a",
        Text("大厅停止，闸机照常判断", "The hall is stopped; the gate decides on"),
        at_gate.decides_alone,
        needs=frozenset({"3", "4"}),
    ),
    Step(
        "7b",
        Text("大厅恢复，事件各到一次", "The hall is back; each event arrives once"),
        at_gate.catches_up,
        needs=frozenset({"7a"}),
    ),
    Step(
        "8",
        Text("打印在读证明并核验", "A certificate of enrolment, printed and verified"),
        on_paper.prints_certificate,
        needs=frozenset({"1"}),
    ),
    Step(
        "9a", Text("值班台", "The guard's screen"), on_screens.shows_console, needs=frozenset({"5"})
    ),
    Step(
        "9b",
        Text("设备诊断，逐台自检", "Diagnostics, each device tested"),
        on_screens.tests_devices,
        needs=frozenset({"4"}),
    ),
)


def leading_to(number: str) -> Sequence[Step]:
    """The step called ``number`` and all that it needs, in the story's order.

    Raises LookupError if there is none.
    """
    by_number = {step.number: step for step in STEPS}
    wanted, open_ends = set[str](), [number]
    while open_ends:
        step = by_number[open_ends.pop()]
        wanted.add(step.number)
        open_ends += step.needs
    return [step for step in STEPS if step.number in wanted]


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
