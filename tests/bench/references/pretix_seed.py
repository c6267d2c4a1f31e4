"""Fills pretix with an event that is sold out; runs in its own environment (make bench-pretix).

    PRETIX_CONFIG_FILE=pretix.cfg python pretix_seed.py POSITIONS

Prints {"event": ..., "list": ..., "token": ..., "secrets": [...]}: the check-in list's number, the
token of a scanner, and the secrets of the tickets.
"""

# mypy: ignore-errors
# (pretix is installed in that environment only.)

from __future__ import annotations

import json
import os
import secrets
import sys
from datetime import timedelta
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretix.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - not before the settings are there
from django.utils.timezone import now  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from pretix.base.models import Device, Event, Order, OrderPosition, Organizer  # noqa: E402

ORGANIZER = "campus"
EVENT = "return"
PRICE = Decimal("10.00")
PORTION = 500


def scanner(organizer: Organizer) -> Device:
    return Device.objects.create(
        organizer=organizer,
        name="scanner",
        all_events=True,
        security_profile="full",
        initialized=now(),
        api_token=secrets.token_hex(20),
    )


def sold_out_event(organizer: Organizer, positions: int) -> tuple[Event, int, list[str]]:
    """The event, its check-in list's number and the secrets of ``positions`` paid tickets."""
    event = Event.objects.create(
        organizer=organizer,
        name="Return to campus",
        slug=EVENT,
        currency="EUR",
        live=True,
        date_from=now() + timedelta(hours=1),
        plugins="pretix.plugins.checkinlists",
    )
    ticket = event.items.create(name="Ticket", default_price=PRICE, admission=True)
    event.quotas.create(name="all", size=positions).items.add(ticket)
    checkin_list = event.checkin_lists.create(name="Gate", all_products=True)
    channel = organizer.sales_channels.get(identifier="web")
    orders = [
        Order(
            event=event,
            organizer=organizer,
            code=f"{number:06X}",
            status=Order.STATUS_PAID,
            email=f"student{number}@example.org",
            locale="en",
            datetime=now(),
            expires=now() + timedelta(days=10),
            total=PRICE,
            sales_channel=channel,
        )
        for number in range(positions)
    ]
    Order.objects.bulk_create(orders, batch_size=PORTION)
    tickets = [
        OrderPosition(
            order=order,
            organizer=organizer,
            item=ticket,
            positionid=1,
            price=PRICE,
            tax_rate=0,
            tax_value=0,
            attendee_name_parts={"_scheme": "full", "full_name": f"Student {number}"},
            attendee_name_cached=f"Student {number}",
            secret=secrets.token_hex(16),
            pseudonymization_id=f"P{number:09}",
        )
        for number, order in enumerate(orders)
    ]
    OrderPosition.all.bulk_create(tickets, batch_size=PORTION)
    return event, checkin_list.pk, [ticket.secret for ticket in tickets]


def main() -> None:
    with scopes_disabled(), transaction.atomic():
        organizer = Organizer.objects.create(name="Campus", slug=ORGANIZER)
        token = scanner(organizer).api_token
        event, checkin_list, tickets = sold_out_event(organizer, int(sys.argv[1]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database has that was not filled a moment ago
    said = {"event": event.slug, "list": checkin_list, "token": token, "secrets": tickets}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
