"""Passes on telephones: links that open once, passes that gates verify, and what is refused."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from gate_agent.journal.chain import chained
from hall.access.changes import block
from hall.conf.current import keyring
from hall.conf.problems import Refused
from hall.gates.conditions import Conditions
from hall.gates.events import keep_events
from hall.passes.issue import (
    KEEP,
    MOST_AT_ONCE,
    NOT_ISSUED,
    TOO_MANY,
    NoPass,
    forget_passes,
    issue_pass,
)
from hall.passes.models import IssuedPass, Telephone
from hall.passes.telephones import (
    LINK_LIFE,
    STUDENT_TELEPHONE_LIFE,
    forget_telephones,
    linked,
    new_link,
    open_link,
    telephone,
)
from hall.passes.web import PASS_POLICY, PHONE_COOKIE
from hall.visitors.models import Visitor
from hall.visitors.rules import Invitation, VisitAction
from hall.visitors.visits import decide_visit, invite
from sync.passes import PASS_LIFE, Pass, PassVerifier
from sync.signing import publish
from sync.wire import CredentialKind, GateEventKind, TerminalRole
from tests.helpers.events import journalled
from tests.unit.hall.seeded import Campus
from tests.unit.hall.test_web import token

NAME = "样本访客"


def invited(campus: Campus, hours: float = 8) -> Visitor:
    return invite(
        campus.staff("host"),
        Invitation(
            NAME, "", "参加讲座", campus.now, campus.now + timedelta(hours=hours), Conditions()
        ),
    )


def path_of(address: str) -> str:
    return address.removeprefix("http://127.0.0.1:8400")


def issued(holder: UUID) -> tuple[Pass, str]:
    made = issue_pass(holder)
    assert not isinstance(made, NoPass), made
    return made


def on_telephone(campus: Campus, holder: UUID) -> Client:
    """A browser on which the holder's link was opened."""
    client = campus.page()
    path = path_of(new_link(holder, campus.now))
    answer = client.post(path, {"csrfmiddlewaretoken": token(client.get(path).content)})
    assert answer.headers["Location"] == "/pass/"
    return client


def fetched(client: Client) -> dict[str, object]:
    page = client.get("/pass/").content
    answer = client.post("/pass/next", {"csrfmiddlewaretoken": token(page)})
    assert answer.status_code == 200, answer.content
    said: dict[str, object] = json.loads(answer.content)
    return said


def test_a_pass_is_what_gates_verify(campus: Campus) -> None:
    campus.decide(campus.register())
    holder = campus.student().id
    shown, code = issued(holder)
    verifier = PassVerifier([publish(keyring().record.public_key())])
    assert verifier.verify(code, campus.now) == shown
    assert shown.holder == holder
    assert shown.valid_until - shown.issued_at == PASS_LIFE
    assert issued(holder)[0].pass_id != shown.pass_id
    assert {row.pass_id for row in IssuedPass.objects.all()} >= {shown.pass_id}


def test_nobody_is_given_a_pass_that_all_gates_refuse(campus: Campus) -> None:
    student = campus.student()
    assert issue_pass(uuid4()) == NoPass(NOT_ISSUED)
    assert isinstance(issue_pass(student.id), NoPass)
    campus.decide(campus.register())
    assert not isinstance(issue_pass(student.id), NoPass)
    block(campus.staff("security"), student.id, "x")
    assert isinstance(issue_pass(student.id), NoPass)
    waiting = invited(campus, hours=48)
    assert isinstance(issue_pass(waiting.id), NoPass)
    decide_visit(campus.staff("security"), waiting.id, VisitAction.APPROVE, "")
    assert not isinstance(issue_pass(waiting.id), NoPass)


def test_a_program_cannot_fill_the_hall_with_passes(campus: Campus) -> None:
    visitor = invited(campus)
    for _ in range(MOST_AT_ONCE):
        issued(visitor.id)
    assert issue_pass(visitor.id) == NoPass(TOO_MANY)


def test_the_hall_learns_which_pass_was_used_where(campus: Campus) -> None:
    visitor = invited(campus)
    shown, _ = issued(visitor.id)
    (drawn,) = journalled(1)
    event = chained(
        drawn.model_copy(
            update={
                "kind": GateEventKind.GRANTED,
                "holder": visitor.id,
                "credential_kind": CredentialKind.PASS,
                "pass_id": shown.pass_id,
                "reason": "",
            }
        )
    )
    keep_events(campus.device(TerminalRole.GATE), [event])
    row = IssuedPass.objects.get(pass_id=shown.pass_id)
    assert (row.used_at, row.used_gate) == (event.at, event.gate)


def test_what_is_known_of_passes_and_telephones_ends(campus: Campus) -> None:
    visitor = invited(campus)
    shown, _ = issued(visitor.id)
    new_link(visitor.id, campus.now)
    assert forget_passes(shown.valid_until + KEEP) == 0
    assert forget_passes(shown.valid_until + KEEP + timedelta(seconds=1)) == 1
    assert forget_telephones(visitor.valid_until) == 0
    assert forget_telephones(visitor.valid_until + timedelta(seconds=1)) == 1


def test_a_link_opens_once(campus: Campus) -> None:
    now, holder = campus.now, campus.student().id
    link = new_link(holder, now).rpartition("/")[2]
    assert linked(link, now) is not None
    opened = open_link(link, now)
    assert opened is not None
    owned, phone = opened
    assert owned.holder == holder
    assert open_link(link, now) is None
    assert telephone(phone, now) == owned
    assert telephone("", now) is None
    assert telephone(link, now) is None
    assert telephone(phone, now + STUDENT_TELEPHONE_LIFE) is None
    assert link not in str(Telephone.objects.values().get())
    assert phone not in str(Telephone.objects.values().get())


def test_a_new_link_puts_the_old_telephone_out_of_use(campus: Campus) -> None:
    now, holder = campus.now, campus.student().id
    opened = open_link(new_link(holder, now).rpartition("/")[2], now)
    assert opened is not None
    new_link(holder, now)
    assert telephone(opened[1], now) is None


def test_links_end(campus: Campus) -> None:
    now, visitor = campus.now, invited(campus)
    at_the_counter = new_link(campus.student().id, now).rpartition("/")[2]
    assert linked(at_the_counter, now + LINK_LIFE) is None
    sent_ahead = new_link(visitor.id, now).rpartition("/")[2]
    assert linked(sent_ahead, visitor.valid_until - timedelta(seconds=1)) is not None
    assert linked(sent_ahead, visitor.valid_until) is None


def test_a_telephone_shows_the_pass(campus: Campus) -> None:
    visitor = invited(campus)
    client = on_telephone(campus, visitor.id)
    cookie = client.cookies[PHONE_COOKIE]
    assert cookie["httponly"]
    assert (cookie["path"], cookie["samesite"]) == ("/pass", "Lax")
    answer = client.get("/pass/")
    assert answer.headers["Content-Security-Policy"] == PASS_POLICY
    page = answer.content.decode()
    assert NAME in page
    (script,) = re.findall(r'<script src="([^"]+)"', page)
    assert client.get(script).headers["Content-Type"].startswith("text/javascript")
    said = fetched(client)
    assert str(said["code"]).startswith("data:image/svg+xml")
    assert 0 < int(str(said["remaining_ms"])) <= PASS_LIFE / timedelta(milliseconds=1)
    decide_visit(campus.staff("host"), visitor.id, VisitAction.REVOKE, "改期")
    assert "refused" in fetched(client)


def test_looking_at_a_link_does_not_open_it(campus: Campus) -> None:
    path = path_of(new_link(campus.student().id, campus.now))
    assert campus.page().get(path).status_code == 200
    assert campus.page().get(path).status_code == 200
    assert Telephone.objects.get().phone_sha256 is None


def test_a_telephone_that_nobody_linked_shows_nothing(campus: Campus) -> None:
    client = campus.page()
    answer = client.get("/pass/")
    assert (answer.status_code, 'id="pass-nobody"' in answer.content.decode()) == (404, True)
    fields = {"csrfmiddlewaretoken": token(answer.content)}
    assert client.post("/pass/next", fields).status_code == 404
    assert client.post("/pass/next").status_code == 403
    spent = client.get("/pass/nothing")
    assert (spent.status_code, 'id="link-spent"' in spent.content.decode()) == (404, True)


@pytest.mark.parametrize(
    ("somebody", "student", "visitor"),
    [("chen", 200, 404), ("zhao", 404, 404), ("host", 404, 200), ("security", 200, 200)],
)
def test_links_are_made_for_ones_own(
    campus: Campus, somebody: str, student: int, visitor: int
) -> None:
    client = campus.page(somebody)
    assert client.get(f"/telephones/{campus.student().id}").status_code == student
    assert client.get(f"/telephones/{invited(campus).id}").status_code == visitor


def test_a_link_is_shown_once(campus: Campus) -> None:
    client, visitor = campus.page("host"), invited(campus)
    path = f"/telephones/{visitor.id}"
    form = {"csrfmiddlewaretoken": token(client.get(path).content)}
    page = client.post(path, form).content.decode()
    (address,) = re.findall(r'id="link-address"[^>]*href="([^"]+)"', page)
    assert linked(address.rpartition("/")[2], campus.now) is not None
    assert address not in client.get(path).content.decode()
    decide_visit(campus.staff("host"), visitor.id, VisitAction.REVOKE, "改期")
    assert 'id="not-now"' in client.post(path, form).content.decode()
    assert client.get(f"/telephones/{uuid4()}").status_code == 404


def test_a_kiosk_makes_a_link_for_whoever_is_signed_in(campus: Campus) -> None:
    kiosk = campus.terminal(TerminalRole.KIOSK)
    assert kiosk.problem("POST", "telephone-links")[1] == Refused.SESSION_EXPIRED.code
    kiosk.sign_in()
    answer = kiosk.call("POST", "telephone-links")
    assert answer.status_code == 201
    made = json.loads(answer.content)
    found = linked(made["url"].rpartition("/")[2], campus.now)
    assert found is not None
    assert found.holder == campus.student().id
