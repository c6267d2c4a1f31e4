"""What the gates are told of one student."""

from __future__ import annotations

from hall.access.standing import ORDINARY, Standing
from hall.people.models import Student
from hall.returns.faces import open_templates
from hall.returns.models import ReturnRegistration
from sync.wire import AccessRecord, ReturnStatus


def record_of(
    student: Student,
    registration: ReturnRegistration | None,
    version: int,
    standing: Standing = ORDINARY,
) -> AccessRecord:
    """The record of ``student`` whose newest registration is ``registration``.

    Only an approved record carries validity, conditions, face and thumbnail: a gate has no use for
    them otherwise. Expects cards, class, department, face and decider to be loaded.
    """
    school_class = student.school_class
    status = registration.return_status if registration else ReturnStatus.NONE
    record = AccessRecord(
        holder=student.id,
        version=version,
        student_no=student.student_no,
        name=student.name_zh,
        class_name=school_class.name_zh,
        department=school_class.department.name_zh,
        credentials=tuple(
            sorted(card.digest for card in student.cards.all() if card.lost_at is None)
        ),
        status=status,
        groups=(student.cohort, *standing.duties),
        blocked=standing.blocked,
    )
    if registration is None:
        return record
    decider = registration.decider()
    record = record.model_copy(
        update={
            "decided_by": decider.zh if decider else "",
            "decided_at": registration.decided_at,
        }
    )
    if status is not ReturnStatus.APPROVED:
        return record
    face = getattr(registration, "face", None)
    conditions = registration.conditions
    return record.model_copy(
        update={
            "valid_from": registration.valid_from,
            "valid_until": registration.valid_until,
            "gates": conditions.gates,
            "campuses": conditions.campuses,
            "directions": conditions.directions,
            "entries": conditions.entries,
            "face": open_templates(face) if face else None,
            "thumbnail": face.thumbnail_sha256 if face else None,
        }
    )
