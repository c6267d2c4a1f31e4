"""When a face before a lane begins an attempt, and who is found by it."""

from __future__ import annotations

from uuid import uuid4

import numpy as np

from devices.face.models import MODEL_ID
from devices.face.template import Template, encode, match
from gate_agent.conditions import Area, Conditions
from gate_agent.lane.face_alone import AWAY_S, FaceAlone
from gate_agent.passage.live_face import LiveFace
from gate_agent.records.gallery import GALLERY_TOO_LARGE, FaceGallery
from sync.wire import AccessRecord, FaceTemplates, ReturnStatus
from tests.helpers.records import approved

RANDOM = np.random.default_rng(20300901)


def somebody() -> Template:
    return Template.of(RANDOM.normal(size=128))


def seen(template: Template, at: float) -> LiveFace:
    return LiveFace(template, quality=1.0, at=at, jpeg=b"")


def record(*templates: Template, **changes: object) -> AccessRecord:
    face = FaceTemplates(model=MODEL_ID, vectors=tuple(map(encode, templates)))
    return approved(face=face, **changes)


def test_a_known_face_begins_at_once_and_once() -> None:
    alone, me = FaceAlone(wait_s=2, same=0.45), somebody()
    assert alone.due(seen(me, 0), known=True)
    alone.settled(seen(me, 0), known=True)
    assert not any(alone.due(seen(me, at), known=True) for at in (0.1, 2.9, 5.8))
    assert alone.due(seen(me, 5.8 + AWAY_S + 0.1), known=True)


def test_the_next_person_need_not_wait_for_the_one_before_to_leave() -> None:
    alone, me, next_one = FaceAlone(wait_s=2, same=0.45), somebody(), somebody()
    alone.settled(seen(me, 0), known=True)
    assert alone.due(seen(next_one, 0.1), known=True)


def test_a_stranger_is_refused_after_a_while_and_once() -> None:
    alone, stranger = FaceAlone(wait_s=2, same=0.45), somebody()
    assert not alone.due(seen(stranger, 0), known=False)
    assert not alone.due(seen(stranger, 1.9), known=False)
    assert alone.due(seen(stranger, 2), known=False)
    alone.settled(seen(stranger, 2), known=False)
    assert not alone.due(seen(stranger, 4.5), known=False)
    # A better picture of the same person is worth looking at.
    assert alone.due(seen(stranger, 4.6), known=True)


def test_people_who_only_walk_by_are_not_refused() -> None:
    alone = FaceAlone(wait_s=2, same=0.45)
    assert not any(alone.due(seen(somebody(), at), known=False) for at in (0, 4, 8, 12))


def test_the_likest_is_found_with_the_distance_to_the_next() -> None:
    conditions = Conditions(lambda: None)
    gallery = FaceGallery(10, conditions)
    me, other = somebody(), somebody()
    mine, theirs = record(me), record(other)
    gallery.load([mine, theirs])
    likest = gallery.likest(me)
    assert likest is not None
    assert likest.key == mine.holder
    assert abs(likest.score - 1) < 1e-3
    assert abs(likest.second - match([other], me)) < 1e-3


def test_only_approved_holders_with_our_models_templates_are_in_it() -> None:
    gallery = FaceGallery(10, Conditions(lambda: None))
    me = somebody()
    mine = record(me)
    gallery.load(
        [
            record(me, status=ReturnStatus.PENDING),
            record(me, blocked=True),
            approved(),
            approved(face=FaceTemplates(model="0" * 64, vectors=(encode(me),))),
        ]
    )
    assert gallery.likest(me) is None
    gallery.follow([mine])
    assert gallery.likest(me) is not None
    gallery.follow([mine.model_copy(update={"status": ReturnStatus.REVOKED, "version": 2})])
    assert gallery.likest(me) is None


def test_a_gallery_that_outgrows_its_limit_is_off_and_says_so() -> None:
    conditions = Conditions(lambda: None)
    gallery = FaceGallery(2, conditions)
    me = somebody()

    def said() -> tuple[bool, str]:
        problem = conditions.problem(Area.GALLERY)
        return gallery.off, "" if problem is None else problem.en

    gallery.load([record(me), record(somebody())])
    assert said() == (False, "")
    gallery.follow([record(somebody(), holder=uuid4())])
    assert said() == (True, GALLERY_TOO_LARGE.format(limit=2).en)
    assert gallery.likest(me) is None
    gallery.load([record(me)])
    assert said() == (False, "")


def test_a_gallery_comes_back_once_it_is_within_its_limit() -> None:
    conditions = Conditions(lambda: None)
    gallery = FaceGallery(2, conditions)
    me = somebody()
    mine, second, third, fourth = record(me), *(record(somebody()) for _ in range(3))
    gallery.load([mine, second, third])
    assert not gallery.follow([fourth])
    gone = [one.model_copy(update={"blocked": True, "version": 2}) for one in (third, fourth)]
    assert not gallery.follow(gone[:1]), "still one too many"
    assert conditions.problem(Area.GALLERY) is not None
    assert gallery.follow(gone[1:]), "it is to be loaded again"
    assert gallery.likest(me) is None, "it keeps no faces while it is off"
    gallery.load([mine, second, *gone])
    assert not gallery.off
    assert conditions.problem(Area.GALLERY) is None
    assert gallery.likest(me) is not None
