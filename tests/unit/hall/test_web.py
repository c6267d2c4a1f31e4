"""The pages: who sees what, in which language, and what happens when something is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from django.test import Client

from gate_agent.rules.leaving import advice_on
from gate_agent.rules.reasons import Reason, advice
from hall.gates.events import keep_events
from hall.seeding.access import BLOCK_REASON, PURPOSE, VISITORS
from hall.web.attempts import ATTEMPTS
from hall.web.headers import CONTENT_POLICY
from hall.web.words import WORDS
from sync.wire import Direction, HealthStatus, TerminalRole
from tests.helpers.events import journalled
from tests.helpers.hall import CLASSMATE, STRANGER, STUDENT
from tests.unit.hall.seeded import Campus

TEMPLATES: Final = Path(__file__).parents[3] / "hall" / "web" / "templates" / "hall"
BY_PEOPLE: Final = (BLOCK_REASON, PURPOSE, *VISITORS)
"""What somebody typed on the demonstration campus."""
CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")


def token(page: bytes) -> str:
    """The form token of a page, as a browser would send it back."""
    found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, "the page has no form"
    return found.group(1).decode()


def post(client: Client, path: str, page: str = "", **fields: str) -> tuple[int, str]:
    """Post a form as a browser: with the token of the page it stands on."""
    fields["csrfmiddlewaretoken"] = token(client.get(page or path).content)
    answer = client.post(path, fields, follow=True)
    return answer.status_code, answer.content.decode()


def test_signing_in_leads_to_the_first_page_of_the_role(campus: Campus) -> None:
    for username, landing in (
        ("chen", 'id="returns-empty"'),
        ("guard", "门岗记录"),
        ("technician", "终端"),
        ("security", 'id="blocks-table"'),
        ("host", 'id="visitors-table"'),
    ):
        client = campus.page()
        status, page = post(client, "/login", username=username, password=campus.password)
        assert status == 200
        assert landing in page
        assert 'id="sign-out"' in page


def test_a_wrong_password_is_said_and_soon_slows_down(campus: Campus) -> None:
    client = campus.page()
    for _ in range(ATTEMPTS):
        status, page = post(client, "/login", username="chen", password="wrong")
        assert (status, 'id="login-error"' in page) == (403, True)
    status, page = post(client, "/login", username="chen", password=campus.password)
    assert status == 429
    assert "5 分钟" in page


def test_signing_in_does_not_lead_off_the_hall(campus: Campus) -> None:
    client = campus.page()
    page = client.get("/login?next=https://evil.example/").content
    fields = {
        "csrfmiddlewaretoken": token(page),
        "username": "chen",
        "password": campus.password,
        "next": "https://evil.example/",
    }
    answer = client.post("/login", fields)
    assert answer.headers["Location"] == "/returns/"


@pytest.mark.parametrize("path", ["/returns/", "/gates/", "/terminals/"])
def test_strangers_are_sent_to_sign_in(campus: Campus, path: str) -> None:
    answer = campus.page().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/login?next={path}"


@pytest.mark.parametrize(
    ("user", "allowed"),
    [("chen", {"/returns/"}), ("guard", {"/gates/"}), ("technician", {"/gates/", "/terminals/"})],
)
def test_each_role_has_its_pages(campus: Campus, user: str, allowed: set[str]) -> None:
    for path in ("/returns/", "/gates/", "/terminals/"):
        assert campus.page(user).get(path).status_code == (200 if path in allowed else 403)


def test_a_counsellor_decides_on_the_page(campus: Campus) -> None:
    registration = campus.register()
    client = campus.page("chen")
    listed = client.get("/returns/").content.decode()
    assert f'data-student-no="{STUDENT}"' in listed
    path = f"/returns/{registration.id}/approve"
    status, page = post(client, path, remark="证件已核对")
    assert status == 200
    assert 'id="flash"' in page
    assert "已批准 林小雨 返校" in page
    assert campus.record().status == "approved"
    status, page = post(client, f"/returns/{registration.id}/revoke", remark="")
    assert (status, 'id="decision-error"' in page) == (409, True)
    status, page = post(client, f"/returns/{registration.id}/revoke", remark="再次外出")
    assert status == 200
    assert campus.record().status == "revoked"


def test_what_is_not_theirs_is_not_there(campus: Campus) -> None:
    registration = campus.register(STRANGER)
    client = campus.page("chen")
    base = f"/returns/{registration.id}/"
    for path in (base, base + "photo", base + "approve"):
        assert client.get(path).status_code == 404
    own = campus.page("zhao")
    assert own.get(base).status_code == 200
    assert own.get(base + "photo").headers["Content-Type"] == "image/jpeg"
    fields = {"csrfmiddlewaretoken": token(client.get("/returns/").content)}
    assert client.post(base + "approve", fields).status_code == 404
    assert campus.record(STRANGER).status == "pending"


def test_a_form_from_elsewhere_is_refused(campus: Campus) -> None:
    registration = campus.register()
    answer = campus.page("chen").post(f"/returns/{registration.id}/approve", {"remark": ""})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
    assert campus.record().status == "pending"


def test_the_list_filters_and_searches(campus: Campus) -> None:
    campus.decide(campus.register(STUDENT))
    campus.register(CLASSMATE, HealthStatus.CONTACT)
    client = campus.page("chen")

    def listed(query: str) -> set[str]:
        page = client.get(f"/returns/?{query}").content.decode()
        return set(re.findall(r'data-student-no="(\d+)"', page))

    assert listed("") == {CLASSMATE}
    assert listed("status=approved") == {STUDENT}
    assert listed("status=all") == {STUDENT, CLASSMATE}
    assert listed("status=all&q=林") == {STUDENT}
    assert listed("status=all&q=Yifan") == {CLASSMATE}
    assert listed("status=all&q=20240001") == {STUDENT}
    assert client.get("/returns/?status=unheard").status_code == 404
    assert client.get("/returns/?page=999").status_code == 200


def test_the_page_says_what_a_gate_would_say(campus: Campus) -> None:
    registration = campus.register()
    client = campus.page("chen")
    path = f"/returns/{registration.id}/"
    assert "返校申请正在审核" in client.get(path).content.decode()
    campus.decide(registration)
    assert "核验人脸后放行" in client.get(path).content.decode()


def test_a_guard_asks_whether_somebody_would_get_in(campus: Campus) -> None:
    registration = campus.register()
    client = campus.page("guard")

    def answer(**query: str) -> str:
        page = client.get("/gates/foresight", {"gate": "east", **query}).content.decode()
        return page.partition('id="answer"')[2]

    assert answer() == ""
    assert "没有这个编号" in answer(student_no="0")
    assert "返校申请正在审核" in answer(student_no=STUDENT)
    known, _, permitted = answer(student_no=STUDENT, direction="out").partition("exits = permitted")
    assert ("exits = known" in known, "校门 east 会说" in known) == (True, True)
    assert advice_on(Direction.OUT, Reason.NO_TEMPLATE).sentence.zh in known
    assert advice_on(Direction.OUT, Reason.PENDING).sentence.zh in permitted
    campus.decide(registration)
    assert "核验人脸后放行" in answer(student_no=STUDENT)
    assert "返校许可已过期" in answer(student_no=STUDENT, at="2099-01-01T08:00")
    assert "还没到允许返校的时间" in answer(student_no=STUDENT, at="2001-01-01T08:00")
    assert answer(student_no=STUDENT, at="soon") == ""
    assert "立即放行" in answer(student_no=STUDENT, mode="card")
    assert "立即放行" in answer(student_no=STUDENT, mode="pass", shown="pass")
    assert "核验人脸后放行" in answer(student_no=STUDENT, mode="pass", shown="number")
    assert advice(Reason.GUARD_MUST_CONFIRM).sentence.zh in answer(student_no=STUDENT, mode="guard")
    assert advice(Reason.CREDENTIAL_NOT_TAKEN).sentence.zh in answer(
        student_no=STUDENT, mode="card", shown="face"
    )
    assert campus.page("chen").get("/gates/foresight").status_code == 403


def test_what_people_type_is_shown_as_text(campus: Campus) -> None:
    registration = campus.register()
    registration.answers["origin"] = "<script>alert(1)</script>"
    registration.remark = "<b>bold</b>"
    registration.save()
    page = campus.page("chen").get(f"/returns/{registration.id}/").content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_language_is_chosen_on_the_page_and_kept(campus: Campus) -> None:
    client = campus.page()
    assert 'lang="zh-hans"' in client.get("/").content.decode()
    status, page = post(client, "/language", page="/", language="en", next="/verify/")
    assert status == 200
    assert "Verify a certificate" in page
    assert 'lang="en"' in client.get("/").content.decode()


def test_a_browsers_wish_is_heard(campus: Campus) -> None:
    page = campus.page().get("/", headers={"accept-language": "en-GB,en;q=0.8"})
    assert "One place, one visit" in page.content.decode()


def test_english_pages_are_english(campus: Campus) -> None:
    registration = campus.register()
    keep_events(campus.device(TerminalRole.GATE), journalled(1))
    english = {"accept-language": "en"}
    for user, paths in {
        "": ("/", "/services/transcript", "/login", "/verify/", "/verify/0", "/nowhere"),
        "chen": ("/returns/", f"/returns/{registration.id}/reject", "/returns/?status=rejected"),
        "guard": (
            *("/gates/", "/terminals/", "/gates/foresight", "/gates/alarms"),
            f"/gates/foresight?student_no={STUDENT}&gate=east",
            "/gates/foresight?student_no=0&gate=east&at=2030-09-01T08:00",
        ),
        "technician": ("/terminals/", "/gates/"),
        "security": (
            *("/access/", "/access/?number=0", f"/access/{registration.student_id}/"),
            *(f"/access/{registration.student_id}/block", "/visitors/", "/visitors/invite"),
        ),
        "host": ("/visitors/", "/visitors/?status=pending", "/visitors/invite"),
    }.items():
        client = campus.page(user)
        for path in paths:
            page = client.get(path, headers=english).content.decode()
            shown = page
            for typed in ("中文", ">砚<", "云南省昆明市", *BY_PEOPLE):
                shown = shown.replace(typed, "")
            assert not CHINESE.search(shown), f"{path}: {CHINESE.findall(shown)}"


def test_a_technician_withdraws_a_terminal(campus: Campus) -> None:
    gate = campus.terminal(TerminalRole.GATE)
    status, page = post(campus.page("technician"), f"/terminals/{gate.name}/withdraw")
    assert status == 200
    assert "已停用" in page
    assert gate.problem("GET", "hello")[:2] == (403, "device_revoked")


def test_the_gates_page_puts_reasons_into_words(campus: Campus) -> None:
    keep_events(campus.device(TerminalRole.GATE), journalled(2))
    page = campus.page("guard").get("/gates/").content.decode()
    assert "这张卡没有登记" in page
    assert "unknown_card" not in page


def test_every_page_forbids_scripts_and_shared_caches(campus: Campus) -> None:
    for answer in (campus.page().get("/"), campus.page().get("/nowhere")):
        assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "<script" not in answer.content.decode()


def test_the_style_sheet_is_our_own_and_may_be_kept(campus: Campus) -> None:
    page = campus.page().get("/").content.decode()
    (path,) = re.findall(r'href="(/assets/[^"]+)"', page)
    answer = campus.page().get(path)
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    assert b"url(" not in answer.content
    assert b"@import" not in answer.content


def test_a_foreign_host_name_is_refused(campus: Campus) -> None:
    assert Client(SERVER_NAME="evil.example").get("/").status_code == 400


def test_every_word_is_used_and_has_the_same_places_in_both_languages() -> None:
    spoken = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in TEMPLATES.parents[2].rglob("*.py")
        if not path.name.startswith("words")
    )
    families = ("alarm_", "done_", "failure_", "login_")
    for key, text in WORDS.items():
        used = f'"{key}"' in spoken or f"'{key}'" in spoken or f'"{key}"' in code
        assert used or key.startswith(families), f"{key} is said nowhere"
        assert re.findall(r"{\w+}", text.zh) == re.findall(r"{\w+}", text.en), key


def test_sign_out_ends_the_session(campus: Campus) -> None:
    client = campus.page("chen")
    status, _ = post(client, "/logout", page="/returns/")
    assert status == 200
    assert client.get("/returns/").status_code == 302
