"""Setting a hall up: keys, demonstration authority, tables, the feed's head."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from hall.certificates.authority import create_demonstration_authority
from hall.conf.current import hall_config, keyring
from hall.gates.models import HEAD_ID, FeedHead
from toml_file import ConfigProblem
from wording import Text

_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class SetUp:
    """What `init` found to do."""

    authority_created: bool


def set_up() -> SetUp:
    """Bring database and authority up to date; doing it again changes nothing."""
    config = hall_config()
    call_command("migrate", verbosity=0, interactive=False)
    Path(connection.settings_dict["NAME"]).chmod(_OWNER_ONLY)
    FeedHead.objects.get_or_create(pk=HEAD_ID)
    created = create_demonstration_authority(
        config.keys, Text(config.campus.name.zh, config.campus.name.en)
    )
    return SetUp(authority_created=created)


def check_ready() -> None:
    """Raises ConfigProblem when this hall cannot serve, saying what to do."""
    keyring()
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise ConfigProblem(
            f"{hall_config().database}: the database does not open ({type(error).__name__}); "
            "restore it from a backup"
        ) from error
    if behind:
        raise ConfigProblem(
            f"{hall_config().database}: tables are missing or old; run `yanhu hall init` first"
        )

    from hall.certificates.render import renderer  # the compiler is slow to load

    renderer()
