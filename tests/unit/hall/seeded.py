"""The campus that the hall's unit tests share, and the callers they need."""

from __future__ import annotations

import asyncio
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Self
from uuid import uuid4

from django.core.cache import cache
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from hall.conf.current import campus_zone, keyring, vault
from hall.gates.api import feed_desk
from hall.gates.models import FeedEntry
from hall.gates.publish import feed_binding
from hall.people.directory import staff_by_username, student_by_number
from hall.people.models import Student, User
from hall.returns.decisions import decide
from hall.returns.models import ReturnRegistration
from hall.returns.policy import DecisionAction
from hall.returns.registration import latest_registration, submit
from hall.seeding.campus import seed_campus
from hall.seeding.people import STAFF
from hall.site.setup import set_up
from hall.terminals.devices import enrol
from hall.terminals.models import Device
from sync.credential import credential_digest
from sync.signing import RecordVerifier, publish
from sync.wire import (
    AccessRecord,
    HealthStatus,
    Message,
    Problem,
    ReturnSubmission,
    Session,
    SignIn,
    TerminalRole,
)
from tests.helpers.hall import CLASSMATE, STRANGER, STUDENT, submission
from tests.helpers.records import new_uid

PASSWORD: Final = uuid4().hex
UIDS: Final = {number: new_uid() for number in (STUDENT, CLASSMATE, STRANGER)}
BASE: Final = "/api/terminal/v1/"


def _use(database: Path) -> None:
    connections.close_all()
    connections.settings["default"]["NAME"] = str(database)
    connections["default"].settings_dict["NAME"] = str(database)


def seeded_campus(database: Path) -> None:
    """Make ``database`` with everybody in it."""
    _use(database)
    database.touch()
    set_up()
    seed_campus(UIDS, {person.username: PASSWORD for person in STAFF}, approved=0)
    connections.close_all()


class Campus:
    """One test's hall: its people, and what is asked of it most."""

    def __init__(self, database: Path, password: str) -> None:
        self.database: Final = database
        self.password: Final = password

    def __enter__(self) -> Self:
        cache.clear()
        _use(self.database)
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Nothing has the database open any more; the next call opens it again."""
        if feed_desk.cache_info().currsize:
            asyncio.run(feed_desk().close())
            feed_desk.cache_clear()
        connections.close_all()

    @property
    def today(self) -> date:
        return timezone.now().astimezone(campus_zone()).date()

    @property
    def now(self) -> datetime:
        return timezone.now()

    def student(self, number: str = STUDENT) -> Student:
        return Student.objects.select_related("school_class__department").get(student_no=number)

    def staff(self, username: str = "chen") -> User:
        return staff_by_username(username)

    def device(self, role: TerminalRole = TerminalRole.KIOSK) -> Device:
        return Device.objects.get(name=self.terminal(role).name)

    def terminal(self, role: TerminalRole) -> Terminal:
        identity = enrol(f"{role.value}-{uuid4().hex[:8]}", role)
        return Terminal(identity.device, identity.token)

    def register(
        self, number: str = STUDENT, health: HealthStatus = HealthStatus.WELL
    ) -> ReturnRegistration:
        """The student submits a registration for today."""
        submit(self.student(number), self.device(), submission(self.today, health))
        registration = latest_registration(self.student(number))
        assert registration is not None
        return registration

    def decide(
        self,
        registration: ReturnRegistration,
        action: DecisionAction = DecisionAction.APPROVE,
        by: str = "chen",
        remark: str = "",
    ) -> ReturnRegistration:
        return decide(self.staff(by), registration.id, action, remark)

    def record(self, number: str = STUDENT) -> AccessRecord:
        """What the feed says of the student now; its signature is verified."""
        return opened(FeedEntry.objects.get(holder=student_by_number(number).id))

    def page(self, user: str = "", **headers: str) -> Client:
        """A browser, signed in as ``user``, that enforces CSRF like a real one."""
        client = Client(
            SERVER_NAME="localhost", enforce_csrf_checks=True, raise_request_exception=False
        )
        if user:
            client.force_login(self.staff(user))
        return client


class Terminal:
    """Calls the interface in process, as the terminal with this token."""

    def __init__(self, name: str, token: str) -> None:
        self.name: Final = name
        self._token = token
        self._session = ""
        self._client = Client(SERVER_NAME="localhost", raise_request_exception=False)

    def sign_in(self, number: str = STUDENT) -> Session:
        digest = credential_digest(keyring().credential, UIDS[number])
        answer = self.call("POST", "sessions", SignIn(credential=digest))
        assert answer.status_code == 201, answer.content
        session = Session.model_validate_json(answer.content)
        self._session = session.token
        return session

    def call(
        self, method: str, path: str, body: Message | bytes | None = None, token: str | None = None
    ) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self._token if token is None else token}"}
        if self._session:
            headers["X-Yanhu-Session"] = self._session
        data = body.model_dump_json().encode() if isinstance(body, Message) else body or b""
        answer = self._client.generic(
            method, BASE + path, data, content_type="application/json", headers=headers
        )
        assert isinstance(answer, HttpResponse)
        return answer

    def problem(
        self, method: str, path: str, body: Message | bytes | None = None, token: str | None = None
    ) -> tuple[int, str, str]:
        """Status, code and place of a refusal that speaks both languages."""
        answer = self.call(method, path, body, token)
        problem = Problem.model_validate_json(answer.content)
        assert problem.message.zh
        assert problem.message.en
        return answer.status_code, problem.code, problem.where


def said(answer: HttpResponse) -> dict[str, Any]:
    """The answer's JSON object."""
    content: dict[str, Any] = json.loads(answer.content)
    return content


def opened(entry: FeedEntry) -> AccessRecord:
    """The record in a feed entry, its signature verified."""
    verifier = RecordVerifier([publish(keyring().record.public_key())])
    sealed = bytes(entry.sealed_jws)
    return verifier.verify(vault().open(sealed, feed_binding(entry.holder)).decode())


def altered(body: ReturnSubmission, **changes: object) -> bytes:
    """The submission as JSON with top-level parts replaced by anything."""
    return json.dumps(json.loads(body.model_dump_json()) | changes).encode()
