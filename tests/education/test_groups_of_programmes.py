"""A few people begin a programme together: who joins chooses what is read, and everybody is reminded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from audit.models import Event
from education.actions.groups import join_group, put_group, remind_groups
from education.models import GroupPlace, Programme, ProgrammeGroup
from education.programme_notices import GROUP, GROUP_CHANGED, about_group
from education.queries.groups import taken
from members.models import RoleHolding
from members.queries.event_shown import house_zone
from members.queries.own import own_rows
from notifications.kinds import Pending, kind_of
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from tests.access.test_the_vault import rows_seen
from tests.education.programme_path import begun, short
from tests.education.test_guides import works
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
PLACE = "https://meet.example.org/small-steps"


def said(programme: Programme, **more: str) -> dict[str, str]:
    day = timezone.localdate()
    return {
        "programme": str(programme.ref), "title": "Autumn group", "about": "Tea and a talk.",
        "size": "2", "opens_on": (day + timedelta(days=8)).isoformat(), "opens_time": "17:30",
        "closes_on": (day + timedelta(days=60)).isoformat(), "closes_time": "17:30",
        "place": PLACE, **more,
    }  # fmt: skip


def started(world: World, sign_in: Any, programme: Programme | None = None) -> ProgrammeGroup:
    works(world.guide)
    answer = sign_in(world.guide).post("/guide/groups/new", said(programme or short(world)))
    assert answer.status_code == 302
    return ProgrammeGroup.objects.get()


def joins(persona: Persona, row: ProgrammeGroup, called: str = "") -> GroupPlace:
    with acting_as(persona.actor()) as actor:
        return join_group(actor=actor, ref=row.ref, called=called)


def told(kind: str) -> list[int | None]:
    rows = Outbox.objects.filter(kind=kind).order_by("person_id")
    return list(rows.values_list("person_id", flat=True))


def test_who_joins_says_whether_the_others_read_a_first_name(world: World, sign_in: Any) -> None:
    row = started(world, sign_in)
    ruth, address = sign_in(world.ruth), f"/programmes/groups/{row.ref}"
    assert "Autumn group" in ruth.get(f"/programmes/{row.programme.slug}").content.decode()
    assert PLACE not in ruth.get(address).content.decode()
    assert ruth.post(address, {"named": "yes", "called": " "}).status_code == 422
    assert ruth.post(address, {"named": "yes", "called": "Ruth"}).status_code == 302
    joins(world.gerd, row)
    page = ruth.get(address).content.decode()
    assert PLACE in page
    assert "2 of 2 places taken" in page
    assert "Gerd" not in page
    gerd = sign_in(world.gerd)
    assert "Ruth" in gerd.get(address).content.decode()
    desk = sign_in(world.guide).get(f"/guide/groups/{row.ref}").content.decode()
    assert "Ruth" in desk
    assert "Gerd" not in desk
    ruth.post(address, {"do": "leave"})
    assert "Ruth" not in gerd.get(address).content.decode()
    assert "You are in it." in gerd.get(f"/programmes/{row.programme.slug}").content.decode()


def test_the_last_place_is_given_once_and_free_again(world: World, sign_in: Any) -> None:
    row = started(world, sign_in)
    joins(world.ruth, row, "Ruth")
    joins(world.ruth, row, "Ru")
    joins(world.gerd, row)
    third = make_persona("Third")
    with pytest.raises(PermissionDenied, match="last place"):
        joins(third, row)
    sign_in(world.gerd).post(f"/programmes/groups/{row.ref}", {"do": "leave"})
    joins(third, row)
    assert taken([row.pk]) == {row.pk: 2}


def test_nobody_joins_what_has_begun_or_does_not_take_place(world: World, sign_in: Any) -> None:
    row = started(world, sign_in)
    address, ruth = f"/programmes/groups/{row.ref}", sign_in(world.ruth)
    ProgrammeGroup.objects.update(opens_at=timezone.now() - timedelta(hours=1))
    assert ruth.post(address, {"named": "no"}).status_code == 403
    ProgrammeGroup.objects.update(
        opens_at=timezone.now() + timedelta(hours=1), cancelled_at=timezone.now()
    )
    assert ruth.post(address, {"named": "no"}).status_code == 403
    with acting_as(world.ruth.actor()):
        assert rows_seen("education_groupplace") == 0


def test_who_is_not_in_it_reads_no_name_and_no_place(world: World, sign_in: Any) -> None:
    row = started(world, sign_in)
    joins(world.ruth, row, "Ruth")
    page = sign_in(world.gerd).get(f"/programmes/groups/{row.ref}").content.decode()
    assert "Ruth" not in page
    assert PLACE not in page
    other = make_persona("Other Guide", role=Hat.GUIDE)
    works(other)
    assert sign_in(other).get(f"/guide/groups/{row.ref}").status_code == 404
    assert sign_in(other).post(f"/guide/groups/{row.ref}", {"do": "cancel"}).status_code == 404
    assert sign_in(world.ruth).get(f"/guide/groups/{row.ref}").status_code == 403
    for nobody in (other, world.guide, world.gerd, world.administrator):
        with acting_as(nobody.actor()):
            assert rows_seen("education_groupplace") == 0


@pytest.mark.parametrize(
    "wrong", [{"size": "1"}, {"opens_on": "2020-01-01"}, {"closes_on": "2020-01-02"}, {"place": ""}]
)
def test_a_group_that_cannot_be_is_not_kept(
    world: World, sign_in: Any, wrong: dict[str, str]
) -> None:
    works(world.guide)
    answer = sign_in(world.guide).post("/guide/groups/new", said(short(world), **wrong))
    assert answer.status_code == 422
    assert not ProgrammeGroup.objects.exists()


def test_another_day_and_a_cancelled_group_are_told_to_who_is_in_it(
    world: World, sign_in: Any
) -> None:
    row = started(world, sign_in)
    joins(world.ruth, row)
    guide, desk = sign_in(world.guide), f"/guide/groups/{row.ref}"
    guide.post(desk, said(row.programme, title="Another name"))
    assert told("education.group_changed") == []
    guide.post(desk, said(row.programme, place="Town hall"))
    assert told("education.group_changed") == [world.ruth.person.pk]
    for _twice in range(2):
        guide.post(desk, {"do": "cancel"})
    assert told("education.group_changed") == [world.ruth.person.pk] * 2


def test_everybody_in_it_is_reminded_once_before_each_meeting(world: World, sign_in: Any) -> None:
    row = started(world, sign_in)
    joins(world.ruth, row)
    assert remind_groups() == 0
    soon, now = timezone.now() + timedelta(hours=20), timezone.now()
    ProgrammeGroup.objects.update(opens_at=soon)
    assert (remind_groups(), remind_groups()) == (1, 0)
    ProgrammeGroup.objects.update(opens_at=now - timedelta(days=50))
    assert remind_groups() == 0
    ProgrammeGroup.objects.update(over_at=soon)
    assert (remind_groups(), remind_groups()) == (1, 0)
    assert told("education.group") == [world.ruth.person.pk] * 2


def test_a_group_that_opened_is_changed_all_the_same(world: World, sign_in: Any) -> None:
    row = started(world, sign_in)
    joins(world.ruth, row)
    opened = timezone.now().replace(second=7, microsecond=0) - timedelta(days=5)
    ProgrammeGroup.objects.update(opens_at=opened)
    guide, desk = sign_in(world.guide), f"/guide/groups/{row.ref}"
    at = opened.astimezone(house_zone())
    begun_at = {"opens_on": at.date().isoformat(), "opens_time": f"{at:%H:%M}"}
    sent = said(row.programme, place="Town hall", **begun_at)
    moved = guide.post(desk, {**sent, "opens_time": "00:01", "opens_on": "2020-01-01"})
    assert moved.status_code == 422
    assert "The opening meeting has been already." in moved.content.decode()
    assert guide.post(desk, {**sent, "closes_on": at.date().isoformat()}).status_code == 422
    assert guide.post(desk, sent).status_code == 302
    row.refresh_from_db()
    assert (row.place, row.opens_at) == ("Town hall", opened)
    with (
        acting_as(world.guide.actor()) as actor,
        pytest.raises(PermissionDenied, match="has been already"),
    ):
        put_group(actor=actor, ref=row.ref, opens_at=timezone.now() + timedelta(days=3))
    assert told("education.group_changed") == [world.ruth.person.pk]


def wanted(row: ProgrammeGroup, name: str, *people: Persona, version: int) -> list[int]:
    """Person ids to whom a notice of this kind about that version would still go."""
    kind, about = kind_of(name), about_group(row.ref, version)
    assert kind.still_wanted is not None
    assert not kind.digestible
    pending = [Pending(one.person.pk, one.person.pk, about, {}) for one in people]
    return sorted(kind.still_wanted(pending))


def test_what_is_written_about_a_group_is_asked_again_before_it_goes(
    world: World, sign_in: Any
) -> None:
    row = started(world, sign_in)
    for one in (world.ruth, world.gerd):
        joins(one, row)
    both, ruth = (world.ruth, world.gerd), world.ruth.person.pk
    sign_in(world.gerd).post(f"/programmes/groups/{row.ref}", {"do": "leave"})
    for name in (GROUP, GROUP_CHANGED):
        assert wanted(row, name, *both, version=0) == [ruth]
        assert wanted(row, name, *both, version=1) == []
    sign_in(world.guide).post(f"/guide/groups/{row.ref}", {"do": "cancel"})
    assert wanted(row, GROUP_CHANGED, *both, version=0) == []
    assert wanted(row, GROUP_CHANGED, *both, version=1) == [ruth]
    assert wanted(row, GROUP, *both, version=1) == []
    long_ago = timezone.now() - timedelta(days=1)
    ProgrammeGroup.objects.update(opens_at=long_ago - timedelta(days=1), over_at=long_ago)
    assert wanted(row, GROUP_CHANGED, *both, version=1) == []
    with acting_as(world.guide.actor()), connection.cursor() as cursor:
        cursor.execute("select programme_group_comers(%s)", [row.pk])
        assert cursor.fetchall() == []


def test_without_its_guide_a_group_does_not_take_place_and_everybody_in_it_is_told(
    world: World, sign_in: Any
) -> None:
    row = started(world, sign_in)
    address = f"/programmes/groups/{row.ref}"
    joins(world.ruth, row)
    ProgrammeGroup.objects.update(opens_at=timezone.now() + timedelta(hours=20))
    RoleHolding.objects.filter(account=world.guide.account).update(
        ends_at=timezone.now() - timedelta(minutes=1)
    )
    gerd = sign_in(world.gerd)
    assert "The guide of this group is not here any more" in gerd.get(address).content.decode()
    refused = gerd.post(address, {"named": "no"})
    assert refused.status_code == 403
    assert (remind_groups(), remind_groups()) == (1, 0)
    row.refresh_from_db()
    assert row.cancelled_at is not None
    assert row.version == 1
    assert told("education.group") == []
    assert told("education.group_changed") == [world.ruth.person.pk]
    assert wanted(row, GROUP_CHANGED, world.ruth, version=1) == [world.ruth.person.pk]
    assert "does not take place" in sign_in(world.ruth).get(address).content.decode()


def test_a_guide_who_left_by_mistake_finds_her_group_again(world: World, sign_in: Any) -> None:
    row = started(world, sign_in)
    joins(world.ruth, row)
    holding = RoleHolding.objects.filter(account=world.guide.account)
    gone = timezone.now() - timedelta(minutes=1)
    holding.update(ends_at=gone)
    assert remind_groups() == 0
    row.refresh_from_db()
    assert row.cancelled_at is None
    # Erased, she does not come back; nor in time for what is near. Each is in the record.
    ProgrammeGroup.objects.update(guide_account=0)
    assert (remind_groups(), remind_groups()) == (1, 0)
    cancelled = Event.objects.filter(verb="education.group.cancelled", object_ref=str(row.pk))
    assert cancelled.get().actor_kind == "system"


def test_a_lost_group_without_anybody_in_it_is_called_off_in_the_record_too(
    world: World, sign_in: Any
) -> None:
    row = started(world, sign_in)
    ProgrammeGroup.objects.update(guide_account=0)
    assert remind_groups() == 0
    row.refresh_from_db()
    assert row.cancelled_at is not None
    assert Event.objects.filter(verb="education.group.cancelled").count() == 1


def test_the_way_shows_groups_with_as_many_questions_for_many(
    world: World, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    programme = short(world)
    way = begun(world.ruth, programme)
    row = started(world, sign_in, programme)
    browser = sign_in(world.ruth)
    for count in (1, 2):
        if count == 2:
            row.pk, row.ref = None, programme.ref
            row.save(force_insert=True)
        with django_assert_max_num_queries(32):
            page = browser.get(f"/programmes/mine/{way.ref}").content.decode()
        assert page.count("Autumn group") == count
    with acting_as(world.ruth.actor()) as actor:
        assert not own_rows(GroupPlace, actor).exists()
