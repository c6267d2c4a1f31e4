"""``telephone-links`` of the terminal interface."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from hall.terminals.auth import SESSION_PARAMETER, SignedIn, calling_session
from sync.wire import TelephoneLink

from .telephones import LINK_LIFE, new_link

router = Router(tags=["passes"])


@router.post(
    "telephone-links",
    auth=SignedIn(),
    response={201: TelephoneLink},
    openapi_extra=SESSION_PARAMETER,
)
def telephone_link(request: HttpRequest) -> Status[TelephoneLink]:
    """A link for the telephone of the signed-in student; the one of before shows no passes now."""
    now = timezone.now()
    url = new_link(calling_session(request).student_id, now)
    return Status(201, TelephoneLink(url=url, expires_at=now + LINK_LIFE))
