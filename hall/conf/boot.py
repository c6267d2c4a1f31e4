"""Start Django for one configuration file. Everything that needs models comes after this."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

CONFIG_VARIABLE: Final = "YANHU_HALL_CONFIG"
_SETTINGS: Final = "hall.conf.settings"


def boot(config: Path | None) -> None:
    """Set Django up with ``config``, or with nothing stored when it is None.

    Raises ConfigProblem when the file or a key does not serve. A process boots once.
    """
    if config is None:
        os.environ.pop(CONFIG_VARIABLE, None)
    else:
        os.environ[CONFIG_VARIABLE] = str(config.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS

    import django  # not before the settings can be found

    django.setup()
