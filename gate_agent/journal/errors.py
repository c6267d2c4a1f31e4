"""What can be wrong with a journal's file."""

from __future__ import annotations

from sync.errors import StoreCorrupt, StoreError
from wording import Text


class JournalCorrupt(StoreCorrupt):
    """The journal is damaged. It is evidence: nothing is repaired, it is set aside as it is."""

    code = "journal_corrupt"
    text = Text(
        "通行日志已损坏；请重启本机程序（原文件会自动留存），并联系技术人员",
        "The journal is damaged; restart the agent (the file is kept), call a technician",
    )


class JournalForeign(StoreError):
    """The journal is another gate's: a mistake in the configuration, no damage."""

    code = "journal_foreign"
    text = Text(
        "数据目录属于另一道闸机；请检查 gate.code 与 gate.data",
        "The data folder is another gate's; check gate.code and gate.data",
    )
