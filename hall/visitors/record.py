"""What the gates are told of one visitor."""

from __future__ import annotations

from typing import Final

from hall.access.standing import Standing
from sync.wire import AccessRecord, ReturnStatus

from .models import Visitor
from .rules import VISITORS

_CLASS: Final = "访客 Visitor"
_ERASED: Final = "—"


def visitor_record(visitor: Visitor, version: int, standing: Standing) -> AccessRecord:
    """The record of ``visitor``. There is no card and no face: the credential is a pass.

    Whoever was erased leaves a record without a name or a permission, so that gates forget the
    name too. Expects host, department and decider to be loaded.
    """
    host = visitor.host
    record = AccessRecord(
        holder=visitor.id,
        version=version,
        student_no=visitor.number,
        name=_ERASED if visitor.erased_at else visitor.name,
        class_name=_CLASS,
        department=host.department.name_zh if host.department else host.name_zh,
        credentials=(),
        status=ReturnStatus.NONE if visitor.erased_at else visitor.visit_status,
        groups=(VISITORS, *standing.duties),
        blocked=standing.blocked,
    )
    if record.status is not ReturnStatus.APPROVED:
        return record
    conditions = visitor.conditions
    return record.model_copy(
        update={
            "decided_by": (visitor.decided_by or host).name_zh,
            "decided_at": visitor.decided_at,
            "valid_from": visitor.valid_from,
            "valid_until": visitor.valid_until,
            "gates": conditions.gates,
            "campuses": conditions.campuses,
            "directions": conditions.directions,
            "entries": conditions.entries,
        }
    )
