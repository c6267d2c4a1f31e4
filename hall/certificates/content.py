"""What a certificate says, fixed at the moment it is issued."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from hall.conf.config import CampusSection
from hall.people.models import Student
from wording import Text

VALIDITY: Final = timedelta(days=180)
"""An enrolment changes at the end of a half-year at the soonest."""
TITLE: Final = Text("在读证明", "Certificate of Enrolment")


class EnrolmentContent(BaseModel):
    """All that the page shows; stored beside the document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    campus_zh: str
    campus_en: str
    issuer_zh: str
    issuer_en: str
    name_zh: str
    name_en: str
    student_no: str
    department_zh: str
    department_en: str
    programme_zh: str
    programme_en: str
    class_zh: str
    class_en: str
    enrolled_on: date
    graduates_on: date
    number: str
    code: str
    issued_on: date
    valid_until: date


def enrolment_content(
    student: Student, campus: CampusSection, number: str, code: str, now: datetime, zone: ZoneInfo
) -> EnrolmentContent:
    """The content of a certificate issued to ``student`` at ``now``."""
    school_class = student.school_class
    today = now.astimezone(zone).date()
    return EnrolmentContent(
        campus_zh=campus.name.zh,
        campus_en=campus.name.en,
        issuer_zh=f"{campus.name.zh}教务处",
        issuer_en=f"Academic Affairs Office, {campus.name.en}",
        name_zh=student.name_zh,
        name_en=student.name_en,
        student_no=student.student_no,
        department_zh=school_class.department.name_zh,
        department_en=school_class.department.name_en,
        programme_zh=school_class.programme_zh,
        programme_en=school_class.programme_en,
        class_zh=school_class.name_zh,
        class_en=school_class.name_en,
        enrolled_on=student.enrolled_on,
        graduates_on=student.graduates_on,
        number=number,
        code=code,
        issued_on=today,
        valid_until=today + VALIDITY,
    )
