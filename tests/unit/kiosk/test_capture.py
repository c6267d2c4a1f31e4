"""The guided capture by a clock that the test advances, over templates made of plain vectors."""

from __future__ import annotations

import base64
from itertools import pairwise

import numpy as np
import pytest

from devices.face.judge import FaceVerdict, Judgement
from devices.face.models import MODEL_ID
from devices.face.template import Template, decode
from kiosk.capture import (
    ANOTHER_PERSON,
    GIVE_UP_S,
    SPACING_S,
    STEADY_S,
    Complete,
    GaveUp,
    Looking,
    Shot,
    State,
    enrolment,
    look,
    take,
)
from sync.wire import TEMPLATES_PER_FACE

GOOD = Judgement(FaceVerdict.GOOD, 0.9)
BLURRED = Judgement(FaceVerdict.BLURRED, 0.3)


def shot(direction: int = 0, quality: float = 0.8) -> Shot:
    """A template along one axis: two directions are two people."""
    vector = np.full(128, 0.01)
    vector[direction] = 1.0
    return Shot(Template.of(vector), b"thumbnail of %d" % round(quality * 100), quality)


def watch(state: State, judgement: Judgement | None, start: float, seconds: float) -> list[float]:
    """Ten looks a second, without taking; returns when a picture would be taken."""
    wanted = []
    for tick in range(round(seconds * 10) + 1):
        at = start + tick / 10
        state, take_it = look(state, judgement, at)
        if take_it:
            wanted.append(round(at, 1))
    return wanted


def test_a_face_counts_only_once_it_has_been_good_for_a_while() -> None:
    assert watch(Looking(since=0.0), GOOD, 0.0, 1.0)[0] == pytest.approx(STEADY_S)


def test_a_bad_moment_starts_the_wait_again() -> None:
    state, _ = look(Looking(since=0.0), GOOD, 0.0)
    state, taken = look(state, BLURRED, 0.3)
    assert not taken
    assert isinstance(state, Looking)
    assert state.verdict is FaceVerdict.BLURRED
    assert watch(state, GOOD, 0.4, 1.0)[0] == pytest.approx(0.4 + STEADY_S)


def test_pictures_are_taken_apart_from_each_other() -> None:
    state: State = Looking(since=0.0)
    taken = []
    for tick in range(60):
        state, wanted = look(state, GOOD, tick / 10)
        if wanted:
            taken.append(tick / 10)
            state = take(state, shot(), tick / 10)
    assert isinstance(state, Complete)
    assert len(taken) == TEMPLATES_PER_FACE
    assert all(b - a >= SPACING_S for a, b in pairwise(taken))


def test_another_person_in_between_starts_from_nothing() -> None:
    state = take(Looking(since=0.0), shot(0), 1.0)
    assert isinstance(state, Looking)
    assert len(state.shots) == 1
    state = take(state, shot(7), 2.0)
    assert state == Looking(since=2.0, remark=ANOTHER_PERSON)


def test_it_gives_up_and_says_what_was_wrong() -> None:
    state, taken = look(Looking(since=0.0), BLURRED, GIVE_UP_S - 0.1)
    assert isinstance(state, Looking)
    state, taken = look(state, None, GIVE_UP_S)
    assert state == GaveUp(FaceVerdict.BLURRED)
    assert not taken
    assert look(state, GOOD, GIVE_UP_S + 1) == (state, False)
    assert take(state, shot(), GIVE_UP_S + 1) == state


def test_the_enrolment_carries_three_templates_and_the_best_thumbnail() -> None:
    shots = (shot(quality=0.7), shot(quality=0.9), shot(quality=0.8))
    made = enrolment(Complete(shots), MODEL_ID)
    assert len(made.templates.vectors) == TEMPLATES_PER_FACE
    assert decode(made.templates.vectors[0], made.templates.model).vector[0] > 0.9
    assert base64.b64decode(made.thumbnail_jpeg) == b"thumbnail of 90"
    assert made.quality == 0.7


def test_no_template_is_in_a_repr() -> None:
    assert "vector" not in repr(take(Looking(since=0.0), shot(), 1.0))
