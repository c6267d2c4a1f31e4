"""One student's visit to a kiosk before the real hall: registered, approved there, printed here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from kiosk.printing.ledger import Ledger, Stage
from sync.identity import load_identity
from sync.wire import ReturnStatus, TerminalRole
from tests.helpers.hall import STUDENT, HallPeer, running_hall
from tests.helpers.kiosk_bench import Peers, Visit, campus_today, kiosk_config, visiting
from tests.helpers.kiosk_steps import register_up_to_review
from tests.helpers.qt import press, wait_for, wait_for_screen, wait_until, words
from ui.kiosk.print_words import STAGE_WORDS, PrintStage


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[HallPeer]:
    folder = tmp_path / "hall"
    folder.mkdir()
    with running_hall(folder) as running:
        yield running


def test_a_return_is_registered_and_a_certificate_printed(
    hall: HallPeer, peers: Peers, tmp_path: Path
) -> None:
    identity = hall.enrol(TerminalRole.KIOSK, "K03")
    config = kiosk_config(tmp_path, peers)
    config = config.model_copy(
        update={"hall": config.hall.model_copy(update={"identity": hall.identity_file("K03")})}
    )
    assert load_identity(config.hall.identity, TerminalRole.KIOSK) == identity
    tomorrow = campus_today() + timedelta(days=1)
    peers.camera.show(None)
    with visiting(config, hall.cards[STUDENT], peers) as visit:
        visit.tap_card()
        press(visit.window, "button.search")
        wait_for(visit.window, "service.scholarship")
        press(visit.window, "service.return-registration")
        press(visit.window, "button.doHere")
        wait_for_screen(visit.window, "returnForm")
        press(visit.window, "button.back")
        register_up_to_review(visit, tomorrow)
        press(visit.window, "button.submit")
        wait_for_screen(visit.window, "returnStatus")
        assert words(visit.window, "text.status") == "已提交，等待辅导员审核"
        assert _status_at_hall(hall) is ReturnStatus.PENDING
        press(visit.window, "button.back")
        _print(visit)
        wait_until(lambda: Ledger(config.ledger).unreported() == (), "the hall was told")
    (entry,) = Ledger(config.ledger).entries()
    assert (entry.stage, entry.reported) == (Stage.PRINTED, True)
    printed = PdfReader(io.BytesIO(peers.printer.printed()[-1].read_bytes()))
    assert len(printed.pages) == 1


def _print(visit: Visit) -> None:
    press(visit.window, "tile.certificates")
    press(visit.window, "button.print.enrolment")
    wait_until(
        lambda: words(visit.window, "text.print") == STAGE_WORDS[PrintStage.PRINTED].what.zh,
        "the certificate is printed",
        20_000,
    )


def _status_at_hall(hall: HallPeer) -> ReturnStatus:
    """What another kiosk is told about the same student."""
    identity = hall.enrol(TerminalRole.KIOSK)
    client = hall.client(identity)
    try:
        session = client.sign_in(hall.digest(identity, STUDENT))
        return client.current_return(session.token).status
    finally:
        client.close()
