"""The configuration file: what it says, and what is said about a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.printer.options import Colour, PrintOptions, Sides
from kiosk.config import EXAMPLE, load_config
from sync.wire import CertificateKind
from toml_file import ConfigProblem
from wording import Language


def written(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problem(folder: Path, text: str) -> str:
    with pytest.raises(ConfigProblem) as raised:
        load_config(written(folder, text))
    return str(raised.value)


def test_the_example_is_a_kiosk(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, EXAMPLE))
    assert config.kiosk.name == "K03"
    assert config.kiosk.language is Language.ZH
    assert config.kiosk.policy.idle_s == 60.0
    assert config.ledger == Path("/var/lib/yanhu/kiosk/prints.sqlite3")


def test_a_kind_of_certificate_is_printed_as_its_table_says(tmp_path: Path) -> None:
    enrolment = "[certificates.enrolment]"
    for asked, options in (
        ("copies = 2", PrintOptions(copies=2)),
        (
            'sides = "two-sided-long-edge"\ncolour = false',
            PrintOptions(Sides.LONG_EDGE, Colour.MONOCHROME),
        ),
    ):
        head = EXAMPLE.partition(enrolment)[0]
        config = load_config(written(tmp_path, f"{head}{enrolment}\n{asked}\n"))
        assert config.print_options == {CertificateKind.ENROLMENT: options}


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    text = EXAMPLE.replace("/var/lib/yanhu/kiosk", "data").replace("/etc/yanhu/", "")
    config = load_config(written(tmp_path, text))
    assert config.kiosk.data == tmp_path / "data"
    assert config.hall.identity == tmp_path / "kiosk.identity.json"
    assert config.face.models == Path("/usr/share/yanhu/models")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "K03"', 'nmae = "K03"', "kiosk.nmae: unknown key; allowed here: name, title"),
        ("panel_dpi = 102.0", 'panel_dpi = "many"', "kiosk.panel_dpi"),
        ('language = "zh_CN"', 'language = "fr"', "'zh_CN' or 'en'"),
        ("idle_s = 60.0", "idle_s = 1.0", "kiosk.idle_s"),
        ('reader = "reader"', 'reader = "camera"', "roles.reader: 'camera' is not a card_reader"),
        ('printer = "printer"', 'printer = "lp0"', "allowed: printer"),
        ('driver = "pcsc"', 'driver = "telepathy"', "devices.reader"),
        ("[face]", "[fase]", "fase: unknown key; allowed here: kiosk, hall"),
        ("copies = 1 ", "copies = 10 ", "certificates.enrolment.copies"),
        ("[certificates.enrolment]", "[certificates.diploma]", "certificates.diploma"),
        ('zh = "砚湖自助服务", ', "", "kiosk.title.zh: missing; it is needed"),
    ],
)
def test_a_mistake_names_file_key_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = EXAMPLE
    assert old in text
    message = problem(tmp_path, text.replace(old, new, 1))
    assert "kiosk.toml" in message
    assert said in message


def test_no_file_and_no_toml_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match=r"nowhere\.toml: cannot be read"):
        load_config(tmp_path / "nowhere.toml")
    assert "not TOML in UTF-8" in problem(tmp_path, "[kiosk")
