"""Portraits come and go with the records that name them."""

from __future__ import annotations

import hashlib
import secrets

import pytest

from sync.errors import Malformed
from sync.mirror import Mirror
from sync.thumbnails import Thumbnails
from tests.helpers.mirrors import VAULT, card, feed, newer
from tests.helpers.records import approved


def test_thumbnails_are_wanted_kept_and_dropped_with_their_records(mirror: Mirror) -> None:
    jpeg = b"\xff\xd8" + secrets.token_bytes(400)
    sha256 = hashlib.sha256(jpeg).hexdigest()
    thumbnails = Thumbnails(mirror.store, VAULT)
    record = approved(card(), thumbnail=sha256)
    feed(mirror, record)
    assert thumbnails.wanted(10) == (sha256,)
    with pytest.raises(Malformed):
        thumbnails.keep(sha256, jpeg + b"x")
    thumbnails.keep(sha256, jpeg)
    assert thumbnails.wanted(10) == ()
    assert thumbnails.find(sha256) == jpeg
    feed(mirror, newer(record, thumbnail=None))
    assert thumbnails.find(sha256) is None


def test_a_picture_that_the_hall_no_longer_has_is_not_asked_for_again(mirror: Mirror) -> None:
    thumbnails = Thumbnails(mirror.store, VAULT)
    feed(mirror, approved(card(), thumbnail="0" * 64))
    thumbnails.give_up("0" * 64)
    assert thumbnails.wanted(10) == ()
