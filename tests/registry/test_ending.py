"""Less than leaving: letters, use, or new data end alone; what is closed nobody writes, and it opens again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone

from members.models import Decision, Grant
from notifications.kinds import Pending
from po_platform.access.actor import SignedIn, Tick, acting_as
from registry.actions.closing import give_again, give_nothing_more
from registry.actions.joining import join_registry, leave_registry
from registry.actions.undo_import import Undone, undo_import
from registry.consent import ASSENTS, purpose_of
from registry.models import Batch, Entry, Participation, Query
from registry.notices import still_asked
from registry.on_start_pages import ASKED
from registry.queries.participation import consenting, my_participation
from registry.research import as_research
from tests.members.helper_steps import acting, help_of
from tests.members.proxy_steps import proxy_for, second_office
from tests.personas import World
from tests.registry.joining import join, open_to_members, sheet_of
from tests.registry.world import HEADER, Walks

pytestmark = pytest.mark.django_db
HERE = "/registries/walks"
YES = {"reuse": {"past": "yes", "future": "yes"}, "contact": {"whole": "yes"}}
NEW = f"{HERE}/data/walk/person?instance=0"


@pytest.fixture
def walks(world: World) -> Walks:
    found = open_to_members(world)
    join(found, world.ruth, YES)
    return found


@pytest.fixture
def ruth(walks: Walks, world: World, sign_in: Any) -> Client:
    """Ruth has filled in her form."""
    client: Client = sign_in(world.ruth)
    assert client.post(NEW, {"seen_version": "0", "sex": "0"}).status_code == 302
    return client


def end(client: Client, what: str) -> str:
    page = client.post(f"{HERE}/leave", {"end": what}, follow=True)
    assert page.status_code == 200
    return page.content.decode()


def her_entry(world: World) -> Entry:
    with acting_as(world.ruth.actor()) as actor:
        found = Entry.objects.visible_to(actor).filter(voided_at=None)
        return found.select_related("record", "form").get()


def hers(world: World) -> Participation:
    with acting_as(world.ruth.actor()) as actor:
        return Participation.objects.visible_to(actor).select_related("record").get()


def agreeing(walks: Walks, code: str) -> int:
    with acting_as(walks.curator.actor()) as actor:
        return len(consenting(actor=actor, registry=walks.registry, purpose=code))


def counted(walks: Walks) -> int:
    """Entries research may count."""
    use = purpose_of(walks.registry.pk, "reuse")
    with acting_as(walks.curator.actor()), as_research(walks.registry.pk, use) as cursor:
        cursor.execute("select count(*) from registry_entry")
        return int(cursor.fetchone()[0])


def test_one_page_offers_what_can_end_and_something_has_to_be_chosen(ruth: Client) -> None:
    page = ruth.get(f"{HERE}/leave").content.decode()
    for words in (
        "Letters about studies",
        "New use of my data",
        "New data about me",
        "I leave the",
    ):
        assert words in page
    assert "/me/requests" in page and "What stays" in page
    assert "Choose what should end" in ruth.post(f"{HERE}/leave", {}).content.decode()
    assert ruth.post(f"{HERE}/leave", {"end": "nonsense"}).status_code == 422


def test_letters_about_studies_end_alone(walks: Walks, ruth: Client) -> None:
    assert "You get no letters about studies any more." in end(ruth, "contact")
    assert (agreeing(walks, "contact"), agreeing(walks, "reuse")) == (0, 1)
    assert "Letters about studies" not in ruth.get(f"{HERE}/leave").content.decode()
    assert ruth.post(f"{HERE}/leave", {"end": "contact"}).status_code == 422


def test_new_use_ends_alone(walks: Walks, ruth: Client, world: World) -> None:
    assert counted(walks) == 1
    assert "Nothing of yours is used for anything new." in end(ruth, "data")
    assert (agreeing(walks, "contact"), agreeing(walks, "reuse"), counted(walks)) == (1, 0, 0)
    assert hers(world).state == "active"


def test_what_she_gave_stays_in_use_and_her_decision_is_kept(
    walks: Walks, ruth: Client, world: World
) -> None:
    assert "Nothing new is entered about you." in end(ruth, "closed")
    assert hers(world).closed_at is not None
    assert counted(walks) == 1
    with acting_as(world.ruth.actor()) as actor:
        kept = Decision.objects.visible_to(actor).get(purpose__endswith=":new_data")
    assert kept.answer == "no" and "nothing new is entered about me" in kept.rendered
    assert kept.title in ruth.get(f"{HERE}/consent").content.decode()
    assert "New data about me" not in ruth.get(f"{HERE}/leave").content.decode()


def test_neither_she_nor_her_helper_writes_and_nobody_asks_them_to(
    walks: Walks, ruth: Client, world: World, sign_in: Any
) -> None:
    entry = her_entry(world)
    end(ruth, "closed")
    page = ruth.get(f"{HERE}/data").content.decode()
    assert "nothing new is entered here" in page and "Allow new data again" in page
    assert "Fill in" not in page
    sent = {"seen_version": str(entry.row_version), "sex": "1"}
    for way in ("change", "same"):
        refused = ruth.post(f"/registries/entries/{entry.ref}/{way}", sent)
        assert refused.status_code == 403
        assert "nothing new is entered here" in refused.content.decode()
    assert ruth.post(f"{HERE}/data/walk/person/nothing-new").status_code == 403
    grant = help_of(world.ruth, world.helper, Tick.ANSWER, Tick.SUMMARY)
    helper = sign_in(world.helper)
    helper.post(f"/helping/{grant.pk}/act")
    assert helper.get(f"{HERE}/data").status_code == 200
    assert "Allow new data again" not in helper.get(f"{HERE}/data").content.decode()
    assert helper.post(f"/registries/entries/{entry.ref}/change", sent).status_code == 403
    assert helper.post(f"{HERE}/give-again").status_code in (403, 404)
    assert her_entry(world).answers == entry.answers


def test_those_who_keep_the_registry_read_it_and_write_nothing(
    walks: Walks, ruth: Client, world: World, sign_in: Any
) -> None:
    entry = her_entry(world)
    end(ruth, "closed")
    curator = sign_in(walks.curator)
    record = curator.get(f"/registry/datasets/walk/records/{entry.record.ref}").content.decode()
    assert "wants nothing new entered about her" in record and "Can be filled in" not in record
    theirs = f"/registry/entries/{entry.ref}"
    values = curator.get(f"{theirs}/values").content.decode()
    assert "wants nothing new" in values and "Change something" not in values
    seen = str(entry.row_version)
    refused = {
        theirs: {"sex": "1", "status": "2", "seen_version": seen},
        f"{theirs}/confirm": {"value": ["sex"], "seen_version": seen},
        f"{theirs}/lock": {"why": "Report", "seen_version": seen},
        f"{theirs}/ask/sex": {"to": "member", "words": "Is that so?"},
        f"/registry/datasets/walk/records/{entry.record.ref}/visit?instance=0": {
            "minutes": "10", "status": "2", "seen_version": "0",
        },
    }  # fmt: skip
    for address, sent in refused.items():
        assert curator.post(address, sent).status_code == 403, address
    now = her_entry(world)
    assert (now.answers, now.row_version) == (entry.answers, entry.row_version)


def test_a_file_with_a_row_about_her_is_refused_and_one_from_before_taken_back(
    walks: Walks, ruth: Client, world: World
) -> None:
    number = hers(world).record.number
    visit = f"{number},,,,,,12,0,0,0,,,,2"
    assert walks.bring(HEADER, visit).usable
    end(ruth, "closed")
    report = walks.bring(HEADER, visit.replace(",12,", ",13,"))
    assert not report.usable
    assert any("wants nothing new to be entered" in str(one.message) for one in report.errors)
    with acting_as(walks.curator.actor()) as actor:
        undone = undo_import(actor=actor, batch=Batch.objects.get())
    assert undone.removed == 1
    assert her_entry(world).form.name == "person"


def test_what_a_file_wrote_over_stays_and_the_page_says_in_which_record(
    walks: Walks, ruth: Client, world: World, sign_in: Any
) -> None:
    number = hers(world).record.number
    assert walks.bring("record_id,sex", f"{number},1").usable
    end(ruth, "closed")
    batch = Batch.objects.get()
    keeper = sign_in(walks.curator)
    page = keeper.post(f"/registry/datasets/walk/data/{batch.ref}/undo", follow=True)
    told = page.content.decode()
    assert f"stays as the file wrote it: record “{number}”" in told
    assert "changed since" not in told
    assert her_entry(world).answers["sex"] == "1"


def test_every_record_that_stays_as_a_file_wrote_it_is_named(
    walks: Walks, ruth: Client, world: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert walks.bring("record_id,sex", f"{hers(world).record.number},1").usable
    names = tuple(str(number) for number in range(101, 120))
    monkeypatch.setattr("registry.views.data.undo_import", lambda **_: Undone(closed=names))
    address = f"/registry/datasets/walk/data/{Batch.objects.get().ref}/undo"
    told = sign_in(walks.curator).post(address, follow=True).content.decode()
    assert all(f"“{name}”" in told for name in names)
    assert "These people want nothing changed" in told


def test_a_question_that_waits_is_neither_mailed_nor_shown_until_she_allows_it_again(
    walks: Walks, ruth: Client, world: World, sign_in: Any
) -> None:
    entry, keeper = her_entry(world), sign_in(walks.curator)
    for link_id, answered in (("sex", False), ("born", True)):
        there = f"/registry/entries/{entry.ref}/ask/{link_id}"
        assert keeper.post(there, {"to": "member", "words": "Is it so?"}).status_code == 302
        [asked] = _queries(walks, state="open", link_id=link_id)
        if answered:
            ruth.post(f"/registries/questions/{asked.ref}", {"words": "Yes."})
    [settled] = _queries(walks, state="answered")
    its_page = f"/registry/questions/{settled.ref}"
    [waits] = _queries(walks, state="open")
    pending = [Pending(1, world.ruth.person.pk, str(waits.pk), {})]

    def shown() -> tuple[bool, ...]:
        here = f"/registries/questions/{waits.ref}"
        with acting_as(world.ruth.actor()), connection.cursor() as cursor:
            cursor.execute(ASKED, {"subject": world.ruth.subject})
            glance = bool(cursor.fetchall())
        return (
            bool(still_asked(pending)),
            glance,
            here in ruth.get("/start").content.decode(),
            here in ruth.get(f"{HERE}/data").content.decode(),
            "Open it again" in keeper.get(its_page).content.decode(),
        )

    assert shown() == (True,) * 5
    end(ruth, "closed")
    assert shown() == (False,) * 5
    assert keeper.post(its_page, {"again": "Once more?"}).status_code == 403
    ruth.post(f"{HERE}/give-again")
    assert shown() == (True,) * 5


def test_an_answer_to_what_she_said_is_wrong_is_told_to_her_all_the_same(
    walks: Walks, ruth: Client, world: World, sign_in: Any
) -> None:
    entry = her_entry(world)
    ruth.post(f"/registries/entries/{entry.ref}/wrong/sex", {"words": "That is not me."})
    end(ruth, "closed")
    [said] = _queries(walks)
    sign_in(walks.curator).post(f"/registry/questions/{said.ref}", {"words": "It is put right."})
    assert still_asked([Pending(1, world.ruth.person.pk, str(said.pk), {})]) == {1}


def _queries(walks: Walks, **values: Any) -> list[Query]:
    with acting_as(walks.curator.actor()) as actor:
        return list(Query.objects.visible_to(actor).filter(**values))


def test_the_vault_refuses_what_no_rule_stood_before(
    walks: Walks, ruth: Client, world: World
) -> None:
    end(ruth, "closed")
    for who in (world.ruth, walks.curator):
        with acting_as(who.actor()) as actor:
            entry = Entry.objects.visible_to(actor).get()
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                Entry.objects.visible_to(actor).filter(pk=entry.pk).update(row_version=9)
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                Entry.objects.bulk_create([_another(entry)])


def _another(entry: Entry) -> Entry:
    kept = ("subject_id", "record_id", "registry_id", "form_id", "version_id", "source")
    return Entry(**{name: getattr(entry, name) for name in kept}, instance=7)


def test_of_who_gives_nothing_more_no_form_is_due(walks: Walks, ruth: Client, world: World) -> None:
    walks.dataset.forms.filter(name="person").update(again_after=1, repeats=True)
    with acting_as(world.ruth.actor()) as actor, connection.cursor() as cursor:
        long_ago = timezone.now() - timedelta(days=60)
        Participation.objects.visible_to(actor).update(since=long_ago)
        Entry.objects.visible_to(actor).update(changed_at=long_ago, provenance={})
        cursor.execute("select count(*) from my_due_forms()")
        assert cursor.fetchone() == (1,)
    end(ruth, "closed")
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select count(*) from my_due_forms()")
        assert cursor.fetchone() == (0,)


def test_she_allows_it_again_and_joining_anew_does_too(
    walks: Walks, ruth: Client, world: World
) -> None:
    end(ruth, "closed")
    assert ruth.get(f"{HERE}/give-again").status_code == 405
    page = ruth.post(f"{HERE}/give-again", follow=True).content.decode()
    assert "New data about you can be entered again." in page
    entry = her_entry(world)
    sent = {"seen_version": str(entry.row_version), "sex": "1"}
    assert ruth.post(f"/registries/entries/{entry.ref}/change", sent).status_code == 302
    with acting_as(world.ruth.actor()) as actor:
        kept = Decision.objects.visible_to(actor).filter(purpose__endswith=":new_data")
        assert [one.answer for one in kept.order_by("pk")] == ["no", "yes"]
    end(ruth, "closed")
    end(ruth, "leave")
    assert ruth.post(f"{HERE}/give-again").status_code == 403
    join(walks, world.ruth, YES)
    assert hers(world).closed_at is None


def test_twice_is_once_and_somebody_else_finds_nothing(
    walks: Walks, ruth: Client, world: World, sign_in: Any
) -> None:
    for _time in range(2):
        with acting_as(world.ruth.actor()) as actor:
            mine = my_participation(actor=actor, registry=walks.registry)
            assert mine is not None
            give_nothing_more(actor=actor, taking_part=mine, language="en")
            kept = Decision.objects.visible_to(actor).filter(purpose__endswith=":new_data")
            assert kept.count() == 1
    for way in ("leave", "give-again"):
        assert sign_in(world.gerd).post(f"{HERE}/{way}", {"end": "closed"}).status_code == 404
    closed = hers(world)
    with acting_as(world.gerd.actor()) as other, pytest.raises(Http404):
        give_again(actor=other, taking_part=closed, language="en")
    assert hers(world).closed_at is not None


def test_who_decides_by_law_closes_it_for_a_child(walks: Walks, world: World) -> None:
    parent = acting(world.gerd, Grant(pk=proxy_for(world, world.gerd, second_office())))
    assert isinstance(parent, SignedIn)
    with acting_as(parent):
        mine = join_registry(
            actor=parent, sheet=sheet_of(walks), said=YES, language="en", assent=ASSENTS
        )
        give_nothing_more(actor=parent, taking_part=mine, language="en")
        mine.refresh_from_db()
        assert mine.closed_at is not None
        leave_registry(actor=parent, taking_part=mine, language="en")
        with pytest.raises(PermissionDenied):
            give_again(actor=parent, taking_part=mine, language="en")
