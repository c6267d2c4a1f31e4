"""The fictional people of the demonstration campus. No real person is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hall.people.models import StaffRole
from wording import Text


@dataclass(frozen=True, slots=True)
class SeedDepartment:
    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class SeedClass:
    code: str
    name: Text
    programme: Text
    department: str
    counsellor: str
    first_number: int
    admitted: int
    """Year of admission."""


@dataclass(frozen=True, slots=True)
class SeedStaff:
    username: str
    role: StaffRole
    name: Text
    department: str
    """Code of the office they work for."""


@dataclass(frozen=True, slots=True)
class SeedStudent:
    number: str
    name: Text
    school_class: SeedClass


DEPARTMENTS: Final = (
    SeedDepartment("earth", Text("地球科学学院", "School of Earth Sciences")),
    SeedDepartment("computing", Text("计算机学院", "School of Computing")),
    SeedDepartment("management", Text("管理学院", "School of Management")),
    SeedDepartment("student-affairs", Text("学生工作部", "Student Affairs Office")),
    SeedDepartment("academic-affairs", Text("教务处", "Academic Affairs Office")),
    SeedDepartment("network", Text("网络与信息中心", "Network and Information Centre")),
    SeedDepartment("library", Text("图书馆", "Library")),
    SeedDepartment("logistics", Text("后勤保障处", "Campus Services")),
    SeedDepartment("finance", Text("财务处", "Finance Office")),
    SeedDepartment("security", Text("保卫处", "Security Office")),
    SeedDepartment("clinic", Text("校医院", "Campus Clinic")),
)
STAFF: Final = (
    SeedStaff("chen", StaffRole.COUNSELLOR, Text("陈明湖", "Chen Minghu"), "student-affairs"),
    SeedStaff("zhao", StaffRole.COUNSELLOR, Text("赵清砚", "Zhao Qingyan"), "student-affairs"),
    SeedStaff("guard", StaffRole.GUARD, Text("吴岳安", "Wu Yue'an"), "security"),
    SeedStaff("technician", StaffRole.TECHNICIAN, Text("何维宁", "He Weining"), "network"),
    SeedStaff("security", StaffRole.SECURITY, Text("郑守砚", "Zheng Shouyan"), "security"),
    SeedStaff("host", StaffRole.HOST, Text("冯迎宾", "Feng Yingbin"), "library"),
)
CLASSES: Final = (
    SeedClass(
        "geology-2024-1",
        Text("2024 级地质学 1 班", "Geology 2024, class 1"),
        Text("地质学", "Geology"),
        "earth",
        "chen",
        20240001,
        2024,
    ),
    SeedClass(
        "software-2024-2",
        Text("2024 级软件工程 2 班", "Software Engineering 2024, class 2"),
        Text("软件工程", "Software Engineering"),
        "computing",
        "chen",
        20240101,
        2024,
    ),
    SeedClass(
        "management-2023-1",
        Text("2023 级工商管理 1 班", "Business Administration 2023, class 1"),
        Text("工商管理", "Business Administration"),
        "management",
        "zhao",
        20230201,
        2023,
    ),
)
LOAD_CLASS: Final = SeedClass(
    "load-2025",
    Text("2025 级负载样本班", "Load sample 2025"),
    Text("样本专业", "Sample programme"),
    "management",
    "zhao",
    20900001,
    2025,
)
CLASS_SIZE: Final = 16
STUDY_YEARS: Final = 4

_SURNAMES: Final = (
    ("林", "Lin"), ("周", "Zhou"), ("何", "He"), ("孙", "Sun"), ("沈", "Shen"), ("陆", "Lu"),
    ("顾", "Gu"), ("方", "Fang"), ("秦", "Qin"), ("许", "Xu"), ("唐", "Tang"), ("江", "Jiang"),
    ("苏", "Su"), ("叶", "Ye"), ("白", "Bai"), ("程", "Cheng"),
)  # fmt: skip
_GIVEN: Final = (
    (("小雨", "Xiaoyu"), ("一帆", "Yifan"), ("知夏", "Zhixia")),
    (("远山", "Yuanshan"), ("听松", "Tingsong"), ("映雪", "Yingxue")),
    (("望舒", "Wangshu"), ("行舟", "Xingzhou"), ("若水", "Ruoshui")),
)


def students() -> Iterator[SeedStudent]:
    """All students of the three classes, the same at every seeding, no name twice."""
    for group, school_class in enumerate(CLASSES):
        for place in range(CLASS_SIZE):
            surname_zh, surname_en = _SURNAMES[place]
            given_zh, given_en = _GIVEN[group][place % 3]
            yield SeedStudent(
                str(school_class.first_number + place),
                Text(surname_zh + given_zh, f"{surname_en} {given_en}"),
                school_class,
            )


def load_students(count: int) -> Iterator[SeedStudent]:
    """Students that only make the campus large."""
    for place in range(count):
        yield SeedStudent(
            str(LOAD_CLASS.first_number + place),
            Text(f"样本{place + 1:05d}", f"Sample {place + 1:05d}"),
            LOAD_CLASS,
        )
