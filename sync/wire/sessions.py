"""Somebody at a kiosk: signing in, their telephone, and what the hall offers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from sync.wire.base import Bilingual, Code, Message, Name, Sha256


class SignIn(Message):
    """Body of ``POST sessions``: the keyed digest of the card that was presented."""

    credential: Sha256


class Holder(Message):
    """The signed-in person, as the screens show them."""

    holder: UUID
    student_no: Code
    name: Name
    name_en: Name
    class_name: Name
    department: Name
    department_en: Name


class Session(Message):
    """Answer of ``POST sessions``. Send ``token`` as ``X-Yanhu-Session`` afterwards."""

    token: Annotated[str, StringConstraints(min_length=20, max_length=128)] = Field(repr=False)
    holder: Holder
    expires_at: AwareDatetime


class TelephoneLink(Message):
    """Answer of ``POST telephone-links``: an address that one telephone may open, once, to show
    passes of the signed-in holder. The kiosk shows it as a QR code and keeps it nowhere."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(repr=False)
    expires_at: AwareDatetime


class ServiceSummary(Message):
    """One service of the catalogue with its guide."""

    code: Code
    title: Bilingual
    summary: Bilingual
    department: Bilingual
    materials: tuple[Bilingual, ...]
    steps: tuple[Bilingual, ...]
    location: Bilingual
    at_terminal: bool
    """Can be done at the kiosk itself."""


class Catalogue(Message):
    services: tuple[ServiceSummary, ...]
