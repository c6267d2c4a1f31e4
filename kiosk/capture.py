"""Guided face capture: from a stream of judgements to three good templates of one person. Pure.

Times are seconds of one monotonic clock. Raw pictures never enter a state: what is kept of a
picture is its template, and one thumbnail of the best.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from typing import Final, assert_never

import numpy as np

from devices.face.judge import FaceVerdict, Judgement
from devices.face.template import Template, encode
from sync.wire import TEMPLATES_PER_FACE, FaceEnrolment, FaceTemplates
from wording import Text

STEADY_S: Final = 0.4
"""A face must be good for so long before it counts: people blink in 0.1 to 0.3 s."""
SPACING_S: Final = 0.8
"""Between two templates: pictures of one instant would all have the same flaw."""
GIVE_UP_S: Final = 45.0
"""After so long without success something else is wrong; three templates take about 3 s."""
SAME_PERSON: Final = 0.50
"""Least likeness (cosine) of one template to the others. Two pictures of one person within seconds
reach 0.7 and more, two people pass 0.45 in fewer than one of ten thousand pairs."""

ANOTHER_PERSON: Final = Text(
    "画面里换了人，已重新开始；请本人独自完成",
    "Somebody else came into the picture, so it starts again; please do this alone",
)


@dataclass(frozen=True, slots=True)
class Shot:
    """What is kept of one picture."""

    template: Template = field(repr=False)
    thumbnail: bytes = field(repr=False)
    """JPEG, 160 x 200 pixels."""
    quality: float


@dataclass(frozen=True, slots=True)
class Looking:
    """The camera looks, and words guide the person."""

    since: float
    verdict: FaceVerdict = FaceVerdict.NO_FACE
    good_since: float | None = None
    shots: tuple[Shot, ...] = ()
    taken_at: float | None = None
    remark: Text | None = None
    """Why it began again, when it did."""


@dataclass(frozen=True, slots=True)
class Complete:
    """All templates are there."""

    shots: tuple[Shot, ...]


@dataclass(frozen=True, slots=True)
class GaveUp:
    """No good picture came in time; ``verdict`` is what was wrong last."""

    verdict: FaceVerdict


State = Looking | Complete | GaveUp


def look(state: State, judgement: Judgement | None, at: float) -> tuple[State, bool]:
    """The state after one judgement (None: no picture came), and whether to take the picture."""
    match state:
        case Looking():
            return _look(state, judgement, at)
        case Complete() | GaveUp():
            return state, False
        case _:
            assert_never(state)


def _look(state: Looking, judgement: Judgement | None, at: float) -> tuple[State, bool]:
    verdict = state.verdict if judgement is None else judgement.verdict
    if at - state.since >= GIVE_UP_S:
        return GaveUp(verdict), False
    if judgement is None or not judgement.good:
        return replace(state, verdict=verdict, good_since=None), False
    good_since = at if state.good_since is None else state.good_since
    steady = at - good_since >= STEADY_S
    spaced = state.taken_at is None or at - state.taken_at >= SPACING_S
    return replace(state, verdict=verdict, good_since=good_since), steady and spaced


def take(state: State, shot: Shot, at: float) -> State:
    """The state with ``shot`` added; begins again when it shows somebody else."""
    if not isinstance(state, Looking):
        return state
    if any(_likeness(shot, other) < SAME_PERSON for other in state.shots):
        return Looking(since=at, remark=ANOTHER_PERSON)
    shots = (*state.shots, shot)
    if len(shots) == TEMPLATES_PER_FACE:
        return Complete(shots)
    return replace(state, shots=shots, taken_at=at, remark=None)


def _likeness(one: Shot, other: Shot) -> float:
    return float(np.dot(one.template.vector, other.template.vector))


def enrolment(complete: Complete, model: str) -> FaceEnrolment:
    """What is sent to the hall; ``model`` is the sha256 of the recogniser."""
    best = max(complete.shots, key=lambda shot: shot.quality)
    return FaceEnrolment(
        templates=FaceTemplates(
            model=model, vectors=tuple(encode(shot.template) for shot in complete.shots)
        ),
        thumbnail_jpeg=base64.b64encode(best.thumbnail).decode("ascii"),
        quality=min(shot.quality for shot in complete.shots),
    )
