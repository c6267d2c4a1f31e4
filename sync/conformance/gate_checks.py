"""What a gate may expect of a server: a feed that can be believed, events that are kept once."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from pydantic import ValidationError

from sync.signing import RecordVerifier, UntrustedRecord
from sync.wire import (
    FEED_PAGE_LIMIT,
    JOURNAL_START,
    AccessRecord,
    Direction,
    EventBatch,
    EventReceipt,
    FeedPage,
    FeedRow,
    GateEvent,
    GateEventKind,
    Hello,
    event_hash,
)

from .checks import Check
from .probe import Failed, Probe, Skipped

PROBE_GATE: Final = "conformance-probe"
"""Gate, lane and reason of the event that the checks send: nobody takes it for a passage."""
_PAGES_READ: Final = 4
"""At most so many full pages are read; a large campus need not be downloaded."""
_PAGES_AT_MOST: Final = 1000
_FAR_AHEAD: Final = 2**52
_HELD_S: Final = 0.5
_HELD_SLACK_S: Final = 0.1
_HELD_LATE_S: Final = 3.0


def _page(probe: Probe, cursor: int, limit: int = FEED_PAGE_LIMIT, wait_s: float = 0.0) -> FeedPage:
    answer = probe.call(
        "GET",
        "feed",
        params={"cursor": str(cursor), "limit": str(limit), "wait": f"{wait_s:g}"},
    )
    page = answer.message(FeedPage)
    _chained(page, cursor, limit)
    return page


def _chained(page: FeedPage, cursor: int, limit: int) -> None:
    if page.cursor != cursor:
        raise Failed(f"asked for cursor {cursor}, the page names {page.cursor}")
    if len(page.rows) > limit:
        raise Failed(f"{len(page.rows)} rows although at most {limit} were asked for")
    previous = cursor
    for row in page.rows:
        if row.prev != previous:
            raise Failed(f"row {row.seq} names {row.prev} as its predecessor, not {previous}")
        if row.seq <= previous:
            raise Failed(f"row {row.seq} does not come after {previous}")
        previous = row.seq
    if page.next != previous:
        raise Failed(f"next is {page.next}, the last row is {previous}")


def _rows(probe: Probe) -> tuple[list[FeedRow], int]:
    """Rows from the start, and where reading stopped. Raises Skipped for an empty feed."""
    rows: list[FeedRow] = []
    cursor = 0
    for _ in range(_PAGES_READ):
        page = _page(probe, cursor)
        if not page.rows:
            break
        rows += page.rows
        cursor = page.next
    if not rows:
        raise Skipped("the feed is empty")
    return rows, cursor


def _end(probe: Probe) -> int:
    """The cursor at which the feed ends now."""
    cursor = 0
    for _ in range(_PAGES_AT_MOST):
        page = _page(probe, cursor)
        if not page.rows:
            return cursor
        cursor = page.next
    raise Failed(f"the feed has no end within {_PAGES_AT_MOST} pages")


def _feed_pages(probe: Probe) -> None:
    page = _page(probe, 0)
    epoch = probe.call("GET", "hello").message(Hello).epoch
    if page.epoch != epoch:
        raise Failed("the feed's epoch is not the one that hello names")


def _feed_resumes(probe: Probe) -> None:
    whole = _page(probe, 0).rows
    if len(whole) < 2:
        raise Skipped("the feed has fewer than two rows")
    first = _page(probe, 0, limit=1)
    second = _page(probe, first.next, limit=1)
    if [row.jws for row in (*first.rows, *second.rows)] != [row.jws for row in whole[:2]]:
        raise Failed("two pages of one row differ from one page of two")


def _feed_records(probe: Probe) -> None:
    rows, _ = _rows(probe)
    holders: set[UUID] = set()
    for row in rows:
        holder = _payload(row).holder
        if holder in holders:
            raise Failed(f"row {row.seq}: its holder has another row before it")
        holders.add(holder)


def _payload(row: FeedRow) -> AccessRecord:
    try:
        encoded = row.jws.split(".")[1]
        payload = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        return AccessRecord.model_validate_json(payload)
    except (IndexError, ValueError, ValidationError):
        raise Failed(f"row {row.seq}: the JWS does not hold an access record") from None


def _feed_signatures(probe: Probe) -> None:
    if not probe.keys:
        raise Skipped("no record key was given; use --identity")
    verifier = RecordVerifier(probe.keys)
    rows, _ = _rows(probe)
    for row in rows:
        try:
            verifier.verify(row.jws)
        except UntrustedRecord as error:
            raise Failed(f"row {row.seq}: {error}") from None


def _feed_vouched(probe: Probe) -> None:
    if not probe.keys:
        raise Skipped("no record key was given; use --identity")
    page = _page(probe, 0)
    if not page.vouched:
        raise Skipped("pages carry no signature of their own")
    try:
        RecordVerifier(probe.keys).verify_voucher(page)
    except UntrustedRecord as error:
        raise Failed(str(error)) from None


def _feed_bad_cursor(probe: Probe) -> None:
    problem = probe.call("GET", "feed", params={"cursor": "-1"}).refusal(422, "invalid")
    if "cursor" not in problem.where:
        raise Failed("the problem does not name the cursor")


def _feed_ahead(probe: Probe) -> None:
    probe.call("GET", "feed", params={"cursor": str(_FAR_AHEAD)}).refusal(409, "cursor_ahead")


def _feed_holds(probe: Probe) -> None:
    cursor = _end(probe)
    answer = probe.call("GET", "feed", params={"cursor": str(cursor), "wait": f"{_HELD_S:g}"})
    page = answer.message(FeedPage)
    if page.rows:
        raise Skipped("the feed moved while it was watched")
    if answer.took_s < _HELD_S - _HELD_SLACK_S:
        raise Failed(f"asked to wait {_HELD_S:g} s, it answered after {answer.took_s:.2f} s")
    if answer.took_s > _HELD_S + _HELD_LATE_S:
        raise Failed(f"asked to wait {_HELD_S:g} s, it took {answer.took_s:.2f} s")


def _thumbnail_unknown(probe: Probe) -> None:
    probe.call("GET", f"thumbnails/{secrets.token_hex(32)}").refusal(404, "not_found")


def _thumbnail_served(probe: Probe) -> None:
    rows, _ = _rows(probe)
    named = next((digest for row in rows if (digest := _payload(row).thumbnail)), None)
    if named is None:
        raise Skipped("no record names a thumbnail")
    answer = probe.call("GET", f"thumbnails/{named}")
    answer.expect(200)
    if answer.media_type != "image/jpeg":
        raise Failed(f"the thumbnail is {answer.media_type}")
    if hashlib.sha256(answer.body).hexdigest() != named:
        raise Failed("the thumbnail's SHA-256 is not the one that the record names")


def _probe_event() -> GateEvent:
    event = GateEvent(
        event_id=uuid4(),
        gate=PROBE_GATE,
        lane=PROBE_GATE,
        seq=1,
        kind=GateEventKind.STARTED,
        at=datetime.now(UTC),
        direction=Direction.IN,
        reason=PROBE_GATE,
        previous_hash=JOURNAL_START,
        hash=JOURNAL_START,
    )
    return event.model_copy(update={"hash": event_hash(event)})


def _send(probe: Probe, event: GateEvent) -> EventReceipt:
    if not probe.may_write:
        raise Skipped("probe events were not allowed")
    body = EventBatch(events=(event,)).model_dump_json().encode()
    return probe.call("POST", "events", body=body).message(EventReceipt)


def _events_once(probe: Probe) -> None:
    event = _probe_event()
    first, second = _send(probe, event), _send(probe, event)
    if first.accepted != (event.event_id,):
        raise Failed("a new event was not accepted")
    if second.duplicate != (event.event_id,) or second.accepted:
        raise Failed("the same event sent again was not called a duplicate")


def _events_hash(probe: Probe) -> None:
    event = _probe_event().model_copy(update={"reason": "altered"})
    receipt = _send(probe, event)
    if [item.problem.code for item in receipt.rejected] != ["hash_mismatch"]:
        raise Failed("an event that does not match its own hash was not rejected")


def _events_conflict(probe: Probe) -> None:
    event = _probe_event()
    _send(probe, event)
    other = event.model_copy(update={"reason": "other"})
    receipt = _send(probe, other.model_copy(update={"hash": event_hash(other)}))
    if [item.problem.code for item in receipt.rejected] != ["event_conflict"]:
        raise Failed("other content under a kept event's id was not rejected")


def _events_empty(probe: Probe) -> None:
    body = json.dumps({"events": []}).encode()
    probe.call("POST", "events", body=body).refusal(422, "invalid")


GATE_CHECKS: Final = (
    Check("feed-pages", _feed_pages),
    Check("feed-resumes", _feed_resumes),
    Check("feed-records", _feed_records),
    Check("feed-signatures", _feed_signatures),
    Check("feed-page-signature", _feed_vouched),
    Check("feed-bad-cursor", _feed_bad_cursor),
    Check("feed-cursor-ahead", _feed_ahead),
    Check("feed-long-poll", _feed_holds),
    Check("thumbnail-unknown", _thumbnail_unknown),
    Check("thumbnail-served", _thumbnail_served),
    Check("events-empty", _events_empty),
    Check("events-once", _events_once),
    Check("events-hash", _events_hash),
    Check("events-conflict", _events_conflict),
)
