"""Certificates: rendered to PDF/A, signed, numbered, printed once, verifiable."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from hall.certificates.authority import AUTHORITY_CERTIFICATE
from hall.certificates.codes import new_code, shown, understood
from hall.certificates.issue import issue, own_certificate, withdraw
from hall.certificates.models import Certificate
from hall.conf.current import hall_config
from hall.conf.problems import Refusal, Refused
from hall.people.masking import masked_en, masked_number, masked_zh
from sync.wire import CertificateKind, CertificateRequest, PrintReport, TerminalRole
from tests.helpers.hall import CLASSMATE, STUDENT
from tests.unit.hall.seeded import Campus, said


def request() -> CertificateRequest:
    return CertificateRequest(idempotency_key=uuid4(), kind=CertificateKind.ENROLMENT)


def report(key: str = "") -> PrintReport:
    return PrintReport(
        idempotency_key=uuid4(),
        printer=f"ipp://printer{key}",
        job=7,
        impressions=1,
        completed_at=timezone.now(),
    )


@pytest.fixture
def document(campus: Campus) -> bytes:
    issued = issue(campus.student(), campus.device(), request()).certificate
    content = bytes(own_certificate(campus.student(), issued.certificate).document or b"")
    assert hashlib.sha256(content).hexdigest() == issued.sha256
    return content


def _verdict(document: bytes) -> tuple[bool, bool]:
    """Whether the one signature is intact, and trusted by the demonstration authority."""
    _, _, der = pem.unarmor((hall_config().keys / AUTHORITY_CERTIFICATE).read_bytes())
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(der)])
    (signature,) = PdfFileReader(io.BytesIO(document)).embedded_signatures
    status = validate_pdf_signature(signature, context)
    return bool(status.intact and status.valid), bool(status.trusted)


def test_the_document_is_pdf_a_with_embedded_fonts(document: bytes) -> None:
    pdf = PdfReader(io.BytesIO(document))
    assert len(pdf.pages) == 1
    metadata = pdf.xmp_metadata
    assert metadata is not None
    xml = metadata.stream.get_data()
    assert re.search(rb"pdfaid:part\W+2\b", xml)
    assert re.search(rb"pdfaid:conformance\W+B\b", xml)
    assert "/OutputIntents" in pdf.root_object
    fonts = pdf.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        for descendant in font.get_object()["/DescendantFonts"]:
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & descriptor.keys()


def test_the_document_says_it_in_both_languages(document: bytes) -> None:
    text = PdfReader(io.BytesIO(document)).pages[0].extract_text()
    for expected in ("在读证明", "林小雨", STUDENT, "注册在读", "教务处"):
        assert expected in "".join(text.split())
    for expected in ("Certificate of Enrolment", "Lin Xiaoyu", "1 September 2024"):
        assert expected in text


def test_the_signature_holds_until_a_byte_changes(document: bytes) -> None:
    assert _verdict(document) == (True, True)
    place = document.index(b"stream\n") + 40
    tampered = document[:place] + bytes([document[place] ^ 1]) + document[place + 1 :]
    assert _verdict(tampered)[0] is False


def test_the_same_key_issues_once(campus: Campus) -> None:
    body, device = request(), campus.device()
    first = issue(campus.student(), device, body)
    again = issue(campus.student(), device, body)
    assert (first.first, again.first) == (True, False)
    assert again.certificate == first.certificate
    assert Certificate.objects.count() == 1
    with pytest.raises(Refusal) as refused:
        issue(campus.student(CLASSMATE), device, body)
    assert refused.value.why is Refused.IDEMPOTENCY_CONFLICT


def test_a_rendering_that_was_cut_short_is_finished_by_the_next_try(campus: Campus) -> None:
    body, device = request(), campus.device()
    first = issue(campus.student(), device, body).certificate
    Certificate.objects.update(document=None, document_sha256="", pages=0)
    again = issue(campus.student(), device, body).certificate
    assert (again.number, again.verify_url) == (first.number, first.verify_url)
    assert again.pages == 1


def test_numbers_count_up_and_codes_do_not(campus: Campus) -> None:
    device = campus.device()
    issued = [issue(campus.student(), device, request()).certificate for _ in range(3)]
    assert [item.number[-6:] for item in issued] == ["000001", "000002", "000003"]
    assert len({item.verify_url for item in issued}) == 3


def test_nobody_who_left_is_certified_as_enrolled(campus: Campus) -> None:
    student = campus.student()
    student.enrolled = False
    student.save()
    with pytest.raises(Refusal) as refused:
        issue(student, campus.device(), request())
    assert refused.value.why is Refused.NOT_ENROLLED


def test_printed_once(campus: Campus) -> None:
    kiosk = campus.terminal(TerminalRole.KIOSK)
    kiosk.sign_in()
    certificate = said(kiosk.call("POST", "certificates", request()))["certificate"]
    evidence = report()
    path = f"certificates/{certificate}/printed"
    first = kiosk.call("POST", path, evidence)
    assert first.status_code == 200
    assert said(first)["printed_at"]
    assert said(kiosk.call("POST", path, evidence)) == said(first)
    assert kiosk.problem("POST", path, report())[:2] == (409, "already_printed")


def test_only_the_kiosk_that_asked_may_say_it_printed(campus: Campus) -> None:
    kiosk, other = campus.terminal(TerminalRole.KIOSK), campus.terminal(TerminalRole.KIOSK)
    kiosk.sign_in()
    certificate = said(kiosk.call("POST", "certificates", request()))["certificate"]
    path = f"certificates/{certificate}/printed"
    assert other.problem("POST", path, report())[:2] == (404, "not_found")
    kiosk.call("DELETE", "sessions/current")
    assert kiosk.call("POST", path, report()).status_code == 200, "the student may have left"


def test_nobody_fetches_anothers_document(campus: Campus) -> None:
    kiosk = campus.terminal(TerminalRole.KIOSK)
    kiosk.sign_in(STUDENT)
    certificate = said(kiosk.call("POST", "certificates", request()))["certificate"]
    path = f"certificates/{certificate}/document"
    answer = kiosk.call("GET", path)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    kiosk.sign_in(CLASSMATE)
    assert kiosk.problem("GET", path)[:2] == (404, "not_found")


def test_the_public_page_says_enough_and_no_more(campus: Campus) -> None:
    issued = issue(campus.student(), campus.device(), request()).certificate
    path = issued.verify_url.removeprefix(hall_config().hall.public_url)
    page = campus.page().get(path).content.decode()
    assert 'data-state="valid"' in page
    assert issued.number in page
    assert issued.sha256 in page
    assert "林＊雨" in page
    for secret in ("林小雨", "Lin Xiaoyu", STUDENT):
        assert secret not in page


def test_the_public_page_knows_expired_and_withdrawn(campus: Campus) -> None:
    issued = issue(campus.student(), campus.device(), request()).certificate
    path = issued.verify_url.removeprefix(hall_config().hall.public_url)
    Certificate.objects.update(valid_until=timezone.now() - timedelta(days=1))
    assert 'data-state="expired"' in campus.page().get(path).content.decode()
    withdraw(issued.number)
    assert 'data-state="withdrawn"' in campus.page().get(path).content.decode()


def test_an_unknown_code_is_said_to_be_unknown(campus: Campus) -> None:
    answer = campus.page().get(f"/verify/{shown(new_code())}")
    assert answer.status_code == 404
    assert 'data-state="unknown"' in answer.content.decode()


@given(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=12, max_size=12))
def test_a_code_is_understood_however_it_is_typed(code: str) -> None:
    assert understood(new_code()) is not None
    assert understood(shown(code)) == code
    assert understood(f" {code.lower()} ") == code
    assert understood(code.replace("0", "O").replace("1", "I")) == code
    assert understood(code[:-1]) is None
    assert understood(code[:-1] + "!") is None


@pytest.mark.parametrize(
    ("name", "masked"),
    [("林小雨", "林＊雨"), ("周舟", "周＊"), ("欧阳知夏", "欧＊＊夏"), ("白", "＊")],
)
def test_chinese_names_are_masked(name: str, masked: str) -> None:
    assert masked_zh(name) == masked


def test_english_names_and_numbers_are_masked() -> None:
    assert masked_en("Lin Xiaoyu") == "L*** X***"
    assert masked_number("20240001") == "2024***1"
