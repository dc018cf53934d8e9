"""Who a registry's year is about, and what the walk presses: a file, people, and how time passes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from po_platform.access.actor import Hat
from questionnaires.redcap.exporting import dictionary_csv
from registry.models import ConsentSheet, Dataset, Recipient, Registry, Release
from registry.queries.datasets import form_in_use, version_in_use
from registry.release_upkeep import watch_over_releases
from tests import personas
from tests.browser.walking import Walks
from tests.personas import Persona, World, make_persona
from tests.proms.shared_data import SHARED
from tests.questionnaires.dictionaries import field as row
from tests.registry.joining import join
from tests.registry.world import Walks as Kept

PUBLIC = SHARED / "redcap" / "rarelink_cdm_v2_0_5" / "dictionary.csv"
YES = {"reuse": {"past": "yes", "future": "yes"}}
OTHERS = 11  # with Ruth as many as a number told about people needs


@dataclass(frozen=True)
class Book:
    """A dictionary with a form members fill in; `born` and `sex`: names of two of its fields."""

    raw: bytes
    form: str
    born: str
    sex: str
    options: tuple[str, str]


def book() -> Book:
    """The public one where it lies beside the repository, else a small one of our own."""
    if PUBLIC.exists():
        return Book(
            PUBLIC.read_bytes(),
            "rarelink_2_personal_information",
            "snomedct_184099003",
            "snomedct_281053000",
            ("snomedct_248152002", "snomedct_248153007"),
        )
    ours = [
        row("record_id", form="admission"),
        row("born", form="about_you", validation="date_ymd", required="y"),
        row("sex", "dropdown", form="about_you", choices="f, Female | m, Male"),
    ]
    return Book(dictionary_csv(ours).encode(), "about_you", "born", "sex", ("f", "m"))


@dataclass
class Year:
    """Everybody of the year, and what they made so far."""

    world: World
    walks: Walks
    book: Book = field(default_factory=book)
    here: str = ""  # address of the request
    record: str = ""  # and of what the registry keeps about Ruth

    def __post_init__(self) -> None:
        self.second = make_persona("Second Curator", role=Hat.CURATOR)
        self.votes = [self.world.committee, make_persona("Cleo Committee", role=Hat.COMMITTEE)]
        self.others = [make_persona(f"Person{number} P.") for number in range(OTHERS)]

    @property
    def registry(self) -> Registry:
        return Registry.objects.get(slug="year")

    def label(self, name: str) -> str:
        """What the dictionary calls a field."""
        version = version_in_use(Dataset.objects.get(slug="people"))
        assert version is not None
        words = form_in_use(version)
        return words.texts.label(words.definition.by_link_id[name])

    def the_others_joined_and_wrote(self) -> None:
        """As Ruth did, without a browser."""
        dataset = Dataset.objects.get(slug="people")
        kept = Kept(self.world.curator, self.registry, dataset)
        assert ConsentSheet.objects.filter(registry=self.registry).count() == 1
        for number, persona in enumerate(self.others):
            join(kept, persona, YES)
            client = Client()
            personas.sign_in(client, persona)
            page = client.post(
                f"/registries/year/data/people/{self.book.form}",
                {
                    f"{self.book.born}::day": "1",
                    f"{self.book.born}::month": "3",
                    f"{self.book.born}::year": str(1950 + number),
                    self.book.sex: self.book.options[number % 2],
                    "seen_version": "0",
                },
            )
            assert page.status_code == 302, page.content.decode()[:4000]


def refused(walks: Walks, who: Persona, path: str, status: int) -> None:
    """Somebody else at this address."""
    with walks.acting(who) as page:
        response = page.goto(path if path.startswith("http") else walks.address + path)
        assert response is not None
        assert response.status == status, (who.name, path, response.status)


def she_proved_it(page: Page) -> None:
    """As if she had entered the code from her mailbox; tests/members shows how."""
    key = next(one["value"] for one in page.context.cookies() if one["name"] == "sessionid")
    session = SessionStore(key)
    session["fresh_proof_at"] = int(time.time())
    session.save()


def the_link_is_over() -> None:
    """Two weeks later."""
    Recipient.objects.update(until=timezone.now() - timedelta(minutes=1))


def the_year_is_over() -> None:
    """On the last day of the release the tick comes by."""
    Release.objects.update(expires_on=timezone.localdate())
    assert watch_over_releases() == 1
