"""``python -m tests.helpers.kiosk_gallery FOLDER``: a picture of every screen in both languages."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from devices.errors import Fault
from devices.sim.ippeve import PrinterFault
from kiosk.sentences import of_fault
from sync.wire import ReturnState, ReturnStatus
from tests.helpers.faces import photograph
from tests.helpers.kiosk_bench import Visit, campus_today, kiosk_peers, kiosk_visit
from tests.helpers.kiosk_hall import KioskHall
from tests.helpers.legibility import unreadable
from tests.helpers.pcsc import random_number
from tests.helpers.qt import find, press, seen, type_text, wait_for, wait_for_screen, wait_until
from ui.kiosk.print_words import STAGE_WORDS, PrintStage
from wording import Language

_NO_PAPER = (
    of_fault(Fault.PRINTER_MEDIA_EMPTY).what.zh,
    of_fault(Fault.PRINTER_MEDIA_EMPTY).what.en,
)
_PRINTING = (STAGE_WORDS[PrintStage.PRINTING].what.zh, STAGE_WORDS[PrintStage.PRINTING].what.en)
Keep = Callable[[str], None]


def _walk(visit: Visit, hall: KioskHall, keep: Keep) -> None:
    window, peers = visit.window, visit.peers
    hall.certificates.clear()
    _idle(visit, hall, keep)
    visit.tap_card()
    wait_for(window, "guide.transcript")
    keep("home")
    press(window, "tile.services")
    wait_for_screen(window, "services")
    keep("services")
    type_text(window, "field.search", "zzz")
    keep("services-nothing")
    press(window, "field.search.clear")
    press(window, "service.campus-card")
    wait_for_screen(window, "service")
    keep("service")
    press(window, "button.back")
    press(window, "service.enrolment-certificate")
    wait_for(window, "button.doHere")
    keep("service-here")
    press(window, "button.doHere")
    wait_for_screen(window, "certificates")
    keep("certificates")
    _printing(visit, keep)
    visit.leave()
    visit.tap_card()
    _telephone(visit, hall, keep)
    _registration(visit, hall, keep)
    _states(visit, hall, keep)
    peers.camera.show(None)
    hall.state = ReturnState(registration=None, status=ReturnStatus.NONE)


def _idle(visit: Visit, hall: KioskHall, keep: Keep) -> None:
    peers = visit.peers
    keep("idle")
    with peers.readers.card(random_number()):
        wait_until(lambda: _notice(visit) == "card_unknown", "the card is refused")
    keep("idle-unknown-card")
    with peers.readers.unreadable_card():
        wait_until(lambda: _notice(visit) == "card_unreadable", "the card is not read")
    keep("idle-unreadable-card")
    hall.open.clear()
    with peers.readers.card(hall.card):
        wait_until(lambda: bool(find(visit.window, "idle").property("signingIn")), "a question")
        keep("idle-signing-in")
        hall.open.set()
        wait_for_screen(visit.window, "home")
    visit.leave()
    hall.stop()
    with peers.readers.card(hall.card):
        wait_until(lambda: _notice(visit) == "hall_away", "no hall")
    keep("idle-no-hall")
    hall.start()


def _notice(visit: Visit) -> str:
    banner = seen(visit.window, "banner.notice")
    return "" if banner is None else str(banner.property("kind"))


def _printing(visit: Visit, keep: Keep) -> None:
    window, printer = visit.window, visit.peers.printer
    printer.set_fault(PrinterFault.MEDIA_EMPTY, present=True)
    press(window, "button.print.enrolment")
    wait_until(
        lambda: find(window, "text.print").property("text") in _NO_PAPER,
        "the printer says that it has no paper",
    )
    keep("printing-no-paper")
    printer.set_fault(PrinterFault.MEDIA_EMPTY, present=False)
    wait_for(window, "button.done", 15_000)
    keep("printed")
    press(window, "button.done")
    press(window, "tile.certificates")
    press(window, "button.print.enrolment")
    wait_for(window, "button.another")
    keep("printed-before")
    printer.hold(True)
    press(window, "button.another")
    wait_until(lambda: find(window, "text.print").property("text") in _PRINTING, "it prints")
    keep("printing")
    press(window, "button.leave")
    wait_for(window, "button.keep")
    keep("printing-leave")
    press(window, "button.keep")
    press(window, "button.cancel")
    keep("printing-cancelling")
    printer.hold(False)
    wait_until(lambda: seen(window, "button.cancel") is None, "the end of the print")
    keep("printing-cancelled")


def _telephone(visit: Visit, hall: KioskHall, keep: Keep) -> None:
    window = visit.window
    press(window, "tile.telephone")
    wait_for_screen(window, "telephone")
    keep("telephone")
    hall.stop()
    press(window, "button.showCode")
    wait_for(window, "banner.trouble")
    keep("telephone-no-hall")
    hall.start()
    press(window, "button.showCode")
    wait_for(window, "telephone.code")
    keep("telephone-code")
    press(window, "button.done")
    wait_for_screen(window, "home")


def _registration(visit: Visit, hall: KioskHall, keep: Keep) -> None:
    window, peers = visit.window, visit.peers
    press(window, "tile.return")
    wait_for_screen(window, "returnForm")
    keep("form")
    press(window, "button.next")
    keep("form-mistakes")
    press(window, "button.provinces")
    wait_for(window, "province.16")
    keep("form-provinces")
    press(window, "province.16")
    press(window, "choice.travelMode.train")
    press(window, "field.leavesOn")
    wait_for(window, "field.leavesOn.cancel")
    keep("form-calendar")
    day = campus_today()
    press(window, f"field.leavesOn.day.{day}")
    press(window, "field.arrivesOn")
    press(window, f"field.arrivesOn.day.{day}")
    keep("form-filled")
    press(window, "button.next")
    wait_for_screen(window, "returnHealth")
    press(window, "button.next")
    keep("health-mistakes")
    press(window, "choice.health.well")
    type_text(window, "field.emergencyName", "林建国")
    type_text(window, "field.emergencyPhone", "13800000000")
    press(window, "tick.declares")
    keep("health-filled")
    press(window, "button.next")
    wait_for_screen(window, "capture")
    wait_until(lambda: bool(find(window, "camera").property("live")), "pictures")
    keep("capture-nobody")
    peers.camera.show(photograph("person_a_1"))
    wait_until(lambda: bool(find(window, "capture.shot.0").property("done")), "a first picture")
    keep("capture-good")
    wait_for_screen(window, "review", limit_ms=20_000)
    keep("review")
    press(window, "button.leave")
    wait_for(window, "button.keep")
    keep("review-leave")
    press(window, "button.keep")
    hall.stop()
    press(window, "button.submit")
    wait_for(window, "banner.trouble")
    keep("review-no-hall")
    hall.start()
    press(window, "button.submit")
    wait_for_screen(window, "returnStatus")
    keep("status-pending")


def _states(visit: Visit, hall: KioskHall, keep: Keep) -> None:
    window = visit.window
    now = datetime.now(UTC)
    for status in (ReturnStatus.APPROVED, ReturnStatus.REJECTED, ReturnStatus.REVOKED):
        visit.leave()
        good = status is ReturnStatus.APPROVED
        hall.state = ReturnState(
            registration=hall.state.registration,
            status=status,
            submitted_at=now - timedelta(hours=20),
            decided_at=now - timedelta(hours=2),
            decided_by="陈老师",
            remark="" if good else "出发日期与车票不符，请核对后重新登记。",
            valid_from=now if good else None,
            valid_until=now + timedelta(days=7) if good else None,
        )
        visit.tap_card()
        press(window, "pill.return")
        wait_for_screen(window, "returnStatus")
        keep(f"status-{status}")
    press(window, "button.register")
    wait_for_screen(window, "returnForm")


def _shown(visit: Visit) -> bool:
    """The screen has been faded in, and what lies above it, too."""
    stack = find(visit.window, "screen")
    return all(child.opacity() == 1 for child in stack.childItems())


def main() -> int:
    """Write the pictures; complains about texts that can't be read."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    complaints: list[str] = []
    with tempfile.TemporaryDirectory() as scratch, KioskHall().running() as hall:
        base = Path(scratch)
        with kiosk_peers(base / "peers") as peers:
            for language in Language:

                def keep(name: str, tag: str = language.value[:2].lower()) -> None:
                    number = len(list(folder.glob(f"{tag}-*.png")))
                    path = folder / f"{tag}-{number:02d}-{name}.png"
                    wait_until(lambda: _shown(visit), "the screen stands")
                    visit.window.grabWindow().save(str(path))
                    complaints.extend(f"{path.name}: {c}" for c in unreadable(visit.window, "tile"))

                with kiosk_visit(base / language.value, hall, peers, language=language) as visit:
                    _walk(visit, hall, keep)
    sys.stdout.writelines(f"{line}\n" for line in complaints)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
