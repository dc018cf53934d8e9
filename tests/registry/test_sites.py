"""Sites of a registry: whoever works for one reaches its records alone, by both walls and everywhere."""

from __future__ import annotations

import csv
import io
import json
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event as Audited
from files.actions.running import run_job
from notifications.kinds import Pending
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from po_platform.kit.crypto import audit_mark
from registry.actions.asking import answer_query, ask
from registry.actions.doubles import judge, put_together
from registry.actions.entries import add_record
from registry.actions.joining import join_registry, leave_registry
from registry.actions.sites import drop_site, group_name, move_record, save_site
from registry.actions.undo_import import undo_import
from registry.models import Accepted, Alike, Batch, Entry, Query, Right, Site, Subject
from registry.notices import still_waits
from registry.queries.from_consent import known_of
from registry.queries.participation import consenting, my_participation
from registry.queries.sites import Choice
from registry.queries.take_outs import job_of
from tests.personas import Persona, World, make_persona
from tests.registry.joining import AGREED, join, open_to_members, sheet_of
from tests.registry.test_joining_pages import SAID, UNDERSTOOD
from tests.registry.test_papers import keyed, take
from tests.registry.test_values import enter, entry_of
from tests.registry.test_walls import seen
from tests.registry.world import ANNA, BODO, HEADER, Walks, give_right, make_walks
from tests.registry.written import asked_for, fetched

pytestmark = pytest.mark.django_db
HERE = "/registry/datasets/walk"
SITES = "/registry/walks/sites"
GROUP = "redcap_data_access_group"
CARA = "3,Cara Sand,1960-01-01,0,0,2,30,1,0,0,60,2,0,2"


def add_site(walks: Walks, title: str) -> Site:
    with acting_as(walks.curator.actor()) as actor:
        return save_site(actor=actor, registry=walks.registry, title=title, country="")


def record_of(walks: Walks, number: str) -> Subject:
    with acting_as(walks.curator.actor()) as actor:
        mine = Subject.objects.visible_to(actor).select_related("site")
        found: Subject = mine.get(registry=walks.registry, number=number)
    return found


def keep(walks: Walks, number: str, site: Site | None) -> None:
    with acting_as(walks.curator.actor()) as actor:
        move_record(actor=actor, record=record_of(walks, number), site=site)


def named(walks: Walks, name: str, site: Site | None, **rights: Any) -> Persona:
    """A curator with a right for one site, or for all."""
    persona = make_persona(name, role=Hat.CURATOR)
    give_right(walks, persona, site=site, **{"enters": True, **rights})
    return persona


@pytest.fixture
def walks(world: World) -> Walks:
    """Anna is kept at Jena, Bodo at Leeds, Cara at none."""
    found = make_walks(world)
    assert found.bring(HEADER, ANNA, BODO, CARA).usable
    keep(found, "1", add_site(found, "Jena"))
    keep(found, "2", add_site(found, "Leeds"))
    return found


@pytest.fixture
def jena(walks: Walks) -> Site:
    return walks.registry.sites.get(name="jena")


@pytest.fixture
def leeds(walks: Walks) -> Site:
    return walks.registry.sites.get(name="leeds")


@pytest.fixture
def olga(walks: Walks, jena: Site) -> Persona:
    """Works for Jena alone."""
    return named(walks, "Olga Curator", jena, confirms=True, export="full")


@pytest.fixture
def keeper(walks: Walks, sign_in: Any) -> Client:
    return sign_in(walks.curator)  # type: ignore[no-any-return]  # a fixture of conftest


def rows_by_the_vault(persona: Persona, table: str) -> set[str]:
    """Numbers of the records whose rows raw SQL gives."""
    key = "id" if table == "registry_subject" else "record_id"
    with acting_as(persona.actor()), connection.cursor() as cursor:
        cursor.execute(f"select distinct {key} from {table}")
        keys = [found for (found,) in cursor.fetchall()]
        cursor.execute("select number from registry_subject where id = any(%s)", [keys])
        return {number for (number,) in cursor.fetchall()}


# Both walls


@pytest.mark.django_db(transaction=True)
def test_who_works_for_a_site_sees_its_records_alone_by_both_walls(
    walks: Walks, olga: Persona, leeds: Site
) -> None:
    assert seen(walks.curator.actor()) == (3, 6)
    assert seen(olga.actor()) == (1, 2)
    for table in ("registry_subject", "registry_entry", "registry_entryevent"):
        assert rows_by_the_vault(olga, table) == {"1"}
    everywhere = named(walks, "Alma Curator", None)
    assert seen(everywhere.actor()) == (3, 6)
    only_visits = make_persona("Vera Curator", role=Hat.CURATOR)
    give_right(walks, only_visits, form="visit", site=leeds)
    assert seen(only_visits.actor()) == (1, 1)
    assert rows_by_the_vault(only_visits, "registry_entry") == {"2"}


@pytest.mark.django_db(transaction=True)
def test_a_record_at_no_site_is_seen_by_those_who_work_for_all_sites_only(
    walks: Walks, olga: Persona, jena: Site
) -> None:
    keep(walks, "1", None)
    assert seen(olga.actor()) == (0, 0)
    assert seen(walks.curator.actor()) == (3, 6)
    keep(walks, "3", jena)
    assert seen(olga.actor()) == (1, 2)
    assert rows_by_the_vault(olga, "registry_subject") == {"3"}


@pytest.mark.django_db(transaction=True)
def test_one_right_for_a_site_narrows_her_everywhere_in_the_registry(
    walks: Walks, jena: Site
) -> None:
    """A row written past the pages, with a site beside one without, opens nothing more."""
    half = named(walks, "Half Curator", None)
    give_right(walks, half, form="visit", site=jena, enters=True)
    assert seen(half.actor()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_a_site_of_one_registry_narrows_nothing_in_another(
    walks: Walks, world: World, olga: Persona
) -> None:
    other = make_walks(world, make_persona("Nora Curator", role=Hat.CURATOR))
    assert other.bring(HEADER, ANNA).usable
    give_right(other, olga)
    assert seen(olga.actor()) == (2, 4)


@pytest.mark.django_db(transaction=True)
def test_the_vault_lets_her_write_nothing_about_another_site(
    walks: Walks, olga: Persona, jena: Site, leeds: Site
) -> None:
    other = record_of(walks, "2")
    with acting_as(olga.actor()), connection.cursor() as cursor:
        cursor.execute("update registry_entry set status = 0")
        assert cursor.rowcount == 2
        cursor.execute("update registry_subject set state_why = 'x'")
        assert cursor.rowcount == 1
        cursor.execute("select hold_record(%s)", [other.pk])
        assert cursor.fetchone() == (False,)
    for site in (None, leeds):
        with pytest.raises(ProgrammingError), acting_as(olga.actor()):
            Subject.objects.create(registry=walks.registry, number="77", site=site)
        with pytest.raises(ProgrammingError), acting_as(olga.actor()) as actor:
            Subject.objects.visible_to(actor).filter(number="1").update(site=site)
    with acting_as(olga.actor()):
        Subject.objects.create(registry=walks.registry, number="78", site=jena)


@pytest.mark.django_db(transaction=True)
def test_the_vault_takes_no_entry_question_or_acceptance_of_another_site(
    walks: Walks, olga: Persona
) -> None:
    here, there = record_of(walks, "1").pk, record_of(walks, "2").pk
    for entry in walks.entries():
        if entry.record_id not in (here, there):
            continue
        whose = {
            "subject_id": entry.subject_id,
            "registry_id": entry.registry_id,
            "record_id": entry.record_id,
            "form_id": entry.form_id,
        }
        about = {**whose, "entry": entry, "link_id": "sex"}
        rows: list[Entry | Query | Accepted] = [
            Entry(**whose, version_id=entry.version_id, source="curator", instance=9),
            Query(**about, to="member", words="Is this so?"),
            Accepted(**about, kind="blank", values_sha="0", reason="It is so"),
        ]
        refused = pytest.raises(ProgrammingError, match="app_sites")
        for row in rows:
            with nullcontext() if entry.record_id == here else refused, acting_as(olga.actor()):
                row.save(force_insert=True)


def test_who_agrees_and_what_is_known_is_told_of_her_site_alone(world: World) -> None:
    walks = open_to_members(world)
    jena, leeds = add_site(walks, "Jena"), add_site(walks, "Leeds")
    olga = named(walks, "Olga Curator", jena)
    mine, other = join(walks, world.ruth), join(walks, world.gerd)
    keep(walks, mine.record.number, jena)
    keep(walks, other.record.number, leeds)
    both = {mine.subject_id, other.subject_id}
    for persona, whom in ((olga, {mine.subject_id}), (walks.curator, both)):
        with acting_as(persona.actor()) as actor:
            agree = consenting(actor=actor, registry=walks.registry, purpose="reuse")
            known = known_of(actor=actor, registry_id=walks.registry.pk, subjects=both)
        assert {one.subject_id for one in agree} == set(known) == whom


@pytest.mark.parametrize(("of_the_site", "found"), [(True, 0), (False, 1)])
def test_marks_of_a_record_of_another_site_are_not_hers_to_make(
    walks: Walks, olga: Persona, *, of_the_site: bool, found: int
) -> None:
    marks = [["name", "the same"], ["day", "as well"]]
    rows = [
        {"record": record_of(walks, number).pk, "origin": "here", "marks": marks}
        for number in ("1", "2")
    ]
    persona = olga if of_the_site else walks.curator
    with acting_as(persona.actor()), connection.cursor() as cursor:
        cursor.execute("select mark_records(%s)", [json.dumps(rows)])
    with acting_as(walks.curator.actor()) as actor:
        assert Alike.objects.visible_to(actor).count() == found


@pytest.mark.django_db(transaction=True)
def test_a_member_sees_her_own_record_also_where_she_works_for_another_site(
    world: World, sign_in: Any
) -> None:
    """Gerd takes part, at no site, and works for Jena."""
    walks = open_to_members(world)
    jena = add_site(walks, "Jena")
    join(walks, world.gerd)
    give_right(walks, world.gerd, site=jena)
    with acting_as(world.gerd.actor()) as actor:
        assert my_participation(actor=actor, registry=walks.registry) is not None
        assert Subject.objects.visible_to(actor).count() == 1
    assert sign_in(world.gerd).get("/registries/walks/data").status_code == 200


# Pages


def numbers(client: Client, **chosen: str) -> list[str]:
    page = client.get(f"{HERE}/records", chosen)
    assert page.status_code == 200
    return sorted(row["title"].removeprefix("Record ") for row in page.context["rows"])


def test_lists_and_pages_of_another_site_are_not_there(
    walks: Walks, olga: Persona, sign_in: Any
) -> None:
    client = sign_in(olga)
    assert numbers(client) == ["1"]
    mine, other = record_of(walks, "1"), record_of(walks, "2")
    assert client.get(f"{HERE}/records/{mine.ref}").status_code == 200
    assert client.get(f"{HERE}/records/{other.ref}").status_code == 404
    for entry in walks.entries():
        status = 200 if entry.record_id == mine.pk else 404
        assert client.get(f"/registry/entries/{entry.ref}/values").status_code == status
        assert client.get(f"/registry/entries/{entry.ref}").status_code == status
        if status == 404:
            address = f"/registry/entries/{entry.ref}/confirm"
            assert client.post(address, {"names": ["sex"]}).status_code == 404
    new = f"{HERE}/records/{other.ref}/visit?instance=0"
    assert client.post(new, {"minutes": "5", "seen_version": "0"}).status_code == 404
    came = "Files that came in"
    assert came not in client.get(HERE).content.decode()  # they tell of everybody
    assert came in sign_in(walks.curator).get(HERE).content.decode()


def test_a_record_she_adds_is_kept_at_her_site(walks: Walks, olga: Persona, sign_in: Any) -> None:
    client = sign_in(olga)
    assert client.post(f"{HERE}/records", {"number": "90"}).status_code == 302
    assert record_of(walks, "90").site == record_of(walks, "1").site
    taken = client.post(f"{HERE}/records", {"number": "2"})
    assert taken.status_code == 422
    assert "Another site uses this number already" in taken.content.decode()
    with acting_as(walks.curator.actor()) as actor:
        added = add_record(actor=actor, dataset=walks.dataset, number="91")
    assert added.site_id is None
    assert numbers(client) == ["1", "90"]


def test_who_works_for_all_sites_chooses_one_in_lists(
    walks: Walks, keeper: Client, olga: Persona, sign_in: Any
) -> None:
    assert numbers(keeper) == ["1", "2", "3"]
    assert numbers(keeper, site="jena") == ["1"]
    assert numbers(keeper, site="leeds") == ["2"]
    assert numbers(keeper, site="-") == ["3"]
    assert keeper.get(f"{HERE}/records", {"site": "paris"}).status_code == 422
    subs = {row["title"]: row["sub"] for row in keeper.get(f"{HERE}/records").context["rows"]}
    assert subs == {"Record 1": "Jena", "Record 2": "Leeds", "Record 3": ""}
    assert "Kept at which site" not in sign_in(olga).get(f"{HERE}/records").content.decode()


def test_completeness_and_quality_site_by_site(
    walks: Walks, keeper: Client, olga: Persona, sign_in: Any
) -> None:
    assert walks.bring("record_id,minutes", "2,900").usable
    page = keeper.get(f"{HERE}?complete")
    told = {
        here.site.name if here.site else "": (
            here.records,
            {one.form.name: one.finished for one in here.forms},
        )
        for here in page.context["at_sites"]
    }
    each = {"person": 1, "visit": 1}
    assert told == {"jena": (1, each), "leeds": (1, each), "": (1, each)}
    assert "Leeds: 1 record" in page.content.decode()
    hers = sign_in(olga).get(f"{HERE}?complete")
    assert hers.context["n_records"] == 1 and hers.context["at_sites"] == []

    def odd(client: Client, **chosen: str) -> set[str]:
        listed = client.get(f"{HERE}/quality", {"kind": "beyond", **chosen})
        return {row["title"].removeprefix("Record ") for row in listed.context["rows"]}

    assert odd(keeper) == odd(keeper, site="leeds") == {"2"}
    assert odd(keeper, site="jena") == odd(keeper, site="-") == set()
    assert odd(sign_in(olga)) == odd(sign_in(olga), site="leeds") == set()


def test_moving_a_record_is_for_those_who_fill_in_for_all_sites(
    walks: Walks, keeper: Client, olga: Persona, leeds: Site, sign_in: Any
) -> None:
    record = record_of(walks, "1")
    here = f"{HERE}/people/{record.ref}/site"
    assert sign_in(olga).get(here).status_code == 403
    assert sign_in(olga).post(here, {"site": "leeds"}).status_code == 403
    reader = sign_in(named(walks, "Rita Curator", None, enters=False))
    assert reader.post(here, {"site": "leeds"}).status_code == 403
    assert "Kept at the site Jena" in reader.get(f"{HERE}/records/{record.ref}").content.decode()
    assert keeper.post(here, {"site": "paris"}).status_code == 422
    before = Audited.objects.filter(verb="registry.record.moved").count()
    assert keeper.post(here, {"site": "leeds"}).status_code == 302
    assert keeper.post(here, {"site": "leeds"}).status_code == 302  # the same again: nothing
    moved = Audited.objects.filter(verb="registry.record.moved").order_by("-pk")
    assert moved.count() == before + 1
    assert moved[0].detail == {"from_site": record.site_id, "to_site": leeds.pk}
    assert record_of(walks, "1").site == leeds
    assert numbers(sign_in(olga)) == []


def test_whoever_left_is_moved_no_more(walks: Walks, keeper: Client) -> None:
    with acting_as(walks.curator.actor()) as actor:
        mine = Subject.objects.visible_to(actor).filter(number="1")
        mine.update(takes_part=Subject.Takes.OPTED_OUT)
    here = f"{HERE}/people/{record_of(walks, '1').ref}/site"
    assert keeper.post(here, {"site": "leeds"}).status_code == 403


def test_who_leaves_while_the_page_is_open_is_not_moved(walks: Walks, leeds: Site) -> None:
    read = record_of(walks, "1")
    with acting_as(walks.curator.actor()) as actor:
        mine = Subject.objects.visible_to(actor).filter(pk=read.pk)
        mine.update(takes_part=Subject.Takes.OPTED_OUT)
        with pytest.raises(PermissionDenied, match="left the registry"):
            move_record(actor=actor, record=read, site=leeds)
    assert record_of(walks, "1").site == read.site


def drop(walks: Walks, site: Site) -> None:
    with acting_as(walks.curator.actor()) as actor:
        drop_site(actor=actor, site=site)


def test_a_site_goes_once_a_file_was_taken_back_or_people_left(walks: Walks, jena: Site) -> None:
    leds = add_site(walks, "Leds")
    report = walks.bring(f"record_id,{GROUP},minutes", "8,leds,5")
    with pytest.raises(PermissionDenied, match="Records are kept at this site"):
        drop(walks, leds)
    with acting_as(walks.curator.actor()) as actor:
        undo_import(actor=actor, batch=Batch.objects.get(ref=report.batch))
        mine = Subject.objects.visible_to(actor).filter(number="1")
        mine.update(takes_part=Subject.Takes.OPTED_OUT)
    for site in (leds, jena):
        drop(walks, site)
        assert not Site.objects.filter(pk=site.pk).exists()
    assert record_of(walks, "1").site is None


def test_a_number_put_together_with_a_record_elsewhere_says_so_and_holds_no_site(
    world: World, sign_in: Any
) -> None:
    walks = make_walks(world)
    jena, leeds = add_site(walks, "Jena"), add_site(walks, "Leeds")
    keeper = sign_in(walks.curator)
    keeper.post(f"{HERE}/who-is-who", {"names": ["person|name"], "born": "person|born"})
    assert walks.bring(HEADER, ANNA, ANNA.replace("1,Anna", "2,Anna")).usable
    keep(walks, "1", leeds)
    keep(walks, "2", jena)
    everywhere, here = named(walks, "Alma Curator", None), named(walks, "Olga Curator", jena)
    with acting_as(walks.curator.actor()) as actor:
        judge(actor=actor, pair=Alike.objects.visible_to(actor).get(), verdict="same")
    with acting_as(everywhere.actor()) as actor:
        pair = Alike.objects.visible_to(actor).get()
        assert put_together(actor=actor, pair=pair).kept.number == "1"
    reply = sign_in(here).post(f"{HERE}/records", {"number": "2"})
    assert reply.status_code == 422
    assert "Another site uses this number already" in reply.content.decode()
    there = keeper.post(f"{HERE}/records", {"number": "2"})
    assert there["Location"].endswith(str(record_of(walks, "1").ref))
    Right.objects.filter(site=jena).delete()
    drop(walks, jena)
    assert record_of(walks, "2").site is None


def test_sites_are_added_called_anew_and_taken_away_by_who_looks_after_the_registry(
    walks: Walks, keeper: Client, olga: Persona, sign_in: Any
) -> None:
    assert keeper.post(f"{SITES}/new", {"title": ""}).status_code == 422
    sent = {"title": "St. Mary’s, Harrowmere", "country": "United Kingdom"}
    assert keeper.post(f"{SITES}/new", sent).status_code == 302
    made = walks.registry.sites.get(country="United Kingdom")
    assert made.name == "st_marys_harrowmer"
    keeper.post(f"{SITES}/{made.name}", {"title": "Mary’s", "country": ""})
    made.refresh_from_db()
    assert (made.name, made.title) == ("st_marys_harrowmer", "Mary’s")
    assert "Mary’s" in keeper.get(SITES).content.decode()
    assert keeper.post(f"{SITES}/jena", {"drop": "1"}).status_code == 403
    assert keeper.post(f"{SITES}/{made.name}", {"drop": "1"}).status_code == 302
    assert not Site.objects.filter(pk=made.pk).exists()
    for address in (SITES, f"{SITES}/new", f"{SITES}/jena"):
        assert sign_in(olga).get(address).status_code == 403
        assert sign_in(olga).post(address, {"title": "Ours"}).status_code in (403, 405)


def test_names_of_groups_are_written_as_redcap_does() -> None:
    assert group_name("University Hospital Jena", set()) == "university_hospita"
    assert group_name("Jena", {"jena", "jena_2"}) == "jena_3"
    assert group_name("東京", set()) == "site"
    assert group_name("University Hospital Jena", {"university_hospita"}) == "university_hospi_2"


def test_the_last_site_that_goes_turns_it_off(walks: Walks, keeper: Client) -> None:
    for number in ("1", "2"):
        keep(walks, number, None)
    with acting_as(walks.curator.actor()) as actor:
        for site in walks.registry.sites.all():
            drop_site(actor=actor, site=site)
    walks.registry.refresh_from_db()
    assert walks.registry.sited is False
    assert "Kept at" not in keeper.get(f"{HERE}/records").content.decode()


# Rights


def right_page(walks: Walks, right: Right, **more: str) -> tuple[str, dict[str, str]]:
    sent = {"level": "both", "export": "none", **more}
    sent |= {f"files-{form.pk}": "registry" for form in walks.dataset.forms.all()}
    return f"/registry/walks/people/{right.ref}", sent


def test_a_right_is_given_for_one_site_from_its_first_moment(
    walks: Walks, keeper: Client, jena: Site, world: World, sign_in: Any
) -> None:
    page = keeper.get("/registry/walks/people/name").content.decode()
    assert "For which site?" in page
    sent = {"account": str(world.nasser.account.pk), "site": ""}
    for left_open in (sent, {"account": sent["account"]}):
        reply = keeper.post("/registry/walks/people/name", left_open)
        assert reply.status_code == 422
        assert "Choose a site, or all of them" in reply.content.decode()
    assert not Right.objects.filter(account=world.nasser.account).exists()
    sent["site"] = "jena"
    assert keeper.post("/registry/walks/people/name", sent).status_code == 302
    right = Right.objects.get(account=world.nasser.account)
    assert right.site == jena
    assert numbers(sign_in(world.nasser)) == ["1"]
    assert "only at the site Jena" in keeper.get("/registry/walks/people").content.decode()
    alma = make_persona("Alma Curator", role=Hat.CURATOR)
    sent = {"account": str(alma.account.pk), "site": "-"}
    assert keeper.post("/registry/walks/people/name", sent).status_code == 302
    assert numbers(sign_in(alma)) == ["1", "2", "3"]


def test_a_site_holds_for_every_form_and_never_for_who_looks_after_the_registry(
    walks: Walks, keeper: Client, leeds: Site, olga: Persona, sign_in: Any
) -> None:
    right = Right.objects.get(account=olga.account)
    form = walks.dataset.forms.get(name="visit")
    address, sent = right_page(walks, right, site="leeds", **{f"form-{form.pk}": "sees"})
    assert keeper.post(address, sent).status_code == 302
    hers = Right.objects.filter(account=olga.account)
    assert [one.site for one in hers] == [leeds, leeds]
    assert numbers(sign_in(olga)) == ["2"]
    address, sent = right_page(walks, right, site="leeds", manages="on")
    reply = keeper.post(address, sent)
    assert reply.status_code == 422
    assert "works for all its sites" in reply.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        hers.update(manages=True)
    address, sent = right_page(walks, right)
    for left_open in (sent, {**sent, "site": ""}):
        assert keeper.post(address, left_open).status_code == 422
    assert numbers(sign_in(olga)) == ["2"]
    assert keeper.post(address, {**sent, "site": "-"}).status_code == 302
    assert numbers(sign_in(olga)) == ["1", "2", "3"]


def test_who_sees_half_of_a_pair_judges_none(world: World, sign_in: Any) -> None:
    walks = make_walks(world)
    keeper = sign_in(walks.curator)
    keeper.post(f"{HERE}/who-is-who", {"names": ["person|name"], "born": "person|born"})
    twin = ANNA.replace("1,Anna", "2,Anna")
    assert walks.bring(HEADER, ANNA, twin).usable
    site = add_site(walks, "Jena")
    everywhere, here = named(walks, "Alma Curator", None), named(walks, "Olga Curator", site)

    def pairs(persona: Persona) -> int:
        with acting_as(persona.actor()) as actor:
            return Alike.objects.visible_to(actor).count()

    assert (pairs(everywhere), pairs(here)) == (1, 0)
    assert "Records that look alike" not in sign_in(here).get("/registry").content.decode()


# Questions


def test_a_question_about_an_answer_is_told_at_its_site_and_nowhere_else(
    world: World, sign_in: Any
) -> None:
    walks = open_to_members(world)
    jena, leeds = add_site(walks, "Jena"), add_site(walks, "Leeds")
    mine = join(walks, world.ruth)
    here, there = named(walks, "Olga Curator", jena), named(walks, "Lea Curator", leeds)
    keep(walks, mine.record.number, jena)
    ruth = sign_in(world.ruth)
    enter(ruth)
    entry = entry_of(walks)
    ruth.post(f"/registries/entries/{entry.ref}/wrong/sex", {"words": "I am a woman"})
    mails = Outbox.objects.filter(kind="registry.waits")
    people = {walks.curator.person.pk, here.person.pk}
    assert set(mails.values_list("person_id", flat=True)) == people
    with acting_as(walks.curator.actor()) as actor:
        query = Query.objects.visible_to(actor).get()
    for persona, status in ((here, 200), (there, 404)):
        assert sign_in(persona).get(f"/registry/questions/{query.ref}").status_code == status
    about = [
        Pending(row, persona.person.pk, str(query.pk), {})
        for row, persona in enumerate((walks.curator, here, there))
    ]
    assert still_waits(about) == {0, 1}
    keep(walks, mine.record.number, leeds)
    assert still_waits(about) == {0, 2}  # the record moved while the mails waited


def test_who_asked_at_the_former_site_is_not_told_that_an_answer_came(
    world: World, sign_in: Any
) -> None:
    walks = open_to_members(world)
    jena, leeds = add_site(walks, "Jena"), add_site(walks, "Leeds")
    mine = join(walks, world.ruth)
    here, there = named(walks, "Olga Curator", jena), named(walks, "Lea Curator", leeds)
    keep(walks, mine.record.number, jena)
    enter(sign_in(world.ruth))
    for asks, told in ((here, set()), (walks.curator, {walks.curator.person.pk})):
        keep(walks, mine.record.number, jena)
        with acting_as(asks.actor()) as actor:
            entry, to = entry_of(walks), Query.To.CURATOR
            query = ask(actor=actor, entry=entry, link_id="sex", to=to, words="Is this so?")
        keep(walks, mine.record.number, leeds)
        with acting_as(there.actor()) as actor:
            answer_query(actor=actor, query=query, words="It is.")
        mails = Outbox.objects.filter(kind="registry.answered")
        assert set(mails.values_list("person_id", flat=True)) == told


# Files


def test_files_call_the_site_as_redcap_does_and_go_round(walks: Walks) -> None:
    lines = list(csv.DictReader(io.StringIO("\n".join(walks.taken_out()))))
    assert [(one["record_id"], one[GROUP]) for one in lines] == [
        ("1", "jena"),
        ("2", "leeds"),
        ("3", ""),
    ]
    report = walks.bring(*walks.taken_out())
    assert report.usable and report.unchanged == 3 and not report.remarks


def test_a_file_she_takes_out_holds_her_site_alone(
    walks: Walks, olga: Persona, sign_in: Any
) -> None:
    raw = fetched(sign_in(olga, fresh=True), f"{HERE}/out", {"kind": "codes"})
    lines = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [(one["record_id"], one[GROUP]) for one in lines] == [("1", "jena")]
    assert "Bodo" not in raw.decode("utf-8-sig")


def test_a_file_that_hides_who_somebody_is_names_no_site(
    walks: Walks, olga: Persona, sign_in: Any
) -> None:
    client = sign_in(olga, fresh=True)

    def columns(**wish: Any) -> list[str]:
        raw = fetched(client, f"{HERE}/out", {"kind": "codes", **wish}).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(raw)).fieldnames or ())

    assert GROUP in columns()
    without = columns(left_out=["numbers"])
    assert GROUP not in without and "minutes" in without
    Right.objects.filter(account=olga.account).update(export="no_identifiers")
    assert GROUP in columns()
    Right.objects.filter(account=olga.account).update(export="deidentified")
    without = columns()
    assert GROUP not in without and "minutes" in without


def test_a_file_made_for_all_sites_is_given_to_nobody_who_works_for_one_since(
    walks: Walks, jena: Site, sign_in: Any
) -> None:
    alma = named(walks, "Alma Curator", None, export="full")
    client = sign_in(alma, fresh=True)
    take = asked_for(client, f"{HERE}/out", {"kind": "codes"})
    job = job_of(take)
    assert job is not None
    run_job(job.pk)
    Right.objects.filter(account=alma.account).update(site=jena)
    reply = client.get(f"/registry/files/{take.ref}/file")
    assert (reply.status_code, reply["Location"]) == (302, f"{HERE}/out")


def test_a_file_says_at_which_site_records_are_kept_and_is_taken_back_whole(
    walks: Walks, jena: Site, leeds: Site
) -> None:
    head = f"record_id,{GROUP},minutes"
    report = walks.bring(head, "1,leeds,10", "2,,20", "4,jena,5")
    assert report.usable, report.to_json()
    assert (report.new, report.changed, report.unchanged) == (1, 1, 1)
    assert str(report.remarks[0]) == "Records that are kept at another site now: 1."
    assert [record_of(walks, number).site for number in ("1", "2", "4")] == [leeds, leeds, jena]
    assert GROUP not in walks.entries()[0].cells
    with acting_as(walks.curator.actor()) as actor:
        undo_import(actor=actor, batch=Batch.objects.get(ref=report.batch))
    assert record_of(walks, "1").site == jena


def test_who_a_file_moves_and_moves_back_is_on_record_person_by_person(
    walks: Walks, jena: Site, leeds: Site
) -> None:
    moved = Audited.objects.filter(verb="registry.record.moved").order_by("pk")
    before = set(moved.values_list("pk", flat=True))
    head = f"record_id,{GROUP},minutes"
    assert walks.bring(head, "1,leeds,10", dry_run=True).usable
    report = walks.bring(head, "1,leeds,10", "2,,20", "3,jena,60", "4,jena,5")
    with acting_as(walks.curator.actor()) as actor:
        undo_import(actor=actor, batch=Batch.objects.get(ref=report.batch))
    told = {
        (one.subject_mark, one.object_ref, one.detail["from_site"], one.detail["to_site"])
        for one in moved.exclude(pk__in=before)
    }
    anna, cara = record_of(walks, "1"), record_of(walks, "3")
    assert moved.count() == len(before) + 4
    ways = {
        (anna, jena.pk, leeds.pk),
        (anna, leeds.pk, jena.pk),
        (cara, None, jena.pk),
        (cara, jena.pk, None),
    }
    assert told == {
        (audit_mark(one.subject_id), str(one.pk), first, then) for one, first, then in ways
    }


def test_who_was_moved_since_stays_when_the_file_is_taken_back(walks: Walks, leeds: Site) -> None:
    report = walks.bring(f"record_id,{GROUP},minutes", "1,leeds,10")
    keep(walks, "1", None)
    with acting_as(walks.curator.actor()) as actor:
        undo_import(actor=actor, batch=Batch.objects.get(ref=report.batch))
    assert record_of(walks, "1").site is None


@pytest.mark.parametrize(("newer", "stays"), [("1,leeds,11", True), ("2,leeds,21", False)])
def test_what_a_newer_file_says_stays_when_an_older_one_is_taken_back(
    walks: Walks, jena: Site, leeds: Site, newer: str, stays: bool
) -> None:
    head = f"record_id,{GROUP},minutes"
    older = walks.bring(head, "1,leeds,10")
    later = walks.bring(head, newer)
    assert later.usable and record_of(walks, "1").site == leeds
    undo(walks, older)
    assert record_of(walks, "1").site == (leeds if stays else jena)


def test_a_newer_file_that_was_taken_back_says_nothing_any_more(walks: Walks, jena: Site) -> None:
    head = f"record_id,{GROUP},minutes"
    older, later = walks.bring(head, "1,leeds,10"), walks.bring(head, "1,leeds,11")
    undo(walks, later)
    undo(walks, older)
    assert record_of(walks, "1").site == jena


@pytest.mark.parametrize("anew", [True, False])
def test_the_site_she_chose_since_stays_when_a_file_is_taken_back(world: World, anew: bool) -> None:
    walks = open_to_members(world)
    jena, leeds = add_site(walks, "Jena"), add_site(walks, "Leeds")
    number = join(walks, world.ruth).record.number
    keep(walks, number, jena)
    report = walks.bring(f"record_id,{GROUP},minutes", f"{number},leeds,10")
    assert report.usable and record_of(walks, number).site == leeds
    if anew:
        with acting_as(world.ruth.actor()) as actor:
            mine = my_participation(actor=actor, registry=walks.registry)
            assert mine is not None
            leave_registry(actor=actor, taking_part=mine, language="en")
            join_registry(
                actor=actor, sheet=sheet_of(walks), said=AGREED, language="en", site=Choice(leeds)
            )
    undo(walks, report)
    assert record_of(walks, number).site == (leeds if anew else jena)


def undo(walks: Walks, report: Any) -> None:
    with acting_as(walks.curator.actor()) as actor:
        undo_import(actor=actor, batch=Batch.objects.get(ref=report.batch))


def test_a_site_nobody_knows_and_two_for_one_record_are_told_by_cell(
    walks: Walks, jena: Site
) -> None:
    report = walks.bring(f"record_id,{GROUP},minutes", "1,paris,10")
    assert [(wrong.row, wrong.field, wrong.value) for wrong in report.errors] == [
        (2, GROUP, "paris")
    ]
    assert str(report.errors[0].message) == (
        "The registry has no site of this name. It has: jena, leeds."
    )
    walks.dataset.forms.filter(name="visit").update(repeats=True)
    head = f"record_id,redcap_repeat_instrument,redcap_repeat_instance,{GROUP},minutes"
    report = walks.bring(head, "1,visit,1,leeds,10", "1,visit,2,jena,10")
    assert [(wrong.row, wrong.field) for wrong in report.errors] == [(3, GROUP)]
    assert record_of(walks, "1").site == jena


def test_a_dry_run_moves_nobody(walks: Walks, jena: Site) -> None:
    report = walks.bring(f"record_id,{GROUP},minutes", "1,leeds,10", dry_run=True)
    assert report.usable and report.changed == 1
    assert record_of(walks, "1").site == jena


def test_without_sites_groups_of_files_are_kept_as_they_come(world: World) -> None:
    walks = make_walks(world)
    lines = (f"record_id,{GROUP},minutes", "1,Anything at all,10")
    assert walks.bring(*lines).usable
    assert "Anything at all" in walks.taken_out()[1]
    assert walks.bring(*lines).unchanged == 1


# Joining


def test_who_joins_says_which_site_looks_after_her_and_reads_who_sees_her(
    world: World, sign_in: Any
) -> None:
    walks = open_to_members(world)
    jena = add_site(walks, "Jena")
    named(walks, "Olga Curator", jena)
    named(walks, "Lea Curator", add_site(walks, "Leeds"))
    ruth, here = sign_in(world.ruth), "/registries/walks"
    page = ruth.get(f"{here}/join")
    assert page.context["step"] == "kept-at"
    assert "Which site looks after you?" in page.content.decode()
    assert ruth.post(f"{here}/join", {"step": "kept-at"}).status_code == 422
    whole = {**SAID, **UNDERSTOOD, "step": "sign"}
    assert ruth.post(f"{here}/join", whole).context["step"] == "kept-at"  # not left out
    whole["kept-at"] = "jena"
    sign = ruth.post(f"{here}/join", whole)
    assert "Your data are kept at the site Jena." in sign.content.decode()
    ruth.post(f"{here}/join", {**whole, "shown": sign.context["shown"]})
    with acting_as(world.ruth.actor()) as actor:
        mine = my_participation(actor=actor, registry=walks.registry)
    assert mine is not None and mine.record.site_id == jena.pk
    told = ruth.get(here).content.decode()
    assert "Your data here are kept at the site Jena." in told
    assert "1 person works for this site and can see them." in told
    assert "1 person works for all sites and can see them too." in told
    assert "Olga" not in told


def test_who_belongs_to_none_of_them_says_so_and_nothing_is_told(
    world: World, sign_in: Any
) -> None:
    walks = open_to_members(world)
    add_site(walks, "Jena")
    ruth, here = sign_in(world.ruth), "/registries/walks"
    whole = {**SAID, **UNDERSTOOD, "kept-at": "-", "step": "sign"}
    shown = ruth.post(f"{here}/join", whole).context["shown"]
    ruth.post(f"{here}/join", {**whole, "shown": shown})
    with acting_as(world.ruth.actor()) as actor:
        mine = my_participation(actor=actor, registry=walks.registry)
    assert mine is not None and mine.record.site_id is None
    assert "kept at the site" not in ruth.get(here).content.decode()


def test_whoever_comes_back_and_belongs_to_none_is_seen_at_her_former_site_no_more(
    world: World, sign_in: Any
) -> None:
    walks = open_to_members(world)
    jena = add_site(walks, "Jena")
    olga = named(walks, "Olga Curator", jena)
    ruth, here = sign_in(world.ruth), "/registries/walks"

    def joins(name: str) -> str:
        whole = {**SAID, **UNDERSTOOD, "kept-at": name, "step": "sign"}
        sign = ruth.post(f"{here}/join", whole)
        assert ruth.post(f"{here}/join", {**whole, "shown": sign.context["shown"]})["Location"]
        page: str = sign.content.decode()
        return page

    def at_her_site() -> int:
        with acting_as(olga.actor()) as actor:
            return Subject.objects.visible_to(actor).count()

    assert "Your data are kept at the site Jena." in joins("jena")
    assert at_her_site() == 1
    assert ruth.post(f"{here}/leave", {"end": "leave"}).status_code == 302
    assert "Your data are kept at no site." in joins("-")
    with acting_as(world.ruth.actor()) as actor:
        mine = my_participation(actor=actor, registry=walks.registry)
    assert mine is not None and mine.state == "active" and mine.record.site_id is None
    assert at_her_site() == 0
    moved = Audited.objects.filter(verb="registry.record.moved").latest("pk")
    assert moved.detail == {"from_site": jena.pk, "to_site": None}


@pytest.mark.parametrize("active", [False, True])
def test_on_paper_nobody_is_asked_and_who_begins_is_kept_at_none(
    world: World, active: bool
) -> None:
    walks = open_to_members(world)
    jena = add_site(walks, "Jena")
    olga = named(walks, "Olga Curator", jena)
    keep(walks, join(walks, world.ruth).record.number, jena)
    if not active:
        with acting_as(world.ruth.actor()) as actor:
            mine = my_participation(actor=actor, registry=walks.registry)
            assert mine is not None
            leave_registry(actor=actor, taking_part=mine, language="en")
    after_leaving = timezone.localdate() + timedelta(days=1)
    take(keyed(walks, world, after_leaving), make_persona("Dora Desk", role=Hat.DESK))
    with acting_as(world.ruth.actor()) as actor:
        mine = my_participation(actor=actor, registry=walks.registry)
    assert mine is not None and mine.state == "active"
    assert mine.record.site_id == (jena.pk if active else None)
    with acting_as(olga.actor()) as actor:
        assert Subject.objects.visible_to(actor).count() == active


def test_a_site_called_anew_or_changed_on_the_way_is_read_before_it_is_signed(
    world: World, sign_in: Any
) -> None:
    walks = open_to_members(world)
    jena = add_site(walks, "Jena")
    add_site(walks, "Leeds")
    ruth, here = sign_in(world.ruth), "/registries/walks"
    whole = {**SAID, **UNDERSTOOD, "kept-at": "jena", "step": "sign"}
    shown = ruth.post(f"{here}/join", whole).context["shown"]
    for other in ("leeds", "-"):
        again = ruth.post(f"{here}/join", {**whole, "kept-at": other, "shown": shown})
        assert again.status_code == 200 and again.context["shown"] != shown
    with acting_as(walks.curator.actor()) as actor:
        save_site(actor=actor, registry=walks.registry, title="Jena-Ost", country="", site=jena)
    again = ruth.post(f"{here}/join", {**whole, "shown": shown})
    assert "Your data are kept at the site Jena-Ost." in again.content.decode()
    with acting_as(world.ruth.actor()) as actor:
        assert my_participation(actor=actor, registry=walks.registry) is None
    assert ruth.post(f"{here}/join", {**whole, "shown": again.context["shown"]}).status_code == 302


def test_nobody_reads_who_works_at_the_site_of_somebody_else(world: World) -> None:
    walks = open_to_members(world)
    jena = add_site(walks, "Jena")
    mine = join(walks, world.ruth, AGREED)
    keep(walks, mine.record.number, jena)
    for persona, counts in ((world.ruth, (0, 1)), (world.gerd, (0, 0))):
        with acting_as(persona.actor()), connection.cursor() as cursor:
            cursor.execute("select here, everywhere from who_at_site(%s)", [mine.record_id])
            assert cursor.fetchone() == counts


# Off, and flat


def test_a_registry_without_sites_shows_and_asks_nothing_of_them(
    world: World, sign_in: Any
) -> None:
    walks = open_to_members(world)
    assert walks.bring(HEADER, ANNA).usable
    keeper, ruth = sign_in(walks.curator), sign_in(world.ruth)
    record = record_of(walks, "1")
    with CaptureQueriesContext(connection) as asked:
        pages = [
            keeper.get(address).content.decode()
            for address in (HERE, f"{HERE}?complete", f"{HERE}/records", f"{HERE}/quality")
        ]
    assert not [one["sql"] for one in asked if '"registry_site"' in one["sql"]]
    pages.append(keeper.get(f"{HERE}/records/{record.ref}").content.decode())
    pages.append(ruth.get("/registries/walks").content.decode())
    said = ("Kept at", "kept at the site", "At no site")
    assert not [(page, words) for page in pages for words in said if words in page]
    assert ruth.get("/registries/walks/join").context["step"] != "kept-at"
    assert GROUP not in walks.taken_out()[0]
    assert keeper.get(f"{HERE}/people/{record.ref}/site").status_code == 404


def test_more_sites_and_records_ask_no_more(walks: Walks, keeper: Client) -> None:
    def asked() -> list[int]:
        counts = []
        for address in (f"{HERE}/records", f"{HERE}?complete", SITES):
            with CaptureQueriesContext(connection) as found:
                assert keeper.get(address).status_code == 200
            counts.append(len(found))
        return counts

    asked()  # what is remembered from a first look
    before = asked()
    for number in range(10, 18):
        assert walks.bring(HEADER, ANNA.replace("1,Anna", f"{number},Anna")).usable
        keep(walks, str(number), add_site(walks, f"Centre {number}"))
    assert asked() == before


def test_entries_of_a_record_follow_it_to_its_new_site(
    walks: Walks, olga: Persona, jena: Site
) -> None:
    keep(walks, "2", jena)
    with acting_as(olga.actor()) as actor:
        found = Entry.objects.visible_to(actor).values_list("record__number", flat=True)
        assert sorted(found) == ["1", "1", "2", "2"]
