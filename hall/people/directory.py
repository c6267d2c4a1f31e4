"""Finding people."""

from __future__ import annotations

from .models import Student, User


class NoSuchPerson(Exception):
    """No student or staff member goes by what was asked."""


def student_by_card(digest: str) -> Student | None:
    """Whose card it is; None if unknown or reported lost."""
    return (
        Student.objects.select_related("school_class__department")
        .filter(cards__digest=digest, cards__lost_at__isnull=True)
        .first()
    )


def student_by_number(student_no: str) -> Student:
    """Raises NoSuchPerson."""
    try:
        return Student.objects.get(student_no=student_no)
    except Student.DoesNotExist:
        raise NoSuchPerson(f"no student has the number {student_no}") from None


def staff_by_username(username: str) -> User:
    """Raises NoSuchPerson."""
    try:
        return User.objects.get(username=username, is_active=True)
    except User.DoesNotExist:
        raise NoSuchPerson(f"no member of staff signs in as {username}") from None
