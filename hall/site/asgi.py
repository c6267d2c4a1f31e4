"""The ASGI application that granian serves."""

from __future__ import annotations

from django.core.asgi import get_asgi_application

from hall.conf.doors import BodyDoor
from hall.gates.api import feed_desk
from hall.gates.feed_door import FeedDoor

from .api import BASE_PATH

application = FeedDoor(BodyDoor(get_asgi_application()), BASE_PATH + "feed", feed_desk())
