"""livez depends on nothing; readyz tells whether the database answers."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse


def alive(request: HttpRequest) -> HttpResponse:
    """Answered by middleware before anything can hang; here for the address table."""
    return HttpResponse("alive\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when Postgres answers within two seconds, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = '2s'; select 1")
    except DatabaseError:
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
