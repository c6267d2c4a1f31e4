"""A campus platform that serves kiosks by the contract, in memory on a real socket.

Tests of screens arrange with it what the real hall reaches only through a counsellor, a clock or a
fault: each state of a return, a refusal of one field, an answer that takes its time.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel

from devices.printer.test_page import test_page
from sync.client import BASE_PATH
from sync.credential import credential_digest
from sync.signing import publish
from sync.wire import (
    Bilingual,
    Catalogue,
    CertificateIssued,
    CertificateRequest,
    Hello,
    Holder,
    PrintReport,
    Problem,
    ReturnState,
    ReturnStatus,
    ReturnSubmission,
    ServiceSummary,
    Session,
    SignIn,
    TelephoneLink,
    TerminalIdentity,
    TerminalRole,
)

SESSION_S: Final = 900.0


def text(zh: str, en: str) -> Bilingual:
    return Bilingual(zh=zh, en=en)


SERVICES: Final = (
    ServiceSummary(
        code="return-registration",
        title=text("返校登记", "Registration of return"),
        summary=text("开学前登记行程并采集人脸", "Your journey, and a picture of your face"),
        department=text("学生工作部", "Student Affairs"),
        materials=(text("校园卡", "Campus card"),),
        steps=(
            text("在自助终端填写登记", "Fill in the registration at a terminal"),
            text("辅导员审核", "Your counsellor reviews it"),
            text("凭卡和人脸进校", "Enter by card and face"),
        ),
        location=text("各自助服务终端", "Any self-service terminal"),
        at_terminal=True,
    ),
    ServiceSummary(
        code="enrolment-certificate",
        title=text("在读证明", "Certificate of enrolment"),
        summary=text("中英文在读证明，即办即取", "In Chinese and English, at once"),
        department=text("教务处", "Academic Affairs"),
        materials=(text("校园卡", "Campus card"),),
        steps=(text("在自助终端打印", "Print it at a terminal"),),
        location=text("各自助服务终端", "Any self-service terminal"),
        at_terminal=True,
    ),
    ServiceSummary(
        code="campus-card",
        title=text("校园卡补办", "New campus card"),
        summary=text("卡片遗失或损坏后补办新卡", "When yours is lost or broken"),
        department=text("卡务中心", "Card Office"),
        materials=(text("身份证", "Identity card"), text("工本费 20 元", "Fee of 20 yuan")),
        steps=(
            text("先在线挂失旧卡", "Report the old card as lost online"),
            text("到卡务中心交费制卡", "Pay and have it made at the card office"),
        ),
        location=text("行政楼一层 3 号窗口", "Administration, ground floor, window 3"),
        at_terminal=False,
    ),
    ServiceSummary(
        code="transcript",
        title=text("成绩单", "Transcript of records"),
        summary=text("盖章成绩单，可用于出国与求职", "Sealed, for study abroad and applications"),
        department=text("教务处", "Academic Affairs"),
        materials=(text("校园卡", "Campus card"),),
        steps=(
            text("在线申请", "Apply online"),
            text("两个工作日后领取", "Collect it after two working days"),
        ),
        location=text("教务处 105 室", "Academic Affairs, room 105"),
        at_terminal=False,
    ),
    ServiceSummary(
        code="dormitory-repair",
        title=text("宿舍报修", "Dormitory repairs"),
        summary=text("水电、门窗、家具维修", "Water, power, doors, furniture"),
        department=text("后勤处", "Logistics"),
        materials=(),
        steps=(
            text("填写报修单", "Fill in a repair order"),
            text("等候上门", "Wait for the visit"),
        ),
        location=text("宿舍楼值班室", "The porter of your building"),
        at_terminal=False,
    ),
)


class Refusal(Exception):
    """Answer with this problem."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(problem.code)
        self.status = status
        self.problem = problem


def refusal(status: int, code: str, where: str = "", zh: str = "不行", en: str = "No") -> Refusal:
    return Refusal(status, Problem(code=code, message=text(zh, en), where=where))


class _Handler(BaseHTTPRequestHandler):
    hall: KioskHall
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_DELETE(self) -> None:
        self._answer("DELETE")

    def _answer(self, method: str) -> None:
        self.close_connection = True
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        call = f"{method} {urlsplit(self.path).path.removeprefix(BASE_PATH)}"
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            try:
                if self.headers.get("Authorization") != f"Bearer {self.hall.token}":
                    raise refusal(401, "token_unknown")
                answer = self.hall.answer(call, body, self.headers.get("X-Yanhu-Session", ""))
                if call in self.hall.lose:
                    self.hall.lose.discard(call)
                    return
                self._reply(*answer)
            except Refusal as refused:
                self._reply(refused.status, refused.problem)

    def _reply(self, status: int, content: BaseModel | bytes | None) -> None:
        pdf = isinstance(content, bytes)
        if isinstance(content, BaseModel):
            content = content.model_dump_json().encode()
        self.send_response(status)
        if content is not None:
            self.send_header("Content-Type", "application/pdf" if pdf else "application/json")
        self.send_header("Content-Length", str(len(content or b"")))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Nothing: a test's output is for failures."""


class KioskHall:
    """One student with one card. Tests read and set the public attributes between calls."""

    def __init__(self) -> None:
        self.token: Final = secrets.token_urlsafe(32)
        self.card: Final = secrets.token_bytes(7)
        self.open: Final = threading.Event()
        """Cleared, every answer waits: a slow hall."""
        self._credential_key: Final = secrets.token_bytes(32)
        self._record_key: Final = Ed25519PrivateKey.generate()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self.renew()

    def renew(self) -> None:
        """Another student with the same card; whatever was arranged or kept is gone."""
        self.holder = Holder(
            holder=uuid4(),
            student_no="2024" + str(secrets.randbelow(10**6)).zfill(6),
            name="林小雨",
            name_en="Lin Xiaoyu",
            class_name="2024 级 2 班",
            department="地球科学学院",
            department_en="School of Earth Sciences",
        )
        self.state = ReturnState(registration=None, status=ReturnStatus.NONE)
        self.refuse: dict[str, Refusal] = {}
        """Calls (as ``POST returns``) that are refused until taken out."""
        self.lose: set[str] = set()
        """Calls that are carried out, but whose next answer gets lost on the way."""
        self.pdf = test_page("certificate of the tests")
        self.calls: list[str] = []
        self.submissions: list[ReturnSubmission] = []
        self.links: list[str] = []
        """Made for the student's telephone, newest last."""
        self.reports: dict[UUID, PrintReport] = {}
        self.certificates: dict[UUID, CertificateIssued] = {}
        self.sessions: set[str] = set()
        self._keys: dict[UUID, ReturnState] = {}
        self.open.set()

    @property
    def digest(self) -> str:
        """The keyed digest of the student's card."""
        return credential_digest(self._credential_key, self.card)

    def identity(self) -> TerminalIdentity:
        return TerminalIdentity(
            hall_url=f"http://127.0.0.1:{self._port}",
            device="K03",
            role=TerminalRole.KIOSK,
            token=self.token,
            record_keys=(publish(self._record_key.public_key()),),
            credential_key=base64.b64encode(self._credential_key).decode(),
        )

    @contextmanager
    def running(self) -> Iterator[KioskHall]:
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def start(self) -> None:
        """Listen; after :meth:`stop` on the same port again."""
        handler = type("Handler", (_Handler,), {"hall": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), handler)
        self._server.daemon_threads = False
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        """Go away."""
        self.open.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None

    def answer(  # noqa: C901 - one line a call
        self, call: str, body: bytes, session: str
    ) -> tuple[int, BaseModel | bytes | None]:
        self.calls.append(call)
        assert self.open.wait(20), "the test never let the hall answer"
        if call in self.refuse:
            raise self.refuse[call]
        match call.split("/"):
            case ["GET hello"]:
                return 200, self._hello()
            case ["GET services"]:
                return 200, Catalogue(services=SERVICES)
            case ["POST sessions"]:
                return 201, self._sign_in(SignIn.model_validate_json(body))
        if session not in self.sessions:
            raise refusal(401, "session_expired")
        match call.split("/"):
            case ["DELETE sessions", "current"]:
                self.sessions.discard(session)
                return 204, None
            case ["GET returns", "current"]:
                return 200, self.state
            case ["POST returns"]:
                return 201, self._submit(ReturnSubmission.model_validate_json(body))
            case ["POST telephone-links"]:
                return 201, self._link()
            case ["POST certificates"]:
                return 201, self._issue(CertificateRequest.model_validate_json(body))
            case ["GET certificates", _, "document"]:
                return 200, self.pdf
            case ["POST certificates", certificate, "printed"]:
                return 200, self._printed(UUID(certificate), PrintReport.model_validate_json(body))
        raise refusal(404, "not_found")

    def _hello(self) -> Hello:
        return Hello(
            contract="1",
            campus="test",
            campus_name=text("测试大学", "Test University"),
            epoch=uuid4(),
            server_time=datetime.now(UTC),
            device="K03",
        )

    def _sign_in(self, wish: SignIn) -> Session:
        if wish.credential != self.digest:
            raise refusal(404, "unknown_card")
        token = secrets.token_urlsafe(24)
        self.sessions.add(token)
        return Session(
            token=token,
            holder=self.holder,
            expires_at=datetime.now(UTC) + timedelta(seconds=SESSION_S),
        )

    def _submit(self, submission: ReturnSubmission) -> ReturnState:
        known = self._keys.get(submission.idempotency_key)
        if known is not None:
            return known
        self.submissions.append(submission)
        self.state = ReturnState(
            registration=uuid4(), status=ReturnStatus.PENDING, submitted_at=datetime.now(UTC)
        )
        self._keys[submission.idempotency_key] = self.state
        return self.state

    def _link(self) -> TelephoneLink:
        self.links.append(f"https://hall.yanhu.example/pass/{secrets.token_urlsafe(24)}")
        expires_at = datetime.now(UTC) + timedelta(minutes=30)
        return TelephoneLink(url=self.links[-1], expires_at=expires_at)

    def _issue(self, wish: CertificateRequest) -> CertificateIssued:
        known = self.certificates.get(wish.idempotency_key)
        if known is None:
            known = CertificateIssued(
                certificate=uuid4(),
                number=f"ENR-2026-{secrets.randbelow(10**6):06d}",
                kind=wish.kind,
                title=text("在读证明", "Certificate of Enrolment"),
                pages=1,
                sha256=hashlib.sha256(self.pdf).hexdigest(),
                issued_at=datetime.now(UTC),
                verify_url="http://127.0.0.1/verify/x",
            )
            self.certificates[wish.idempotency_key] = known
        return known

    def _printed(self, certificate: UUID, report: PrintReport) -> CertificateIssued:
        for key, issued in self.certificates.items():
            if issued.certificate == certificate:
                earlier = self.reports.setdefault(certificate, report)
                if earlier.idempotency_key != report.idempotency_key:
                    raise refusal(409, "already_printed")
                printed = issued.model_copy(update={"printed_at": report.completed_at})
                self.certificates[key] = printed
                return printed
        raise refusal(404, "not_found")


def dump(identity: TerminalIdentity) -> str:
    """The identity file's content, secrets included."""
    return json.dumps(identity.model_dump(mode="json"))
