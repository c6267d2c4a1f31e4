"""Whoever stands in the feed, as the hall's pages show them: students and visitors alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from hall.people.models import Student
from hall.visitors.models import Visitor
from wording import Text


@dataclass(frozen=True, slots=True)
class Cardholder:
    """One person by the name and number that a guard knows them by."""

    id: UUID
    number: str
    name: Text
    belongs: Text
    """Class and department, or whose visitor."""


def find_holder(number: str) -> Cardholder | None:
    """Who has this student or visitor number."""
    student = _students().filter(student_no=number).first()
    if student is not None:
        return _of_student(student)
    visitor = _visitors().filter(number__iexact=number).first()
    return None if visitor is None else _of_visitor(visitor)


def holders(ids: Iterable[UUID]) -> Mapping[UUID, Cardholder]:
    """Those of ``ids`` that are known."""
    wanted = list(ids)
    found = [_of_student(student) for student in _students().filter(id__in=wanted)]
    if len(found) < len(set(wanted)):
        found += [_of_visitor(visitor) for visitor in _visitors().filter(id__in=wanted)]
    return {holder.id: holder for holder in found}


def _students() -> QuerySet[Student]:
    return Student.objects.select_related("school_class__department")


def _visitors() -> QuerySet[Visitor]:
    return Visitor.objects.select_related("host")


def _of_student(student: Student) -> Cardholder:
    taught, office = student.school_class.name, student.school_class.department.name
    belongs = Text(f"{taught.zh} · {office.zh}", f"{taught.en} · {office.en}")
    return Cardholder(student.id, student.student_no, student.name, belongs)


def _of_visitor(visitor: Visitor) -> Cardholder:
    host = visitor.host.display_name
    belongs = Text(f"访客 · 接待人 {host.zh}", f"Visitor of {host.en}")
    return Cardholder(visitor.id, visitor.number, visitor.shown_name, belongs)
