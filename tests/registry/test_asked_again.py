"""A question that was settled too soon is opened again, with every word that was said before."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from audit.models import Event
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, System, Tick, acting_as
from registry.actions.asking import reopen_query
from registry.actions.joining import leave_registry
from registry.export_parts import registry_parts
from registry.models import Participation, Query
from tests.members.helper_steps import help_of
from tests.personas import World, make_persona
from tests.registry.joining import join, open_to_members
from tests.registry.test_values import enter, entry_of
from tests.registry.world import Walks, give_right

pytestmark = pytest.mark.django_db
KEPT = "/registry/questions"
MINE = "/registries/questions"


@pytest.fixture
def walks(world: World) -> Walks:
    """Ruth has joined, and the form "person" is hers to fill in."""
    found = open_to_members(world)
    join(found, world.ruth)
    return found


@pytest.fixture
def ruth(world: World, sign_in: Any) -> Client:
    return sign_in(world.ruth)  # type: ignore[no-any-return]  # a fixture of conftest


@pytest.fixture
def keeper(walks: Walks, sign_in: Any) -> Client:
    return sign_in(walks.curator)  # type: ignore[no-any-return]  # a fixture of conftest


def query_of(walks: Walks) -> Query:
    with acting_as(walks.curator.actor()) as actor:
        found: Query = Query.objects.visible_to(actor).get()
    return found


def disputed(walks: Walks, ruth: Client, keeper: Client) -> Query:
    """She said that something is wrong; the answer closed it."""
    enter(ruth)
    entry = entry_of(walks)
    ruth.post(f"/registries/entries/{entry.ref}/wrong/sex", {"words": "That is not me."})
    keeper.post(f"{KEPT}/{query_of(walks).ref}", {"words": "It stands on your paper."})
    query = query_of(walks)
    assert query.state == "closed"
    return query


def asked(walks: Walks, ruth: Client, keeper: Client) -> Query:
    """She was asked and answered; the question is closed."""
    enter(ruth)
    entry = entry_of(walks)
    keeper.post(f"/registry/entries/{entry.ref}/ask/sex", {"to": "member", "words": "Really?"})
    query = query_of(walks)
    ruth.post(f"{MINE}/{query.ref}", {"words": "Yes, in May."})
    keeper.post(f"{KEPT}/{query.ref}", {"close": "1"})
    return query_of(walks)


def mails(kind: str) -> int:
    return Outbox.objects.filter(kind=f"registry.{kind}").count()


def test_what_she_disputed_is_opened_again_by_her_and_the_thread_stays(
    walks: Walks, ruth: Client, keeper: Client
) -> None:
    query = disputed(walks, ruth, keeper)
    entry = entry_of(walks)
    here = f"{MINE}/{query.ref}/again"
    assert here in ruth.get(f"/registries/entries/{entry.ref}").content.decode()
    page = ruth.get(here).content.decode()
    assert "That is not me." in page and "It stands on your paper." in page
    before = mails("waits")
    assert ruth.post(here, {"again": " "}).status_code == 422
    assert ruth.post(here, {"again": "The paper is my sister's."}).status_code == 302
    assert query_of(walks).state == "open" and mails("waits") == before + 1
    page = keeper.get(f"{KEPT}/{query.ref}").content.decode()
    for words in ("That is not me.", "It stands on your paper.", "The paper is my sister&#x27;s."):
        assert words in page
    told = mails("asked")
    keeper.post(f"{KEPT}/{query.ref}", {"words": "You are right, it is put right."})
    assert query_of(walks).state == "closed" and mails("asked") == told + 1
    page = ruth.get(f"/registries/entries/{entry.ref}").content.decode()
    said = ["It stands on your paper.", "my sister&#x27;s.", "You are right, it is put right."]
    places = [page.index(words) for words in said]
    assert places == sorted(places)
    assert Event.objects.filter(verb="registry.query.reopened").count() == 1


def test_what_she_disputed_is_opened_again_by_nobody_in_her_name(
    walks: Walks, ruth: Client, keeper: Client
) -> None:
    query = disputed(walks, ruth, keeper)
    here = f"{KEPT}/{query.ref}"
    assert "Open it again" not in keeper.get(here).content.decode()
    refused = keeper.post(here, {"again": "Ask the lab first."})
    assert refused.status_code == 403
    assert "Only the person herself" in refused.content.decode()
    assert (query_of(walks).state, query_of(walks).former) == ("closed", [])
    page = ruth.get(f"/registries/entries/{entry_of(walks).ref}").content.decode()
    assert "Ask the lab first." not in page


def test_what_a_member_was_asked_is_asked_once_more_and_she_is_told_again(
    walks: Walks, ruth: Client, keeper: Client, sign_in: Any
) -> None:
    query = asked(walks, ruth, keeper)
    assert mails("asked") == 1 and mails("answered") == 1
    assert "Open it again" in keeper.get(f"{KEPT}/{query.ref}").content.decode()
    assert keeper.post(f"{KEPT}/{query.ref}", {"again": ""}).status_code == 422
    assert keeper.post(f"{KEPT}/{query.ref}", {"again": "In which year?"}).status_code == 302
    assert mails("asked") == 2
    page = ruth.get(f"{MINE}/{query.ref}").content.decode()
    assert "Yes, in May." in page and "In which year?" in page and "Send my answer" in page
    ruth.post(f"{MINE}/{query.ref}", {"words": "In 1950."})
    assert mails("answered") == 2
    page = keeper.get(f"{KEPT}/{query.ref}").content.decode()
    assert "Yes, in May." in page and "In 1950." in page
    # Answered and not closed yet, it can be asked on as well.
    assert keeper.post(f"{KEPT}/{query.ref}", {"again": "And the day?"}).status_code == 302
    assert keeper.post(f"{KEPT}/{query.ref}", {"again": "And the day?"}).status_code == 403
    assert len(query_of(walks).former) == 4


def test_whoever_asks_again_gets_the_answer(
    walks: Walks, world: World, ruth: Client, keeper: Client, sign_in: Any
) -> None:
    query = asked(walks, ruth, keeper)
    other = make_persona("Olga Curator", role=Hat.CURATOR)
    give_right(walks, other, enters=True)
    sign_in(other).post(f"{KEPT}/{query.ref}", {"again": "In which year?"})
    ruth.post(f"{MINE}/{query.ref}", {"words": "In 1950."})
    newest = Outbox.objects.filter(kind="registry.answered").latest("pk")
    assert newest.person_id == other.person.pk


def test_who_only_reads_opens_nothing_again(
    walks: Walks, ruth: Client, keeper: Client, sign_in: Any
) -> None:
    query = asked(walks, ruth, keeper)
    reader = make_persona("Rita Reader", role=Hat.CURATOR)
    give_right(walks, reader)
    client = sign_in(reader)
    assert "Open it again" not in client.get(f"{KEPT}/{query.ref}").content.decode()
    assert client.post(f"{KEPT}/{query.ref}", {"again": "Why?"}).status_code == 403
    stranger = make_persona("Stella Curator", role=Hat.CURATOR)
    assert sign_in(stranger).post(f"{KEPT}/{query.ref}", {"again": "Why?"}).status_code == 404
    assert query_of(walks).state == "closed"


def test_a_member_opens_only_what_she_disputed_herself(
    walks: Walks, world: World, ruth: Client, keeper: Client, sign_in: Any
) -> None:
    query = asked(walks, ruth, keeper)
    assert ruth.post(f"{MINE}/{query.ref}/again", {"again": "One more"}).status_code == 404
    with acting_as(world.ruth.actor()) as actor, pytest.raises(PermissionDenied):
        reopen_query(actor=actor, query=query, words="One more")
    assert query_of(walks).state == "closed"


def test_neither_her_helper_nor_another_member_opens_it(
    walks: Walks, world: World, ruth: Client, keeper: Client, sign_in: Any
) -> None:
    query = disputed(walks, ruth, keeper)
    assert sign_in(world.gerd).get(f"{MINE}/{query.ref}/again").status_code == 404
    grant = help_of(world.ruth, world.helper, Tick.ANSWER, Tick.SUMMARY)
    helper = sign_in(world.helper)
    helper.post(f"/helping/{grant.pk}/act")
    assert helper.post(f"{MINE}/{query.ref}/again", {"again": "Why?"}).status_code == 403
    assert query_of(walks).state == "closed"


def test_nobody_is_asked_again_who_left(
    walks: Walks, world: World, ruth: Client, keeper: Client
) -> None:
    query = asked(walks, ruth, keeper)
    with acting_as(world.ruth.actor()) as actor:
        mine: Participation = own_rows(Participation, actor).get()
        leave_registry(actor=actor, taking_part=mine, language="en")
    before = mails("asked")
    assert keeper.post(f"{KEPT}/{query.ref}", {"again": "In which year?"}).status_code == 404
    assert mails("asked") == before


def test_what_was_said_before_is_in_her_own_file_without_accounts(
    walks: Walks, world: World, ruth: Client, keeper: Client
) -> None:
    query = disputed(walks, ruth, keeper)
    ruth.post(f"{MINE}/{query.ref}/again", {"again": "The paper is my sister's."})
    whose = {"subject_id": world.ruth.subject, "person_id": world.ruth.person.pk}
    exporter = System(Purpose.EXPORT, **whose)  # type: ignore[arg-type]  # hers
    with acting_as(exporter):
        [part] = [one for one in registry_parts(exporter) if one.name == "registry_queries"]
        [row] = list(part.rows)
    assert [{*one} for one in row["former"]] == [{"answer", "at"}, {"again", "at"}]
    assert row["former"][1]["again"] == "The paper is my sister's."
