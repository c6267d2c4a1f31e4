"""A hall restored from a backup says two things under one version: the stricter holds."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from sync.mirror import Applied, Mirror
from sync.wire import ReturnStatus
from tests.helpers.mirrors import EPOCH, REGISTRY, card, feed, newer, open_mirror
from tests.helpers.records import approved


@pytest.mark.parametrize("revoked_first", [True, False])
def test_of_two_records_under_one_version_the_stricter_holds_until_a_newer_comes(
    path: Path, *, revoked_first: bool
) -> None:
    mirror = open_mirror(path)
    permitted = approved(card(), gates=("east",))
    refused = permitted.model_copy(update={"status": ReturnStatus.REVOKED})
    other = approved(card())
    first, second = (refused, permitted) if revoked_first else (permitted, refused)
    feed(mirror, first, other)
    feed(mirror)
    mirror.restart(EPOCH)
    assert mirror.progress().rewound, "the hall's feed is shorter than it was, in the same epoch"
    assert feed(mirror, second, other) == Applied(0, 1, 0, caught_up=False, disputed=1)
    mirror.close()
    mirror = open_mirror(path)
    assert mirror.disputed() == 1
    assert mirror.by_credential(permitted.credentials[0]) == refused
    assert feed(mirror, first).disputed + feed(mirror, second).disputed >= 1
    assert mirror.by_holder(permitted.holder) == refused
    anew = newer(permitted)
    mirror.restart(uuid4())
    feed(mirror, anew, newer(other))
    assert (mirror.disputed(), mirror.progress().rewound) == (0, False)
    assert mirror.by_holder(permitted.holder) == anew
    mirror.close()


def test_a_lost_card_stays_lost_in_a_dispute(mirror: Mirror) -> None:
    record = approved(card(), card())
    lost = record.model_copy(update={"credentials": record.credentials[1:]})
    feed(mirror, lost)
    feed(mirror)
    feed(mirror, record)
    assert mirror.by_credential(record.credentials[0]) is None
    assert mirror.by_credential(record.credentials[1]) == lost


def test_a_neighbour_that_tells_otherwise_makes_a_dispute_too(mirror: Mirror) -> None:
    record = approved(card())
    refused = record.model_copy(update={"blocked": True})
    feed(mirror, record)
    assert not mirror.learn(REGISTRY.signer.sign(record))
    assert mirror.learn(REGISTRY.signer.sign(refused))
    assert mirror.disputed() == 1
    assert mirror.by_holder(record.holder) == refused


def test_a_newer_version_in_the_same_page_ends_a_dispute(mirror: Mirror) -> None:
    record = approved(card())
    feed(mirror, record)
    anew = newer(record)
    feed(mirror, record.model_copy(update={"blocked": True}), anew)
    assert mirror.disputed() == 0
    assert mirror.by_holder(record.holder) == anew


def test_a_dispute_ends_with_its_record(mirror: Mirror) -> None:
    record = approved(card())
    feed(mirror, record)
    feed(mirror, record.model_copy(update={"blocked": True}))
    mirror.restart(uuid4())
    feed(mirror, approved(card()))
    feed(mirror)
    assert mirror.disputed() == 0
