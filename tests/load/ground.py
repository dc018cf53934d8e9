"""The visitors of the bench: their sessions, and whose things they look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from po_platform.access.actor import Hat, SignedIn
from proms.models import Assignment, Response
from tests.load import learn, talk
from tests.load.bench_vault import Question
from tests.load.forty import SLUG
from tests.load.pages import Page
from tests.load.volume import figure
from tests.personas import sign_in

# name → hat, second factor shown. Ruth answered for two years, bench1 for six; both share with
# the clinic of Dr Nasser.
VISITORS = {
    "ruth": (Hat.MEMBER, False),
    "bench1": (Hat.MEMBER, False),
    "nasser": (Hat.CLINICIAN, True),
    "tomas": (Hat.GUIDE, True),
    "anneke": (Hat.ADMINISTRATOR, True),
    "dervla": (Hat.MODERATOR, True),
}
NO_CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@dataclass(frozen=True)
class Ground:
    """cookies: visitor → Cookie header; actors: the same as actors; names: what paths mention."""

    cookies: dict[str, str]
    actors: dict[str, SignedIn]
    names: dict[str, str]

    def address(self, page: Page) -> str:
        """The page's own address."""
        return page.path.format(**self.names)


def prepare() -> Ground:
    """Signs the visitors in; as the owner, who may look up whose open assignment it is."""
    cookies, actors = {"nobody": ""}, {}
    for name, (hat, strong) in VISITORS.items():
        client, visitor = Client(), figure(name, hat, strong=strong)
        sign_in(client, visitor)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies[name] = f"{settings.SESSION_COOKIE_NAME}={session}"
        actors[name] = visitor.actor()
    ruth = actors["ruth"]
    forty = Assignment.objects.visible_to(ruth).get(state="open", instrument__slug=SLUG)
    names = {
        "forty": str(forty.ref),
        "response": str(Response.objects.visible_to(ruth).latest("authored_at").ref),
        "ruth": str(ruth.subject_id),
        "bench1": str(actors["bench1"].subject_id),
        **talk.addresses(),
        **learn.addresses(),
    }
    return Ground(cookies, actors, names)


def questions(found: Ground) -> list[Question]:
    """What decides how pages feel, as statements on the real tables under the vault."""
    long, nasser = found.actors["bench1"], found.actors["nasser"]
    course = f"select scale, value from proms_score where subject_id = '{long.subject_id}'"
    return [
        Question("own scores of 6 years", long, "select scale, value from proms_score", 4),
        Question("own responses, newest 20", long,
            "select id from proms_response order by authored_at desc limit 20", 4),
        Question("a clinician's living grants", nasser, "select subject_id from members_grant", 4),
        Question("scores of one who shares, 6 years", nasser, course, 4),
        Question("last answers of all who share", nasser,
            "select subject_id, max(authored_at) from proms_response group by subject_id", 50),
        Question("scores of all who share", nasser, "select count(*) from proms_score", 100),
    ]  # fmt: skip


def query_counts(found: Ground, pages: Iterable[Page]) -> dict[str, int]:
    """How many statements each page runs, transaction control left out."""
    counts = {}
    for page in pages:
        client = Client(SERVER_NAME="localhost")
        client.cookies.load(found.cookies[page.who])
        client.get(found.address(page))
        with CaptureQueriesContext(connection) as caught:
            client.get(found.address(page))
        counts[page.name] = sum(
            not query["sql"].startswith(NO_CONTROL) for query in caught.captured_queries
        )
    return counts


def postmaster() -> int:
    """The process id of the Postgres we measure, by way of our own connection to it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    status = Path(f"/proc/{backend}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("PPid")))
