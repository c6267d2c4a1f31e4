"""Certificates from the wish to the paper, on a real IPP Everywhere printer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices.errors import Fault
from devices.sim.ippeve import PrinterFault
from kiosk.printing.ledger import Ledger, Stage
from kiosk.sentences import of_fault
from tests.helpers.kiosk_bench import COPIES, Peers, Visit
from tests.helpers.kiosk_hall import KioskHall
from tests.helpers.qt import press, seen, wait_for, wait_for_screen, wait_until, words
from ui.kiosk.print_words import STAGE_WORDS, PrintStage

PRINT_LIMIT_MS = 20_000


def said(stage: PrintStage) -> str:
    return STAGE_WORDS[stage].what.zh


def wait_for_words(visit: Visit, wanted: str) -> None:
    wait_until(
        lambda: words(visit.window, "text.print") == wanted,
        f"{wanted}, not {words(visit.window, 'text.print')}",
        PRINT_LIMIT_MS,
    )


def order(visit: Visit) -> None:
    """Ask for the certificate, from the home screen."""
    press(visit.window, "tile.certificates")
    wait_for_screen(visit.window, "certificates")
    press(visit.window, "button.print.enrolment")
    wait_for_screen(visit.window, "printing")


def cancellations(peers: Peers) -> int:
    """How often the printer took notice of a cancellation."""
    return peers.printer.log().count("Cancel-Job successful-ok")


@pytest.fixture(autouse=True)
def mended(peers: Peers) -> Iterator[None]:
    """The printer is well again after each test."""
    yield
    peers.printer.set_fault(PrinterFault.MEDIA_EMPTY, present=False)
    peers.printer.hold(False)


def test_a_certificate_is_printed_once_and_reported(
    visit: Visit, hall: KioskHall, peers: Peers, ledger: Ledger
) -> None:
    before = len(peers.printer.printed())
    visit.tap_card()
    order(visit)
    wait_for_words(visit, said(PrintStage.PRINTED))
    wait_until(lambda: len(hall.reports) == 1, "the hall has the evidence")
    assert len(peers.printer.printed()) == before + 1
    assert peers.printer.printed()[-1].read_bytes() == hall.pdf
    asked = peers.printer.options(peers.printer.printed()[-1])
    assert asked["IPP_COPIES"] == str(COPIES), "as the kind of certificate says"
    assert asked["IPP_SIDES"] == "two-sided-long-edge", "as the printer is configured"
    entry = ledger.entries()[-1]
    (report,) = hall.reports.values()
    assert (entry.stage, entry.job, entry.impressions) == (Stage.PRINTED, report.job, 1)
    wait_until(lambda: ledger.unreported() == (), "the ledger knows of the report")
    press(visit.window, "button.done")
    order(visit)
    wait_for_words(visit, said(PrintStage.PRINTED_BEFORE))
    wait_for(visit.window, "button.close")
    assert len(peers.printer.printed()) == before + 1
    press(visit.window, "button.another")
    wait_for_words(visit, said(PrintStage.PRINTED))
    assert len(peers.printer.printed()) == before + 2
    assert len(hall.certificates) == 2


def test_paper_that_runs_out_is_said_and_waited_for(visit: Visit, peers: Peers) -> None:
    visit.tap_card()
    peers.printer.set_fault(PrinterFault.MEDIA_EMPTY, present=True)
    order(visit)
    sentence = of_fault(Fault.PRINTER_MEDIA_EMPTY)
    wait_for_words(visit, sentence.what.zh)
    assert words(visit.window, "text.printAbout") == sentence.remedy.zh
    peers.printer.set_fault(PrinterFault.MEDIA_EMPTY, present=False)
    wait_for_words(visit, said(PrintStage.PRINTED))


def test_a_print_is_taken_back_and_started_again(
    visit: Visit, hall: KioskHall, peers: Peers
) -> None:
    printed = len(peers.printer.printed())
    visit.tap_card()
    wait_until(lambda: "GET services" in hall.calls, "the kiosk has asked all that it asks")
    hall.open.clear()
    order(visit)
    press(visit.window, "button.cancel")
    wait_for_words(visit, said(PrintStage.CANCELLING))
    hall.open.set()
    wait_for_words(visit, said(PrintStage.CANCELLED))
    assert len(peers.printer.printed()) == printed
    press(visit.window, "button.again")
    wait_for_words(visit, said(PrintStage.PRINTED))
    assert len(peers.printer.printed()) == printed + 1


def test_taking_back_too_late_is_told_as_what_it_is(
    visit: Visit, peers: Peers, ledger: Ledger
) -> None:
    """A printer ends the page it is on; leaving in that moment must not lose the page."""
    before = cancellations(peers)
    visit.tap_card()
    peers.printer.hold(True)
    order(visit)
    wait_for_words(visit, said(PrintStage.PRINTING))
    press(visit.window, "button.leave")
    press(visit.window, "button.discard")
    wait_for_screen(visit.window, "idle")
    wait_until(lambda: cancellations(peers) > before, "the printer takes notice")
    peers.printer.hold(False)
    wait_until(lambda: ledger.unsettled() == (), "the job has ended", PRINT_LIMIT_MS)
    entry = ledger.entries()[-1]
    assert (entry.stage, entry.impressions) == (Stage.PRINTED, 1)
    visit.tap_card()
    order(visit)
    wait_for_words(visit, said(PrintStage.PRINTED_BEFORE))


def test_a_print_that_the_hall_missed_is_reported_at_the_next_visit(
    visit: Visit, hall: KioskHall, peers: Peers, ledger: Ledger
) -> None:
    visit.tap_card()
    peers.printer.hold(True)
    order(visit)
    wait_for_words(visit, said(PrintStage.PRINTING))
    hall.stop()
    peers.printer.hold(False)
    wait_for_words(visit, said(PrintStage.PRINTED))
    wait_until(lambda: len(ledger.unreported()) == 1, "it waits for the hall")
    hall.start()
    visit.leave()
    visit.tap_card()
    wait_until(lambda: ledger.unreported() == (), "the report was made up for")
    assert len(hall.reports) == 1
    order(visit)
    wait_for_words(visit, said(PrintStage.PRINTED_BEFORE))


def test_a_printer_that_is_off_is_said_before_and_during(
    visit: Visit, peers: Peers, ledger: Ledger
) -> None:
    visit.tap_card()
    peers.printer.kill()
    try:
        press(visit.window, "tile.certificates")
        wait_for(visit.window, "banner.printer")
        press(visit.window, "button.print.enrolment")
        wait_for(visit.window, "button.again", PRINT_LIMIT_MS)
        assert seen(visit.window, "button.cancel") is None
        entry = ledger.entries()[-1]
        assert entry.stage is Stage.NOT_PRINTED
    finally:
        peers.printer.start()
    press(visit.window, "button.again")
    wait_for_words(visit, said(PrintStage.PRINTED))
