"""Everything that an agent can say is wrong with it, at its longest, as its screens hear it."""

from __future__ import annotations

from collections.abc import Iterator

from devices.errors import Fault
from gate_agent.conditions import CLOCK_OFF, DISPUTED, REPLAYED, REWOUND
from gate_agent.desk.emergency import UNSAVED
from gate_agent.desk.status import STEPS
from gate_agent.journal import errors as journal_errors
from gate_agent.journal import retention
from gate_agent.journal.evidence_key import REPLACED
from gate_agent.journal.reading import SKIPPED
from gate_agent.journal.start import KEPT, KEPT_IN_PART
from gate_agent.neighbours.words import NOT_ENROLLED, QUIET, REFUSED, UNSENT
from gate_agent.records.gallery import GALLERY_TOO_LARGE
from sync.errors import SyncError
from sync.signing import UntrustedRecord
from wording import Text

_SEQ = 123_456_789

_SAID = (
    CLOCK_OFF.format(minutes=720),
    DISPUTED.format(count=12_345),
    REPLAYED.format(count=12_345),
    REWOUND,
    UNSAVED,
    *STEPS.values(),
    retention.NOT_AS_WRITTEN,
    retention.UNSENT.format(seq=_SEQ),
    retention.TOO_MANY_REFUSED,
    retention.STAMP.format(seq=_SEQ),
    REPLACED,
    SKIPPED.format(count=12_345, seq=_SEQ),
    KEPT.format(file="journal.db.damaged-20300901T004107.123456"),
    KEPT_IN_PART.format(file="journal.db.damaged-20300901T004107.123456"),
    NOT_ENROLLED,
    UNSENT.format(port=8752),
    QUIET.format(gates="south, library +3"),
    *REFUSED.values(),
    GALLERY_TOO_LARGE.format(limit=20_000),
    journal_errors.JournalCorrupt.text,
    journal_errors.JournalForeign.text,
    UntrustedRecord.text,
    *(fault.value.remedy for fault in Fault),
)


def _kinds(of: type[SyncError]) -> Iterator[type[SyncError]]:
    yield of
    for kind in of.__subclasses__():
        yield from _kinds(kind)


TROUBLES: tuple[Text, ...] = tuple(
    dict.fromkeys((*_SAID, *(kind.text for kind in _kinds(SyncError))))
)
"""Each once."""
