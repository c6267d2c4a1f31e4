"""Names are found by their beginnings, whatever case, width and blanks; and only by those."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.mirror import Mirror
from sync.names import begins_with, name_words, plain
from sync.vault import Vault
from tests.helpers.records import Registry, approved


@pytest.mark.parametrize(
    ("name", "query", "found"),
    [
        ("欧阳砚秋", "欧阳", True),
        ("欧阳砚秋", "欧阳砚秋", True),
        ("欧阳砚秋", "阳砚", False),
        ("欧阳砚秋", "欧", False),
        ("Lin Yan Qiu", "lin y", True),
        ("Lin Yan Qiu", "YANQIU", True),
        ("Lin Yan Qiu", "ｌｉｎ", True),
        ("阿依古丽·买买提", "买买提", True),
        ("阿依古丽·买买提", "阿依古丽买", True),
        ("Lin Yan Qiu", "an", False),
        ("Lin Yan Qiu", "S2024", False),
    ],
)
def test_what_finds_a_name(tmp_path: Path, name: str, query: str, found: bool) -> None:
    registry = Registry()
    mirror = Mirror(tmp_path / "mirror.db", Vault(bytes(32)), registry.verifier)
    record = approved(name=name)
    others = [approved(name=other) for other in ("王小明", "Wang Xiao", "欧陆")]
    epoch = record.holder
    mirror.apply(registry.page(epoch, 0, [record, *others]))
    assert mirror.search(query, 20).records == (), "names are put in order at the feed's end"
    mirror.apply(registry.page(epoch, 4, []))
    hits = mirror.search(query, 20)
    assert (record.holder in [hit.holder for hit in hits.records]) is found
    assert begins_with(record, query) is found
    mirror.close()
    stored = (tmp_path / "mirror.db").read_bytes()
    assert name.encode() not in stored
    assert plain(name).encode() not in stored


def test_no_single_letter_is_kept() -> None:
    assert name_words("林砚") == {"=林砚", "林砚"}
    assert all(len(word.removeprefix("=")) >= 2 for word in name_words("Lin Yan"))


def test_a_renamed_person_is_found_by_the_new_name_alone(tmp_path: Path) -> None:
    registry = Registry()
    mirror = Mirror(tmp_path / "mirror.db", Vault(bytes(32)), registry.verifier)
    record = approved(name="林砚青")
    epoch = record.holder
    mirror.apply(registry.page(epoch, 0, [record]))
    mirror.apply(registry.page(epoch, 1, []))
    renamed = record.model_copy(update={"name": "苏砚青", "version": 2})
    mirror.apply(registry.page(epoch, 1, [renamed]))
    assert mirror.search("林砚", 5).records == ()
    assert [hit.name for hit in mirror.search("苏砚", 5).records] == ["苏砚青"]
    mirror.close()


def test_many_of_one_name_are_cut_and_said_to_be_more(tmp_path: Path) -> None:
    registry = Registry()
    mirror = Mirror(tmp_path / "mirror.db", Vault(bytes(32)), registry.verifier)
    people = [approved(name="王伟明", student_no=f"S2024{number:04}") for number in range(30)]
    exact = approved(name="王伟")
    mirror.apply(registry.page(exact.holder, 0, [*people, exact]))
    mirror.apply(registry.page(exact.holder, 31, []))
    found = mirror.search("王伟", 20)
    assert (len(found.records), found.more) == (20, True)
    assert found.records[0].name == "王伟", "the exact name comes first"
    assert [hit.student_no for hit in mirror.search("S20240017", 20).records] == ["S20240017"]
    assert not mirror.search("S20240017", 20).more
    mirror.close()
