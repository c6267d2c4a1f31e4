"""The local API's route for a technician who takes a support bundle along (docs/gate-api.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from devices.config_file import ConfigInvalid
from devices.diagnostics.bundle.file import Bundle
from devices.diagnostics.may_hang import NotInTime
from devices.diagnostics.ports.choice import why_not
from gate_agent.api.refusals import No
from gate_agent.api.requests import Guarded
from gate_agent.wire.schema import Guard


class Support(Protocol):
    """What this route needs; see :class:`gate_agent.desk.support_desk.SupportDesk`."""

    def bundle(self, technician: str) -> Bundle: ...


def support_bundle(support: Support) -> Guarded:
    """The handler: collects a bundle and sends it whole, so that its length is known before."""

    async def answer(_request: Request, technician: Guard) -> Response:
        try:
            bundle = await run_in_threadpool(support.bundle, technician.name)
        except NotInTime:
            return No.BUNDLE_LATE.answer()
        except (ConfigInvalid, OSError) as error:
            return No.BUNDLE_FAILED.answer(because=why_not(error, Path("gate.toml")))
        return Response(
            bundle.zipped, media_type="application/zip", headers={"Cache-Control": "no-store"}
        )

    return answer
