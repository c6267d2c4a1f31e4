"""What is said when a file can't be read or written."""

from __future__ import annotations

from errno import ENOENT, ENOTDIR
from pathlib import Path
from typing import Final

from wording import Text

_NO_FOLDER: Final = Text(
    "没有 {folder} 这个文件夹。请先建好，或换一个位置",
    "There is no folder {folder}. Make it first, or choose another place",
)
_DISK: Final = Text(
    "写不了 {path}：{detail}。换一个位置，或清理磁盘",
    "{path} can't be written: {detail}. Choose another place, or free the disk",
)


def disk_trouble(path: Path, error: OSError) -> Text:
    """Why ``path`` could not be written, and what to do."""
    if error.errno in (ENOENT, ENOTDIR):
        return _NO_FOLDER.format(folder=path.absolute().parent)
    return _DISK.format(path=path, detail=error.strerror or error)
