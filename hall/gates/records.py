"""The present records of cardholders, whoever they are, read for many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from hall.access.standing import ORDINARY, standings
from hall.people.models import Student
from hall.returns.models import ReturnRegistration
from hall.visitors.models import Visitor
from hall.visitors.record import visitor_record
from sync.wire import AccessRecord

from .record import record_of


def present_records(
    holders: Sequence[UUID], versions: Mapping[UUID, int]
) -> Iterator[AccessRecord]:
    """The record of each of ``holders`` that exists, one version above that in ``versions``."""
    said = standings(holders)
    registrations = _latest_registrations(holders)
    students = (
        Student.objects.filter(id__in=holders)
        .select_related("school_class__department")
        .prefetch_related("cards")
    )
    for student in students:
        version = versions.get(student.id, 0) + 1
        yield record_of(
            student, registrations.get(student.id), version, said.get(student.id, ORDINARY)
        )
    for visitor in Visitor.objects.filter(id__in=holders).select_related(
        "host__department", "decided_by"
    ):
        version = versions.get(visitor.id, 0) + 1
        yield visitor_record(visitor, version, said.get(visitor.id, ORDINARY))


def present_record(holder: UUID) -> AccessRecord | None:
    """What a gate would be told now; its version is of no account. None: nobody has this id."""
    return next(present_records([holder], {}), None)


def _latest_registrations(holders: Sequence[UUID]) -> dict[UUID, ReturnRegistration]:
    oldest_first = (
        ReturnRegistration.objects.filter(student__in=holders)
        .select_related("decided_by", "face")
        .order_by("submitted_at", "id")
    )
    return {registration.student_id: registration for registration in oldest_first}
