"""Filling an empty hall with the demonstration campus."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from hall.catalogue.guides import load_guides
from hall.conf.current import campus_zone, keyring
from hall.gates.publish import publish_records
from hall.people.models import Card, Department, SchoolClass, Student, User
from hall.returns.models import ReturnRegistration
from hall.returns.policy import Policy, validity
from hall.returns.registration import policy_in_force, put_in_force
from sync.credential import credential_digest
from sync.wire import HealthStatus, ReturnAnswers, ReturnStatus, TravelMode

from .access import seed_access
from .people import (
    CLASSES,
    DEPARTMENTS,
    LOAD_CLASS,
    STAFF,
    STUDY_YEARS,
    SeedClass,
    SeedStudent,
    load_students,
    students,
)

_PASSWORD_BYTES: Final = 9
_UID_BYTES: Final = 7
"""As most campus cards have (ISO/IEC 14443-3, double size)."""
_PAST: Final = timedelta(days=14)
_AHEAD: Final = timedelta(days=60)
_VALID_DAYS: Final = 120
_BATCH: Final = 1000


class SeedRefused(Exception):
    """The hall cannot be seeded as asked; says why."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was made. ``passwords`` holds only those that were generated."""

    students: int
    passwords: Mapping[str, str] = field(repr=False)


def seed_campus(
    cards: Mapping[str, bytes], passwords: Mapping[str, str] | None, approved: int
) -> Seeded:
    """Departments, services, staff, students with cards, policy, and everybody's record.

    ``cards`` gives some students' card UIDs; all others get random ones that nobody learns.
    ``approved`` adds that many students whose return is approved, without faces. Raises
    SeedRefused; the hall is then as it was before.
    """
    if Student.objects.exists():
        raise SeedRefused("this hall has students already; seed only an empty one")
    chosen = passwords or {
        person.username: secrets.token_urlsafe(_PASSWORD_BYTES) for person in STAFF
    }
    missing = [person.username for person in STAFF if person.username not in chosen]
    if missing:
        raise SeedRefused(f"the passwords file lacks: {', '.join(missing)}")
    everybody = [*students(), *load_students(approved)]
    unknown = cards.keys() - {student.number for student in everybody}
    if unknown:
        raise SeedRefused(f"no student has the number {', '.join(sorted(unknown))}")
    with transaction.atomic():
        _departments()
        load_guides()
        _staff(chosen)
        classes = _classes([*CLASSES, LOAD_CLASS] if approved else CLASSES)
        rows = _students(everybody, classes, cards)
        _policy()
        _approve([row for row in rows if row.school_class.code == LOAD_CLASS.code])
        publish_records([row.id for row in rows])
        seed_access()
    return Seeded(len(rows), {} if passwords else chosen)


def _departments() -> None:
    Department.objects.bulk_create(
        Department(code=item.code, name_zh=item.name.zh, name_en=item.name.en)
        for item in DEPARTMENTS
    )


def _staff(passwords: Mapping[str, str]) -> None:
    departments = {row.code: row for row in Department.objects.all()}
    for person in STAFF:
        user = User.objects.create_staff(
            person.username, person.role, person.name, passwords[person.username]
        )
        user.department = departments[person.department]
        user.save(update_fields=["department"])


def _classes(seeds: Sequence[SeedClass]) -> dict[str, SchoolClass]:
    departments = {row.code: row for row in Department.objects.all()}
    counsellors = {row.username: row for row in User.objects.all()}
    return {
        seed.code: SchoolClass.objects.create(
            code=seed.code,
            name_zh=seed.name.zh,
            name_en=seed.name.en,
            department=departments[seed.department],
            counsellor=counsellors[seed.counsellor],
            programme_zh=seed.programme.zh,
            programme_en=seed.programme.en,
        )
        for seed in seeds
    }


def _students(
    seeds: Sequence[SeedStudent], classes: Mapping[str, SchoolClass], cards: Mapping[str, bytes]
) -> list[Student]:
    rows = Student.objects.bulk_create(
        (
            Student(
                student_no=seed.number,
                name_zh=seed.name.zh,
                name_en=seed.name.en,
                school_class=classes[seed.school_class.code],
                enrolled_on=date(seed.school_class.admitted, 9, 1),
                graduates_on=date(seed.school_class.admitted + STUDY_YEARS, 6, 30),
            )
            for seed in seeds
        ),
        batch_size=_BATCH,
    )
    key = keyring().credential
    Card.objects.bulk_create(
        (
            Card(
                student=row,
                digest=credential_digest(
                    key, cards.get(row.student_no) or secrets.token_bytes(_UID_BYTES)
                ),
            )
            for row in rows
        ),
        batch_size=_BATCH,
    )
    return rows


def _policy() -> None:
    today = timezone.now().astimezone(campus_zone()).date()
    put_in_force(Policy(today - _PAST, today + _AHEAD, _VALID_DAYS))


def _approve(rows: Sequence[Student]) -> None:
    """Give ``rows`` an approved registration each, as if decided by their class's counsellor."""
    now = timezone.now()
    today = now.astimezone(campus_zone()).date()
    granted = validity(today, policy_in_force(), campus_zone())
    answers = ReturnAnswers(
        origin="云南省昆明市",
        leaves_on=today,
        arrives_on=today,
        travel_mode=TravelMode.TRAIN,
        health=HealthStatus.WELL,
        declares_true=True,
        emergency_name="样本家长",
        emergency_phone="00000000000",
    ).model_dump(mode="json")
    ReturnRegistration.objects.bulk_create(
        (
            ReturnRegistration(
                student=row,
                status=ReturnStatus.APPROVED.value,
                answers=answers,
                submitted_at=now,
                decided_by=row.school_class.counsellor,
                decided_at=now,
                valid_from=granted.valid_from,
                valid_until=granted.valid_until,
            )
            for row in rows
        ),
        batch_size=_BATCH,
    )
