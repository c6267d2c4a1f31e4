"""Whether entry by the face alone keeps to the policy's limit: the arithmetic, in words. Pure.

A stranger is compared with everybody in the gallery, so what is rare for one comparison is not for
a hundred (docs/devices/face.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from devices.face.false_identification import (
    LAXEST,
    SOURCE,
    STRICTEST,
    Expected,
    NotMeasured,
    expected,
    threshold_for,
)
from gate_agent.config import GateFile


def arithmetic(gate: GateFile, people: int) -> str:
    """What ``people`` in the gallery lead to, with all that goes into it. Raises NotMeasured."""
    of = expected(gate.policy.face_only_threshold, people)
    return f"{_sum(of)}; policy.false_identification_limit is {_limit(gate)}"


def refusals(gate: GateFile) -> Iterator[str]:
    """Why the configuration must not let anybody in by the face alone; nothing when it may."""
    lanes = ", ".join(gate.lanes_alone)
    if not lanes:
        return
    policy, people = gate.policy, gate.face.gallery_limit
    try:
        of = expected(policy.face_only_threshold, people)
    except NotMeasured:
        yield (
            f"policy.face_only_threshold: {policy.face_only_threshold:g} is below {LAXEST:g}, the "
            f"least for which error rates were measured ({SOURCE})"
        )
        return
    limit = policy.false_identification_limit
    if of.rate > limit:
        why = f"face-only at {lanes} is refused: {arithmetic(gate, people)}"
        yield f"policy.face_only_threshold: {why}. {_remedy(of, limit)}"


def _sum(of: Expected) -> str:
    return (
        f"of strangers {of.rate:.3%} would be taken for one of {of.people} people: 1 - (1 - FAR)^"
        f"{of.people} with FAR = {of.far:.2g} at threshold {of.threshold:g} (measured: {SOURCE})"
    )


def _limit(gate: GateFile) -> str:
    return f"{gate.policy.false_identification_limit:.3%}"


def _remedy(of: Expected, limit: float) -> str:
    fewer, stricter = of.most_people(limit), threshold_for(of.people, limit)
    ways = []
    if fewer >= 1:
        ways.append(f"lower face.gallery_limit to {fewer}")
    if stricter is not None:
        ways.append(f"raise policy.face_only_threshold to {stricter:g}")
    if not ways:
        most = expected(STRICTEST, 1).most_people(limit)
        ways.append(f"at threshold {STRICTEST:g} at most {most} people are possible")
    return f"Possible: {', or '.join(ways)}; or use card+face or pass+face"
