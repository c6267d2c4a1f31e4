"""The ASGI application that granian serves."""

from __future__ import annotations

from django.core.asgi import get_asgi_application

from .doors import BodyDoor

application = BodyDoor(get_asgi_application())
