"""Registering a return on the real screens, with a real camera and real networks."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from PySide6.QtGui import QImage

from devices.errors import Fault
from devices.face.models import MODEL_ID
from devices.face.template import decode, match
from kiosk.capture import ANOTHER_PERSON, SAME_PERSON
from kiosk.sentences import camera_away
from sync.wire import HealthStatus, ReturnState, ReturnStatus, TravelMode
from tests.helpers.faces import photograph
from tests.helpers.kiosk_bench import Visit, campus_today
from tests.helpers.kiosk_hall import KioskHall, refusal
from tests.helpers.kiosk_steps import fill_in_journey, fill_in_person, register_up_to_review
from tests.helpers.qt import find, press, seen, wait_for, wait_for_screen, wait_until, words


def errors(visit: Visit, *names: str) -> list[str]:
    """The sentences beneath fields, by the name of the field's own line or button."""
    found = []
    for name in names:
        frame = find(visit.window, name)
        while frame.property("error") is None:
            parent = frame.parentItem()
            assert parent is not None
            frame = parent
        found.append(str(frame.property("error")))
    return found


def test_a_registration_reaches_the_hall_and_nothing_stays_here(
    visit: Visit, hall: KioskHall
) -> None:
    visit.tap_card()
    register_up_to_review(visit, campus_today())
    assert find(visit.window, "portrait").property("live")
    press(visit.window, "button.submit")
    wait_for_screen(visit.window, "returnStatus")
    assert words(visit.window, "text.status") == "已提交，等待辅导员审核"
    (sent,) = hall.submissions
    assert sent.answers.origin == "湖北武汉"
    assert sent.answers.travel_mode is TravelMode.TRAIN
    assert (sent.answers.leaves_on, sent.answers.arrives_on) == (campus_today(), campus_today())
    assert sent.answers.health is HealthStatus.WELL
    assert (sent.answers.emergency_name, sent.answers.emergency_phone) == ("林建国", "13800000000")
    assert sent.face.templates.model == MODEL_ID
    templates = [decode(vector, MODEL_ID) for vector in sent.face.templates.vectors]
    assert len(templates) == 3
    assert match(templates[:2], templates[2]) > SAME_PERSON
    picture = QImage.fromData(base64.b64decode(sent.face.thumbnail_jpeg))
    assert (picture.width(), picture.height()) == (160, 200)
    visit.leave()
    visit.tap_card()
    wait_until(
        lambda: words(visit.window, "pill.return") == "返校登记 · 等待审核", "where it stands"
    )


def test_every_mistake_stands_beside_its_field_until_it_is_mended(visit: Visit) -> None:
    visit.tap_card()
    press(visit.window, "tile.return")
    press(visit.window, "button.next")
    journey = ("field.origin", "choice.travelMode.train", "field.leavesOn", "field.arrivesOn")
    wait_until(lambda: all(errors(visit, *journey)), "a sentence beside each field")
    press(visit.window, "choice.travelMode.car")
    assert [bool(error) for error in errors(visit, *journey)] == [True, False, True, True]
    press(visit.window, "button.provinces")
    press(visit.window, "province.16")
    wait_until(lambda: words(visit.window, "field.origin") == "湖北", "the province is filled in")
    assert errors(visit, "field.origin") == [""]
    press(visit.window, "field.leavesOn")
    later = campus_today() + timedelta(days=1)
    if later.month != campus_today().month:
        press(visit.window, "field.leavesOn.day.next")
    press(visit.window, f"field.leavesOn.day.{later}")
    press(visit.window, "field.arrivesOn")
    wait_for(visit.window, "field.arrivesOn.cancel")
    assert (
        seen(visit.window, f"field.arrivesOn.day.{campus_today()}") is None
        or not find(visit.window, f"field.arrivesOn.day.{campus_today()}").isEnabled()
    ), "one can't arrive before one leaves"
    press(visit.window, "field.arrivesOn.cancel")
    wait_until(lambda: seen(visit.window, "field.arrivesOn.cancel") is None, "the sheet is away")


def test_a_refused_answer_is_mended_and_a_lost_one_is_registered_once(
    visit: Visit, hall: KioskHall
) -> None:
    visit.tap_card()
    register_up_to_review(visit, campus_today())
    hall.refuse["POST returns"] = refusal(
        422, "invalid", "answers.arrives_on", zh="到校太早。", en="Too early."
    )
    press(visit.window, "button.submit")
    wait_for_screen(visit.window, "returnForm")
    assert errors(visit, "field.arrivesOn") == ["到校太早。"]
    assert words(visit.window, "field.origin") == "湖北武汉"
    del hall.refuse["POST returns"]
    press(visit.window, "choice.travelMode.plane")
    press(visit.window, "button.next")
    wait_for_screen(visit.window, "returnHealth")
    press(visit.window, "button.next")
    wait_for_screen(visit.window, "review")
    hall.lose.add("POST returns")
    press(visit.window, "button.submit")
    wait_for(visit.window, "banner.trouble")
    press(visit.window, "button.submit")
    wait_for_screen(visit.window, "returnStatus")
    (sent,) = hall.submissions
    assert sent.answers.travel_mode is TravelMode.PLANE
    assert hall.calls.count("POST returns") == 3


def test_a_registration_that_exists_already_is_shown_instead(visit: Visit, hall: KioskHall) -> None:
    visit.tap_card()
    register_up_to_review(visit, campus_today())
    hall.refuse["POST returns"] = refusal(409, "return_pending")
    hall.state = ReturnState(
        registration=hall.holder.holder,
        status=ReturnStatus.PENDING,
        submitted_at=datetime.now(UTC),
    )
    press(visit.window, "button.submit")
    wait_for_screen(visit.window, "returnStatus")
    wait_until(lambda: words(visit.window, "text.status") == "已提交，等待辅导员审核", "that one")


def test_somebody_else_in_the_middle_starts_the_capture_again(visit: Visit) -> None:
    visit.tap_card()
    fill_in_journey(visit.window, campus_today())
    fill_in_person(visit.window)
    instruction = words(visit.window, "text.instruction")
    visit.peers.camera.show(photograph("person_a_1"))
    wait_until(
        lambda: words(visit.window, "text.instruction") != instruction, "another instruction"
    )
    wait_until(
        lambda: bool(find(visit.window, "capture.shot.0").property("done")), "a first picture"
    )
    visit.peers.camera.show(photograph("person_b_1"))
    wait_until(
        lambda: words(visit.window, "text.captureRemark") == ANOTHER_PERSON.zh, "it starts again"
    )
    wait_for_screen(visit.window, "review", limit_ms=20_000)


def test_a_covered_or_absent_camera_is_named(visit: Visit) -> None:
    visit.tap_card()
    fill_in_journey(visit.window, campus_today())
    fill_in_person(visit.window)
    wait_until(lambda: bool(find(visit.window, "camera").property("live")), "pictures come")
    visit.peers.camera.kill()
    away = camera_away(Fault.CAMERA_LOST).what.zh
    wait_until(lambda: words(visit.window, "text.instruction") == away, "no camera")
    visit.peers.camera.start()
    wait_until(lambda: words(visit.window, "text.instruction") != away, "it is back")
    press(visit.window, "button.back")
    wait_for_screen(visit.window, "returnHealth")


NOW = datetime.now(UTC)
DECIDED = ReturnState(
    registration=None,
    status=ReturnStatus.APPROVED,
    submitted_at=NOW - timedelta(days=2),
    decided_at=NOW - timedelta(days=1),
    decided_by="陈老师",
    remark="请带齐材料。",
    valid_from=NOW - timedelta(hours=1),
    valid_until=NOW + timedelta(days=7),
)


STANDS = [
    (DECIDED, "已批准，可以进校", False),
    (
        DECIDED.model_copy(update={"valid_from": datetime(2100, 2, 14, 4, tzinfo=UTC)}),
        "已批准，2100年2月14日起可以进校",
        False,
    ),
    (DECIDED.model_copy(update={"valid_until": NOW}), "批准已经过期", True),
    (DECIDED.model_copy(update={"status": ReturnStatus.REJECTED}), "这次登记没有批准", True),
    (
        DECIDED.model_copy(update={"status": ReturnStatus.REVOKED}),
        "批准已被撤销，暂时不能进校",
        True,
    ),
]


def test_where_a_return_stands_is_said_in_words(visit: Visit, hall: KioskHall) -> None:
    for state, headline, again in STANDS:
        hall.state = state
        visit.tap_card()
        press(visit.window, "pill.return")
        wait_for_screen(visit.window, "returnStatus")
        assert words(visit.window, "text.status") == headline
        assert words(visit.window, "text.remark") == "请带齐材料。"
        assert (seen(visit.window, "button.register") is not None) == again
        visit.leave()
