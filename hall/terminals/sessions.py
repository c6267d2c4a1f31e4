"""Students signed in at kiosks."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from django.utils import timezone

from hall.conf.problems import Refusal, Refused
from hall.people.directory import student_by_card
from hall.people.models import Student
from sync.wire import Holder, Session

from .devices import token_hash
from .models import Device, KioskSession

SESSION_LENGTH: Final = timedelta(minutes=15)
"""Longer than any one errand; the kiosk signs out much sooner when nobody touches it."""
_TOKEN_BYTES: Final = 24


def sign_in(device: Device, credential: str) -> Session:
    """Begin a session for the holder of the card. Raises Refusal (``unknown_card``).

    Whoever was still signed in at this kiosk is signed out.
    """
    student = student_by_card(credential)
    if student is None:
        raise Refusal(Refused.UNKNOWN_CARD)
    now = timezone.now()
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    device.sessions.filter(ended_at__isnull=True).update(ended_at=now)
    session = device.sessions.create(
        student=student, token_sha256=token_hash(token), expires_at=now + SESSION_LENGTH
    )
    return Session(token=token, holder=holder_of(student), expires_at=session.expires_at)


def current_session(device: Device, token: str) -> KioskSession:
    """The running session ``token`` belongs to at this kiosk. Raises Refusal."""
    session = (
        device.sessions.select_related("student__school_class__department")
        .filter(
            token_sha256=token_hash(token), ended_at__isnull=True, expires_at__gt=timezone.now()
        )
        .first()
    )
    if session is None:
        raise Refusal(Refused.SESSION_EXPIRED)
    return session


def sign_out(device: Device, token: str) -> None:
    """End the session, if it still runs."""
    device.sessions.filter(token_sha256=token_hash(token), ended_at__isnull=True).update(
        ended_at=timezone.now()
    )


def holder_of(student: Student) -> Holder:
    """The person as the kiosk's screens show them."""
    department = student.school_class.department
    return Holder(
        holder=student.id,
        student_no=student.student_no,
        name=student.name_zh,
        name_en=student.name_en,
        class_name=student.school_class.name_zh,
        department=department.name_zh,
        department_en=department.name_en,
    )
