"""``python -m ui.i18n build|update|check``: compile, collect, or check the translations."""

from __future__ import annotations

import sys

from ui.i18n.build import build, problems, update

_USAGE = "usage: python -m ui.i18n build | update | check"


def main() -> int:
    """Run the command named on the command line; returns the exit code."""
    match sys.argv[1:]:
        case ["build"]:
            lines, code = [path.name for path in build()], 0
        case ["update"]:
            lines, code = [path.name for path in update()], 0
        case ["check"]:
            lines = problems()
            code = 1 if lines else 0
        case _:
            lines, code = [_USAGE], 2
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return code


if __name__ == "__main__":
    sys.exit(main())
