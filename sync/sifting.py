"""Which of the records that came are kept, beside those that are here. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync.signing import SignedRecord
from sync.strictness import stricter
from sync.wire import AccessRecord


@dataclass(slots=True)
class Sifted:
    """What becomes of records that came in one go; holders by the bytes of their id."""

    rows: dict[bytes, SignedRecord] = field(default_factory=dict)
    """What is to be stored, one a holder, in the order in which it came."""
    stored: list[int] = field(default_factory=list)
    """Places of those that are newer than what was here."""
    settled: list[bytes] = field(default_factory=list)
    """Their holders."""
    disputed: set[bytes] = field(default_factory=set)
    """Of whom something else was told under a version that is here."""
    confirmed: list[bytes] = field(default_factory=list)
    """Whose record stays as it is."""
    unchanged: int = 0
    replayed: int = 0


def told_again(signed: Sequence[SignedRecord], versions: Mapping[bytes, int]) -> list[bytes]:
    """Holders of those of ``signed`` whose version is the one that is here."""
    return [
        record.holder.bytes
        for record, _ in signed
        if versions.get(record.holder.bytes) == record.version
    ]


def sift(
    signed: Sequence[SignedRecord],
    versions: Mapping[bytes, int],
    contents: Mapping[bytes, AccessRecord],
) -> Sifted:
    """Sort ``signed``, in order, against the ``versions`` that are here.

    ``contents``: the records here of those who are :func:`told_again`.
    """
    newest, known = dict(versions), dict(contents)
    done = Sifted()
    for place, (record, content) in enumerate(signed):
        holder = record.holder.bytes
        version = newest.get(holder, 0)
        if record.version > version:
            done.stored.append(place)
            done.settled.append(holder)
            done.disputed.discard(holder)
            kept = SignedRecord(record, content)
        elif record.version < version:
            done.confirmed.append(holder)
            done.replayed += 1
            continue
        elif record == known[holder]:
            done.confirmed.append(holder)
            done.unchanged += 1
            continue
        else:
            both = stricter(known[holder], record)
            done.disputed.add(holder)
            kept = SignedRecord(both, both.model_dump_json().encode())
        newest[holder], known[holder] = kept.record.version, kept.record
        done.rows.pop(holder, None)
        done.rows[holder] = kept
    return done
