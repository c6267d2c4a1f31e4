"""The terminal interface in process: every call, and every refusal in its own words."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.utils import timezone

from hall.gates.models import JournalledEvent
from hall.people.models import Card
from hall.returns.models import EnrolledFace
from hall.returns.policy import DecisionAction
from hall.site.api import BASE_PATH, terminal_openapi
from hall.terminals.devices import NameTaken, NoSuchDevice, enrol, gates_in_service, withdraw
from hall.terminals.models import Device, KioskSession
from sync.vouching import GateWitness, NotVouchedFor
from sync.wire import (
    Catalogue,
    EventBatch,
    EventReceipt,
    FeedPage,
    Hello,
    ReturnState,
    SignIn,
    TerminalRole,
)
from tests.helpers.events import journalled
from tests.helpers.hall import STUDENT, submission
from tests.unit.hall.seeded import Campus, Terminal, altered, said

DOCS: Final = Path(__file__).parents[3] / "docs"
KIOSK, GATE = TerminalRole.KIOSK, TerminalRole.GATE


@pytest.fixture
def kiosk(campus: Campus) -> Terminal:
    return campus.terminal(KIOSK)


@pytest.fixture
def gate(campus: Campus) -> Terminal:
    return campus.terminal(GATE)


def test_hello_says_who_calls_whom(kiosk: Terminal) -> None:
    hello = Hello.model_validate_json(kiosk.call("GET", "hello").content)
    assert (hello.contract, hello.campus, hello.device) == ("1", "yanhu", kiosk.name)
    assert abs(hello.server_time - timezone.now()) < timedelta(seconds=5)


def test_the_catalogue_has_guides_of_several_departments(kiosk: Terminal) -> None:
    catalogue = Catalogue.model_validate_json(kiosk.call("GET", "services").content)
    assert len(catalogue.services) >= 12
    assert len({service.department.zh for service in catalogue.services}) >= 6
    assert all(service.steps for service in catalogue.services)
    assert [s.code for s in catalogue.services if s.at_terminal] == [
        "return-registration",
        "enrolment-certificate",
        "telephone-pass",
    ]


def test_a_session_begins_with_a_card_and_ends(kiosk: Terminal) -> None:
    session = kiosk.sign_in()
    assert session.holder.student_no == STUDENT
    assert session.holder.department_en == "School of Earth Sciences"
    assert kiosk.call("GET", "returns/current").status_code == 200
    for _ in range(2):
        assert kiosk.call("DELETE", "sessions/current").status_code == 204
    assert kiosk.problem("GET", "returns/current")[:2] == (401, "session_expired")


def test_a_session_runs_out(kiosk: Terminal) -> None:
    kiosk.sign_in()
    KioskSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert kiosk.problem("GET", "returns/current")[:2] == (401, "session_expired")


def test_a_session_belongs_to_its_kiosk(campus: Campus, kiosk: Terminal) -> None:
    token = kiosk.sign_in().token
    other = campus.terminal(KIOSK)
    other._session = token
    assert other.problem("GET", "returns/current")[:2] == (401, "session_expired")


def test_the_next_student_signs_the_last_one_out(kiosk: Terminal) -> None:
    first = kiosk.sign_in().token
    kiosk.sign_in()
    kiosk._session = first
    assert kiosk.problem("GET", "returns/current")[:2] == (401, "session_expired")


def test_unknown_and_lost_cards_do_not_sign_in(kiosk: Terminal) -> None:
    unknown = SignIn(credential="ab" * 32)
    assert kiosk.problem("POST", "sessions", unknown)[:2] == (404, "unknown_card")
    lost = Card.objects.filter(student__student_no=STUDENT)
    lost.update(lost_at=timezone.now())
    known = SignIn(credential=lost.get().digest)
    assert kiosk.problem("POST", "sessions", known)[:2] == (404, "unknown_card")


def test_a_return_is_registered_over_the_interface(campus: Campus, kiosk: Terminal) -> None:
    kiosk.sign_in()
    body = submission(campus.today)
    first = kiosk.call("POST", "returns", body)
    again = kiosk.call("POST", "returns", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert said(first) == said(again) == said(kiosk.call("GET", "returns/current"))
    ReturnState.model_validate_json(first.content)


def test_tokens(campus: Campus, gate: Terminal) -> None:
    assert gate.problem("GET", "hello", token="x" * 43)[:2] == (401, "token_unknown")
    assert gate.problem("GET", "hello", token="")[:2] == (401, "token_unknown")
    withdraw(gate.name)
    assert gate.problem("GET", "hello")[:2] == (403, "device_revoked")
    assert gate.problem("GET", "feed")[:2] == (403, "device_revoked")
    with pytest.raises(NoSuchDevice):
        withdraw("nobody")


def test_tokens_are_kept_only_as_hashes(campus: Campus) -> None:
    identity = enrol("east", GATE)
    row = Device.objects.get(name="east")
    assert identity.token not in {str(value) for value in vars(row).values()}
    assert row.token_sha256 in gates_in_service()
    assert identity.token not in repr(identity)
    with pytest.raises(NameTaken, match=r"choose another name.*revoke-device"):
        enrol("east", KIOSK)


def test_the_hall_vouches_for_a_gate_before_other_gates(campus: Campus) -> None:
    gate, other = enrol("east", GATE), enrol("west", GATE)
    assert gate.neighbour is not None
    vouched = GateWitness(other.record_keys).read(gate.neighbour.certificate)
    secret = base64.b64decode(gate.neighbour.key)
    key = Ed25519PrivateKey.from_private_bytes(secret).public_key()
    assert (vouched.name, vouched.key) == ("east", key)
    assert gate.neighbour.key not in repr(gate)
    assert enrol("library", KIOSK).neighbour is None
    with pytest.raises(NotVouchedFor):
        GateWitness(other.record_keys).read(gate.neighbour.certificate[:-4] + "AAAA")


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        (GATE, "GET", "services"),
        (GATE, "GET", "returns/form"),
        (GATE, "GET", "returns/current"),
        (GATE, "POST", "returns"),
        (GATE, "POST", "sessions"),
        (GATE, "POST", "certificates"),
        (KIOSK, "GET", "feed"),
        (KIOSK, "POST", "events"),
        (KIOSK, "GET", f"thumbnails/{'0' * 64}"),
    ],
)
def test_each_role_has_its_own_calls(
    campus: Campus, role: TerminalRole, method: str, path: str
) -> None:
    assert campus.terminal(role).problem(method, path)[:2] == (403, "wrong_role")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "nothing", (404, "not_found", "")),
        ("PUT", "events", (405, "method_not_allowed", "")),
        ("GET", "feed?cursor=x", (422, "invalid", "cursor")),
        ("GET", "feed?limit=501", (422, "invalid", "limit")),
        ("GET", "feed?wait=26", (422, "invalid", "wait")),
        ("GET", "feed?wait=nan", (422, "invalid", "wait")),
        ("GET", "feed?cursor=9999999", (409, "cursor_ahead", "cursor")),
        ("GET", f"thumbnails/{'0' * 64}", (404, "not_found", "")),
        ("GET", "thumbnails/", (404, "not_found", "")),
    ],
)
def test_gate_refusals(
    gate: Terminal, method: str, path: str, expected: tuple[int, str, str]
) -> None:
    assert gate.problem(method, path) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (422, "invalid")),
        (b"{", (400, "malformed")),
        (b'{"events": [NaN]}', (400, "malformed")),
        (b"\xff\xfe", (400, "malformed")),
        (b'"\\ud800"', (400, "malformed")),
        (b"[" * 100_000, (400, "malformed")),
        (b"[]", (422, "invalid")),
        (b"null", (422, "invalid")),
        (b'{"events": []}', (422, "invalid")),
        (b'{"events": [{}]}', (422, "invalid")),
    ],
)
def test_bodies_that_are_no_batch(gate: Terminal, body: bytes, expected: tuple[int, str]) -> None:
    assert gate.problem("POST", "events", body)[:2] == expected


def test_the_wrong_event_of_a_batch_is_named(gate: Terminal) -> None:
    batch = json.loads(EventBatch(events=journalled(3)).model_dump_json())
    batch["events"][2]["at"] = "yesterday"
    body = json.dumps(batch).encode()
    assert gate.problem("POST", "events", body) == (422, "invalid", "events.2.at")
    batch["events"][2]["at"] = "0001-01-01T00:00:00+08:00"
    body = json.dumps(batch).encode()
    assert gate.problem("POST", "events", body) == (422, "invalid", "events.2.at")
    assert not JournalledEvent.objects.exists()


def test_events_arrive(gate: Terminal) -> None:
    batch = EventBatch(events=journalled(200))
    receipt = EventReceipt.model_validate_json(gate.call("POST", "events", batch).content)
    assert len(receipt.accepted) == 200
    again = EventReceipt.model_validate_json(gate.call("POST", "events", batch).content)
    assert again.duplicate == receipt.accepted


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"surprise": 1}, "surprise"),
        ({"idempotency_key": "x"}, "idempotency_key"),
        ({"answers": {}}, "answers.origin"),
    ],
)
def test_the_wrong_field_of_a_registration_is_named(
    campus: Campus, kiosk: Terminal, changes: dict[str, object], where: str
) -> None:
    kiosk.sign_in()
    body = altered(submission(campus.today), **changes)
    assert kiosk.problem("POST", "returns", body) == (422, "invalid", where)


def test_a_certificate_that_is_not_there(kiosk: Terminal) -> None:
    kiosk.sign_in()
    for name in (uuid4(), "not-a-uuid"):
        path = f"certificates/{name}/document"
        assert kiosk.problem("GET", path)[:2] == (404, "not_found")


def test_a_thumbnail_is_served_while_a_record_names_it(campus: Campus, gate: Terminal) -> None:
    registration = campus.register()
    digest = EnrolledFace.objects.get().thumbnail_sha256
    path = f"thumbnails/{digest}"
    assert gate.problem("GET", path)[:2] == (404, "not_found"), "it only waits yet"
    campus.decide(registration)
    answer = gate.call("GET", path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    campus.decide(registration, DecisionAction.REVOKE, remark="no longer")
    assert gate.problem("GET", path)[:2] == (404, "not_found")


def test_a_fault_of_our_own_shows_no_trace(kiosk: Terminal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE catalogue_service")
    assert kiosk.problem("GET", "services") == (500, "internal", "")
    assert b"catalogue" not in kiosk.call("GET", "services").content


def test_when_a_terminal_was_seen_is_kept(gate: Terminal) -> None:
    gate.call("GET", "hello")
    seen = Device.objects.get(name=gate.name).seen_at
    assert isinstance(seen, datetime)
    gate.call("GET", "hello")
    assert Device.objects.get(name=gate.name).seen_at == seen, "not written at every call"


def test_the_published_openapi_is_current() -> None:
    published = DOCS / "openapi.json"
    assert published.read_text(encoding="utf-8") == terminal_openapi() + "\n", (
        "run `yanhu hall openapi > docs/openapi.json`"
    )


def test_every_call_of_the_contract_is_in_openapi() -> None:
    contract = DOCS / "contract.md"
    paths = json.loads(terminal_openapi())["paths"]
    served = {
        f"{method.upper()} {path.removeprefix(BASE_PATH)}"
        for path, operations in paths.items()
        for method in operations
    }
    promised = {
        line.split("`")[1].split("?")[0].replace("{id}", "{certificate}")
        for line in contract.read_text(encoding="utf-8").splitlines()
        if line.startswith(("| `GET ", "| `POST ", "| `DELETE "))
    }
    assert served == promised


def test_an_empty_feed_page_is_one(gate: Terminal) -> None:
    head = FeedPage.model_validate_json(gate.call("GET", "feed").content).next
    page = FeedPage.model_validate_json(gate.call("GET", f"feed?cursor={head}").content)
    assert (page.rows, page.next) == ((), head)
