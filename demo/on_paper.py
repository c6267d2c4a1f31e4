"""A certificate of enrolment: asked for, rendered, signed, printed once, verified."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
from pathlib import Path
from typing import Final

import cv2
from pyhanko.pdf_utils.reader import PdfFileReader

from demo.at_kiosk import SCREEN
from demo.campus import SECOND_STUDENT, yanhu
from demo.evidence import Missing, require
from demo.peers import KIOSK_READER
from demo.world import World
from wording import Text

PRINT_LIMIT_S: Final = 40.0
PAGE_DPI: Final = 150
RENDER_LIMIT_S: Final = 30.0


def prints_certificate(world: World) -> Text:
    """The second student asks for it; paper, signature, QR code and ledger are then examined."""
    kiosk = world.kiosk
    before = world.peers.printed()
    with world.peers.card(world.campus.cards[SECOND_STUDENT], KIOSK_READER):
        kiosk.wait_for_property(SCREEN, "home")
    kiosk.tap("tile.certificates")
    kiosk.wait_for_property(SCREEN, "certificates")
    kiosk.shoot("kiosk-certificates")
    kiosk.tap("button.print.enrolment")
    kiosk.wait_for_property(SCREEN, "printing")
    kiosk.shoot("kiosk-printing")
    ended = kiosk.wait_for("button.done", "button.again", limit_s=PRINT_LIMIT_S)
    kiosk.shoot("kiosk-printed")
    said, advice = kiosk.read("text.print"), kiosk.read("text.printAbout")
    require(ended == "button.done", f"没有打印：{said}；{advice}", f"not printed: {said}; {advice}")
    kiosk.tap("button.leave")
    papers = [paper for paper in world.peers.printed() if paper not in before]
    require(len(papers) == 1, f"打印出 {len(papers)} 份", f"{len(papers)} documents came out")
    certificate = world.staging.evidence / "certificate.pdf"
    certificate.write_bytes(papers[0].read_bytes())
    _is_archival_and_signed(certificate)
    address = _qr_of(certificate)
    verdict = _verified(world, address)
    ledger = _recorded_once(world, certificate)
    return Text(
        f"终端：{said}；PDF/A，签名完好；二维码页面：{verdict}；{ledger.zh}",
        f"the kiosk: {said}; PDF/A, signature intact; page of the QR code: {verdict}; {ledger.en}",
    )


def _is_archival_and_signed(certificate: Path) -> None:
    content = certificate.read_bytes()
    require(b"pdfaid" in content, "不是 PDF/A", "it is not PDF/A")
    signatures = PdfFileReader(io.BytesIO(content)).embedded_signatures
    require(len(signatures) == 1, "没有签名", "it is not signed")
    signature = signatures[0]
    signature.compute_integrity_info()
    status = signature.summarise_integrity_info()
    require(
        bool(status["docmdp_ok"]) and signature.coverage.name == "ENTIRE_FILE",
        "签名没有覆盖整个文件",
        "the signature does not cover the whole file",
    )


def _qr_of(certificate: Path) -> str:
    """The address in the QR code, read from the page as a phone would."""
    picture = certificate.with_suffix("")
    subprocess.run(
        ["pdftoppm", "-r", str(PAGE_DPI), "-png", "-singlefile", str(certificate), str(picture)],
        check=True,
        timeout=RENDER_LIMIT_S,
    )
    page = cv2.imread(str(picture.with_suffix(".png")))
    if page is None:
        raise Missing("证明无法渲染", "the certificate can't be rendered")
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(page)
    require(bool(text), "读不出二维码", "the QR code can't be read")
    return str(text)


def _verified(world: World, address: str) -> str:
    """What the public page says; nobody is signed in there."""
    require(
        address.startswith(world.campus.hall_url),
        f"二维码指向 {address}",
        f"the QR code leads to {address}",
    )
    visitor = world.seat_visitor()
    visitor.open(address)
    verdict = visitor.attribute("verdict", "data-state")
    visitor.shoot(world.staging.evidence / "hall-verify.png")
    require(verdict == "valid", f"核验页显示 {verdict}", f"the verification page says {verdict}")
    return visitor.text("verdict").splitlines()[0]


def _recorded_once(world: World, certificate: Path) -> Text:
    digest = hashlib.sha256(certificate.read_bytes()).hexdigest()
    printed = yanhu("kiosk", "ledger", "--config", str(world.campus.kiosk_config), "--json")
    entries = [json.loads(line) for line in printed.splitlines()]
    mine = [entry for entry in entries if entry["sha256"] == digest]
    require(
        len(mine) == 1 and mine[0]["stage"] == "printed",
        f"台账中有 {len(mine)} 条",
        f"the ledger has {len(mine)} entries for it",
    )
    return Text(
        f"台账：打印一次，作业 {mine[0]['job']}", f"ledger: printed once, job {mine[0]['job']}"
    )
