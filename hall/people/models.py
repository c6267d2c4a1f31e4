"""Tables of people. A card is stored only as its keyed digest (:mod:`sync.credential`)."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import ClassVar, Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from wording import Text

DIGEST_LENGTH: Final = 64


class StaffRole(StrEnum):
    """What somebody who signs in to the web pages does on the campus."""

    COUNSELLOR = "counsellor"
    GUARD = "guard"
    TECHNICIAN = "technician"
    SECURITY = "security"
    """The security office: block list, duties, visitors."""
    HOST = "host"
    """Staff of a department who invite visitors."""


class UserManager(BaseUserManager["User"]):
    """Creates staff accounts; the password is hashed before it is stored."""

    def create_staff(self, username: str, role: StaffRole, name: Text, password: str) -> User:
        user = self.model(username=username, role=role.value, name_zh=name.zh, name_en=name.en)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff who signs in with a user name and a password."""

    username = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in StaffRole])
    is_active = models.BooleanField(default=True)
    department = models.ForeignKey(
        "Department", on_delete=models.PROTECT, null=True, blank=True, related_name="staff"
    )

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.username

    @property
    def staff_role(self) -> StaffRole:
        return StaffRole(self.role)

    @property
    def display_name(self) -> Text:
        return Text(self.name_zh, self.name_en)


class Department(models.Model):
    """A school or an office of the campus."""

    code = models.CharField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)


class SchoolClass(models.Model):
    """Students who are taught together and have one counsellor."""

    code = models.CharField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="classes")
    counsellor = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="classes", null=True, blank=True
    )
    programme_zh = models.CharField(max_length=80)
    programme_en = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "school classes"

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)

    @property
    def programme(self) -> Text:
        return Text(self.programme_zh, self.programme_en)


class Student(models.Model):
    """A cardholder; ``id`` is the ``holder`` of every message."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    student_no = models.CharField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="students")
    enrolled_on = models.DateField()
    graduates_on = models.DateField()
    enrolled = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.student_no

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)

    @property
    def cohort(self) -> str:
        """The group of everybody who began in the same year."""
        return str(self.enrolled_on.year)


class Card(models.Model):
    """A campus card by its keyed digest; a card reported lost stays, so that it stays refused."""

    digest = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="cards")
    lost_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"card of {self.student_id}"
