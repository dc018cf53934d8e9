"""The visitors of the bench: their sessions, and whose things they look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Account
from po_platform.access.actor import Hat
from proms.models import Assignment
from tests.personas import Persona, sign_in

VISITORS = {"ruth": (Hat.MEMBER, False), "nasser": (Hat.CLINICIAN, True)}


def prepare(ground: Any) -> Any:
    """Signs the visitors in; as the owner, who may look up whose open assignment it is."""
    cookies = {}
    personas = {}
    for name, (hat, strong) in VISITORS.items():
        account = Account.objects.get(email=f"{name}@demo.invalid")
        persona = Persona(name, account, account.person, hat, strong)
        client = Client()
        sign_in(client, persona)
        cookies[name] = f"{settings.SESSION_COOKIE_NAME}={client.cookies['sessionid'].value}"
        personas[name] = persona
    actor = personas["ruth"].actor()
    open_one = Assignment.objects.visible_to(actor).filter(state="open").latest("pk")
    return ground(cookies, str(open_one.ref), str(actor.subject_id))


def query_counts(found: Any, pages: list[tuple[str, str, str]]) -> dict[str, int]:
    """How many statements each page runs, transaction control left out."""
    counts = {}
    for name, who, path in pages:
        client = Client()
        client.cookies.load(found.cookies[who])
        client.get(found.address(path), SERVER_NAME="localhost")
        with CaptureQueriesContext(connection) as caught:
            client.get(found.address(path), SERVER_NAME="localhost")
        words = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
        counts[name] = sum(not q["sql"].startswith(words) for q in caught.captured_queries)
    return counts


def postmaster() -> int:
    """The process id of the Postgres we measure, from its own data folder."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    status = Path(f"/proc/{backend}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("PPid")))
