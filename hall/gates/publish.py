"""Putting records into the feed: signed once, in commit order, one row a cardholder.

``seq`` is drawn from the head row under its lock, never from a database sequence: a sequence would
let a slow transaction commit a number below one that gates have already passed. PostgreSQL locks
the row (SELECT FOR UPDATE); SQLite has locked the whole file since BEGIN IMMEDIATE.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.dispatch import Signal
from django.utils import timezone

from hall.conf.current import keyring, vault
from sync.signing import RecordSigner
from sync.wire import AccessRecord

from .models import HEAD_ID, FeedEntry, FeedHead
from .records import present_records
from .restored import settle_restored
from .withdrawals import note_withdrawals

feed_advanced: Final = Signal()
"""Sent after a commit that moved the feed, in the process that did it."""
_CHUNK: Final = 500
LEAP: Final = 1_000_000
"""More changes than there can have been since any backup."""


def publish_records(holders: Sequence[UUID]) -> None:
    """Sign the present record of each of ``holders`` and move it to the end of the feed.

    Part of the caller's transaction when there is one, so a decision and its record appear
    together or not at all.
    """
    signer = RecordSigner(keyring().record)
    with transaction.atomic():
        head = FeedHead.objects.select_for_update().get(pk=HEAD_ID)
        for start in range(0, len(holders), _CHUNK):
            records = _present(holders[start : start + _CHUNK])
            note_withdrawals(records)
            entries = list(_entries(records, head, signer))
            FeedEntry.objects.bulk_create(
                entries,
                update_conflicts=True,
                unique_fields=["holder"],
                update_fields=["seq", "version", "sealed_jws", "thumbnail_sha256"],
            )
        head.save(update_fields=["seq"])
        transaction.on_commit(lambda: feed_advanced.send(sender=FeedEntry))


def restart_feed() -> int:
    """Begin the feed again after a backup was restored; answers how many records it holds.

    Gates see another epoch and read everything anew. They keep a record only if its version is
    above the one they have, and they may have seen versions that the backup lost: so all rise by
    more than a backup can have missed, and to the time in milliseconds, for a backup can be
    restored twice. The feed goes on as far beyond whatever place a gate has reached.
    """
    floor = int(timezone.now().timestamp() * 1000)
    with transaction.atomic():
        FeedHead.objects.filter(pk=HEAD_ID).update(
            epoch=uuid4(), seq=Greatest(F("seq") + LEAP, floor)
        )
        FeedEntry.objects.update(version=Greatest(F("version") + LEAP, floor))
        holders = list(FeedEntry.objects.order_by("seq").values_list("holder", flat=True))
        publish_records(holders)
        settle_restored()
    return len(holders)


def _present(holders: Sequence[UUID]) -> list[AccessRecord]:
    versions = dict(FeedEntry.objects.filter(holder__in=holders).values_list("holder", "version"))
    return list(present_records(holders, versions))


def _entries(
    records: Iterable[AccessRecord], head: FeedHead, signer: RecordSigner
) -> Iterator[FeedEntry]:
    """New entries of ``records``; advances ``head.seq``."""
    for record in records:
        head.seq += 1
        yield FeedEntry(
            holder=record.holder,
            seq=head.seq,
            version=record.version,
            sealed_jws=vault().seal(signer.sign(record).encode(), feed_binding(record.holder)),
            thumbnail_sha256=record.thumbnail or "",
        )


def feed_binding(holder: UUID) -> bytes:
    """What a sealed record is bound to, so that rows cannot be exchanged in the database."""
    return b"yanhu/feed/" + holder.bytes
