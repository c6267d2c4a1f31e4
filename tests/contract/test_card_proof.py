"""Readers that believe only cards which prove themselves, through the real PC/SC daemon."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from devices.card.desfire import Generation, Protection
from devices.card.pcsc import UNREADABLE_RUN
from devices.card.pcsc_config import DesfireCard, PcscConfig
from devices.errors import Fault
from devices.key_file import create_key
from devices.ports import (
    CardAssurance,
    CardPresented,
    CardRemoved,
    CardUnreadable,
    DeviceState,
)
from devices.sim.campus_card import CampusApplet, personalised_key
from devices.sim.desfire_card import DesfireApplet, DesfireContent
from devices.sim.vcard import CardContent
from tests.helpers.pcsc import PcscBench, random_number
from tests.helpers.rigs import running
from tests.helpers.waiting import wait_until

APPLICATION = "F55542"


@pytest.fixture(scope="module")
def bench() -> Iterator[PcscBench]:
    with PcscBench() as started:
        yield started


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "campus.key"


@pytest.fixture
def master(key_file: Path) -> bytes:
    return create_key(key_file)


def campus(key_file: Path) -> PcscConfig:
    return PcscConfig.model_validate(
        {
            "driver": "pcsc",
            "reader": "Virtual PCD 0",
            "authenticate": "campus-cpu",
            "key_file": str(key_file),
        }
    )


def desfire(key_file: Path, generation: Generation, protection: Protection) -> PcscConfig:
    card = DesfireCard(
        application=APPLICATION,
        key_number=1,
        file=2,
        length=8,
        generation=generation,
        protection=protection,
    )
    return PcscConfig(
        driver="pcsc",
        reader="Virtual PCD 0",
        authenticate="desfire",
        key_file=key_file,
        desfire=card,
    )


def campus_card(number: bytes, key: bytes, uid: bytes | None = None) -> CardContent:
    return CardContent(uid or random_number(), applet=CampusApplet(number, key))


def desfire_card(
    number: bytes, key: bytes, generation: Generation, protection: Protection
) -> CardContent:
    content = DesfireContent(
        bytes.fromhex(APPLICATION)[::-1],
        1,
        key,
        2,
        number,
        enciphered=protection is Protection.ENCIPHERED,
        ev2=generation is Generation.EV2,
    )
    return CardContent(random_number(), applet=DesfireApplet(content))


def test_genuine_campus_card_is_presented_as_such(
    bench: PcscBench, key_file: Path, master: bytes
) -> None:
    number = random_number()
    with running({"card": campus(key_file)}) as devices:
        with bench.card_with(campus_card(number, personalised_key(master, number))):
            presented = devices.next(CardPresented)
        devices.next(CardRemoved)
    assert presented.uid == number
    assert presented.assurance is CardAssurance.GENUINE


def test_copied_number_and_uid_are_refused(bench: PcscBench, key_file: Path, master: bytes) -> None:
    number, uid = random_number(), random_number()
    forged = personalised_key(secrets.token_bytes(16), number)
    with running({"card": campus(key_file)}) as devices:
        with bench.card_with(campus_card(number, forged, uid)):
            refused = devices.next(CardUnreadable)
        devices.next(CardRemoved)
        assert devices.health("card").counters["cards_not_genuine"] == 1
    assert refused.fault is Fault.CARD_NOT_GENUINE


def test_card_with_nothing_but_a_uid_is_refused(
    bench: PcscBench, key_file: Path, master: bytes
) -> None:
    with running({"card": campus(key_file)}) as devices, bench.card(random_number()):
        assert devices.next(CardUnreadable).fault is Fault.CARD_NOT_GENUINE


def test_uid_alone_proves_nothing(bench: PcscBench) -> None:
    with running({"card": bench.config()}) as devices, bench.card(random_number()):
        assert devices.next(CardPresented).assurance is CardAssurance.NUMBER_ONLY


@pytest.mark.parametrize("generation", list(Generation))
@pytest.mark.parametrize("protection", list(Protection))
def test_desfire_number_is_read_and_believed(
    bench: PcscBench,
    key_file: Path,
    master: bytes,
    generation: Generation,
    protection: Protection,
) -> None:
    number = random_number(8)
    with running({"card": desfire(key_file, generation, protection)}) as devices:
        with bench.card_with(desfire_card(number, master, generation, protection)):
            presented = devices.next(CardPresented)
        devices.next(CardRemoved)
        another = desfire_card(number, secrets.token_bytes(16), generation, protection)
        with bench.card_with(another):
            refused = devices.next(CardUnreadable)
    assert presented.uid == number
    assert presented.assurance is CardAssurance.GENUINE
    assert refused.fault is Fault.CARD_NOT_GENUINE


def test_reader_with_a_wrong_key_shows_itself(
    bench: PcscBench, key_file: Path, master: bytes
) -> None:
    key = secrets.token_bytes(16)
    with running({"card": campus(key_file)}) as devices:
        for _ in range(UNREADABLE_RUN):
            number = random_number()
            with bench.card_with(campus_card(number, personalised_key(key, number))):
                devices.next(CardUnreadable)
        assert devices.health("card").state is DeviceState.DEGRADED
        assert devices.health("card").fault is Fault.CARD_NOT_GENUINE


def test_reader_without_its_key_is_down_and_takes_it_when_it_comes(
    bench: PcscBench, key_file: Path
) -> None:
    with running({"card": campus(key_file)}, ready=False) as devices:
        devices.until_state("card", DeviceState.DOWN, Fault.KEY_UNUSABLE)
        create_key(key_file)
        wait_until(lambda: devices.health("card").state is DeviceState.READY, "the key is taken")


def test_neither_number_nor_key_is_in_a_representation(
    bench: PcscBench, key_file: Path, master: bytes
) -> None:
    number = random_number()
    config = campus(key_file)
    with (
        running({"card": config}) as devices,
        bench.card_with(campus_card(number, personalised_key(master, number))),
    ):
        devices.next(CardPresented)
        shown = repr(devices.seen) + repr(config) + repr(config.source())
    assert number.hex() not in shown.lower()
    assert master.hex() not in shown.lower()
    assert repr(number)[2:-1] not in shown


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"authenticate": "campus-cpu"}, "belong together"),
        ({"key_file": "/etc/a.key"}, "belong together"),
        ({"authenticate": "desfire", "key_file": "/etc/a.key"}, "table desfire"),
        (
            {
                "authenticate": "campus-cpu",
                "key_file": "/etc/a.key",
                "number_file": {"application": "F0000000CA5501"},
            },
            "leave one of them out",
        ),
        ({"authenticate": "wishful", "key_file": "/etc/a.key"}, "campus-cpu"),
    ],
)
def test_halves_of_an_authentication_are_refused(settings: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        PcscConfig.model_validate({"driver": "pcsc", "reader": "Virtual PCD", **settings})
