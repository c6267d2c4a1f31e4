"""Messages between the hall and its terminals: feed pages, event batches, receipts, records."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from gate_agent.journal.rows import row_of
from sync import wire
from sync.wire import (
    JOURNAL_START,
    AccessRecord,
    Bilingual,
    CredentialKind,
    Direction,
    EventBatch,
    EventReceipt,
    FeedPage,
    FeedRow,
    GateEvent,
    GateEventKind,
    Message,
    Problem,
    RejectedEvent,
    ReturnStatus,
    event_hash,
)
from tests.fuzz.messages import kinds_of

CODEC: Final = "message-sync"
_NOW: Final = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)
_MODELS: Final = kinds_of(Message, wire.__name__)
_EVENT: Final = GateEvent(
    event_id=UUID(int=1),
    gate="east",
    lane="L1",
    seq=1,
    kind=GateEventKind.GRANTED,
    at=_NOW,
    direction=Direction.IN,
    holder=UUID(int=2),
    score=0.5,
    monotonic_s=1.0,
    credential_kind=CredentialKind.CARD,
    previous_hash=JOURNAL_START,
    hash=JOURNAL_START,
)
_PAGE: Final = FeedPage(
    epoch=UUID(int=3),
    cursor=0,
    next=1,
    server_time=_NOW,
    rows=(FeedRow(seq=1, prev=0, jws="a.b.c"),),
)
_RECORD: Final = AccessRecord(
    holder=UUID(int=2),
    version=1,
    student_no="S0001",
    name="林砚",
    class_name="2024 级 2 班",
    department="地球科学学院",
    credentials=("0" * 64,),
    status=ReturnStatus.APPROVED,
)
_PROBLEM: Final = Problem(code="invalid", message=Bilingual(zh="错误", en="wrong"))
_RECEIPT: Final = EventReceipt(
    accepted=(UUID(int=1),),
    duplicate=(),
    rejected=(RejectedEvent(event_id=UUID(int=4), problem=_PROBLEM),),
)
_ID: Final = '"00000000-0000-4000-8000-000000000001"'
_WHEN: Final = '"2030-09-01T08:00:00Z"'
_TERMINALS: Final = (
    f'{{"credential":"{"0" * 64}"}}',
    f'{{"idempotency_key":{_ID},"kind":"enrolment"}}',
    f'{{"idempotency_key":{_ID},"printer":"lp","job":1,"impressions":1,"completed_at":{_WHEN}}}',
    f'{{"registration":{_ID},"status":"pending","submitted_at":{_WHEN}}}',
    (
        f'{{"contract":"1","campus":"yh","campus_name":{{"zh":"砚湖","en":"Yanhu"}},"epoch":{_ID},'
        f'"server_time":{_WHEN},"device":"kiosk-1"}}'
    ),
    f'{{"url":"https://hall.example/t/1","expires_at":{_WHEN}}}',
    (
        f'{{"hall_url":"https://hall.example","device":"k","role":"kiosk","token":"{"t" * 32}",'
        f'"record_keys":[{{"kid":"a","x":"{"A" * 43}"}}],"credential_key":"{"A" * 43}="}}'
    ),
    (
        '{"origin":"昆明","leaves_on":"2030-08-31","arrives_on":"2030-09-01","travel_mode":"train",'
        '"health":"well","declares_true":true,"emergency_name":"甲","emergency_phone":"13800000000"}'
    ),
)
"""What kiosks and the hall tell each other."""
SEEDS: Final = tuple(
    message.model_dump_json().encode()
    for message in (EventBatch(events=(_EVENT,)), _PAGE, _RECORD, _RECEIPT, _PROBLEM)
) + tuple(text.encode() for text in _TERMINALS)


def one_input(data: bytes) -> None:
    """What is taken says the same once it was sent on; of an event, its hash as well."""
    for model in _MODELS:
        with suppress(ValidationError):
            taken = model.model_validate_json(data)
            assert model.model_validate_json(taken.model_dump_json()) == taken
    with suppress(ValidationError):
        for event in EventBatch.model_validate_json(data).events:
            again = GateEvent.model_validate_json(event.model_dump_json())
            assert event_hash(again) == event_hash(event)
            assert GateEvent.model_validate_json(row_of(event).body) == event
