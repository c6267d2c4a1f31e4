"""Why there is no API: known to commands as well, which do without the server."""

from __future__ import annotations


class ApiUnavailable(Exception):
    """The API's address can't be served; says which and why."""
