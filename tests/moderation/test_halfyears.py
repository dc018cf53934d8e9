"""Twice a year the team tells everybody what it decided: in numbers without anybody in them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from moderation.actions.crisis import triage_case
from moderation.actions.halfyears import save_half_year
from moderation.actions.reporting import appeal_decision
from moderation.halfyear import before, first_day, following, half_of, last_ones
from moderation.models import Case, HalfYear, Report
from moderation.models.halfyears import slug_of
from moderation.queries.halfyears import figures_of
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, decided, the_case, told
from tests.personas import World, make_persona

TODAY = half_of(timezone.localdate())
NOW, LAST = slug_of(TODAY), slug_of(before(TODAY))
TEXTS = {"text_en": "We were often late.", "text_de": "Wir waren oft spät."}


def test_half_years_have_days_and_names() -> None:
    assert first_day("2026-2") == date(2026, 7, 1) and first_day("2026-1") == date(2026, 1, 1)
    for odd in ("2026-3", "26-1", "2026", "", "20x6-1", "0001-1", "2026-1-1", "２０２６-1"):
        assert first_day(odd) is None
    assert following(date(2026, 7, 1)) == date(2027, 1, 1)
    assert before(date(2026, 1, 1)) == date(2025, 7, 1)
    assert slug_of(half_of(date(2026, 6, 30))) == "2026-1"
    assert [slug_of(day) for day in last_ones(date(2026, 3, 4), 3)] == [
        "2026-1",
        "2025-2",
        "2025-1",
    ]


def _reported(world: World, by: int) -> None:
    """This many members told us about one post, and it was folded."""
    post = begin(world.ruth, a_board())
    for number in range(by):
        told(make_persona(f"M{number} Member"), post)
    decided(world.moderator, the_case(world), "folded")


@pytest.mark.django_db
def test_what_fewer_than_five_are_behind_is_not_told(world: World) -> None:
    _reported(world, 4)
    with acting_as(world.moderator.actor()) as team:
        figures = figures_of(actor=team, first=TODAY)
    assert figures["reports"] is None and figures["folded"] is None
    assert figures["removed"] == 0 and figures["objections"] == 0


@pytest.mark.django_db
def test_a_part_of_the_objections_is_not_told_where_the_rest_is_a_few(world: World) -> None:
    """Six objected and five were heard: that number would tell of the sixth."""
    assert _objections(world, heard=5) == {"objections": 5, "objections_changed": 5}
    assert _objections(world, stay=1) == {"objections": 6, "objections_changed": None}


def _objections(world: World, *, heard: int = 0, stay: int = 0) -> dict[str, int | None]:
    """So many authors more objected to what was decided, and how it is told."""
    board, other = a_board(), another_moderator(f"Other{heard} M.")
    for number in range(heard + stay):
        author = make_persona(f"Author{heard}{number} A.")
        post = begin(author, board)
        told(world.gerd, post)
        made = decided(world.moderator, the_case(world, thing=post.ref, lane="normal"), "folded")
        with acting_as(author.actor()) as actor:
            appeal_decision(actor=actor, ref=made.ref, text="I see it differently")
        appeal = the_case(world, thing=post.ref, lane="appeal")
        decided(other, appeal, "published" if number < heard else "folded")
    with acting_as(world.moderator.actor()) as team:
        figures = figures_of(actor=team, first=TODAY)
    return {name: figures[name] for name in ("objections", "objections_changed")}


@pytest.mark.django_db
def test_five_are_told_and_nothing_of_another_half_year(world: World) -> None:
    _reported(world, 5)
    with acting_as(world.administrator.actor()) as office:
        figures = figures_of(actor=office, first=TODAY)
        assert figures["reports"] == 5 and figures["hours"] == 0
        assert figures["folded"] is None  # one author
        assert figures_of(actor=office, first=before(TODAY))["reports"] == 0
        assert not Report.objects.visible_to(office).exists()
    with acting_as(world.ruth.actor()) as ruth:
        with pytest.raises(PermissionDenied):
            figures_of(actor=ruth, first=TODAY)
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select * from moderation_figures(now() - interval '1 day', now())")


@pytest.mark.django_db
def test_written_published_with_numbers_and_taken_off(world: World, sign_in: Any) -> None:
    team, guest, page = sign_in(world.moderator), Client(), f"/moderation/half-years/{LAST}"
    public = f"/how-we-talk/{LAST}"
    assert sign_in(world.ruth).get(page).status_code == 403
    assert "Not written yet." in team.get("/moderation/half-years").content.decode()
    empty = team.post(page, {"act": "publish"})
    assert empty.status_code == 403 and "Write a few words" in empty.content.decode()
    team.post(page, {**TEXTS, "act": "hold"})
    assert guest.get(public).status_code == 404 and public not in str(
        guest.get("/how-we-talk").content
    )
    team.post(page, {**TEXTS, "act": "publish"})
    shown = guest.get(public).content.decode()
    assert "We were often late." in shown and "Objections of authors" in shown
    assert public in guest.get("/how-we-talk").content.decode()
    team.post(page, {**TEXTS, "text_en": "We are sorry.", "act": "publish"})
    assert "We are sorry." in guest.get(public).content.decode()
    assert team.post(page, {"act": "publish"}).status_code == 403
    assert "We are sorry." in guest.get(public).content.decode()
    team.post(page, {**TEXTS, "act": "hold"})
    assert guest.get(public).status_code == 404


@pytest.mark.django_db
def test_published_numbers_stay_as_they_were(world: World) -> None:
    with acting_as(world.moderator.actor()) as team:
        text = {"en": "Quiet."}
        save_half_year(actor=team, slug=LAST, text=text, published=True)
        HalfYear.objects.update(figures={"reports": 7})
        row = save_half_year(actor=team, slug=LAST, text=text, published=True)
    assert row.figures == {"reports": 7}


@pytest.mark.django_db
def test_a_half_year_that_goes_on_or_comes_is_not_published(world: World, sign_in: Any) -> None:
    team = sign_in(world.moderator)
    early = team.post(f"/moderation/half-years/{NOW}", {**TEXTS, "act": "publish"})
    assert early.status_code == 403 and "is not over" in early.content.decode()
    assert "We were often late." in early.content.decode() and not HalfYear.objects.exists()
    for odd in (slug_of(following(TODAY)), "2026-3", "x"):
        assert team.get(f"/moderation/half-years/{odd}").status_code == 404


@pytest.mark.django_db
def test_the_record_has_every_decision_in_codes(world: World, sign_in: Any) -> None:
    _reported(world, 1)
    page = f"/moderation/half-years/{NOW}/record"
    for who in (world.ruth, world.administrator):
        assert sign_in(who).get(page).status_code == 403
    body = sign_in(world.moderator).get(page).content.decode()
    head, line = body.splitlines()
    assert head.startswith("decision,case,lane,day") and ",report,1.1,published,folded," in line
    assert "because" not in body and "Ruth" not in body
    assert str(timezone.localdate()) in line


@pytest.mark.django_db
def test_how_fast_somebody_looked_at_words_of_danger_is_told_of_five_and_not_of_fewer(
    world: World,
) -> None:
    _worried(world, 4)
    assert _of_danger(world) == {"danger": None, "danger_minutes": None}
    _worried(world, 3)
    assert _of_danger(world) == {"danger": 7, "danger_minutes": 0}
    told(world.gerd, begin(make_persona("Late L."), a_board()), "worried")
    assert _of_danger(world)["danger"] == 8, "what nobody looked at yet counts as well"


def _worried(world: World, people: int) -> None:
    """About so many, and somebody said what she reads in it."""
    for number in range(people):
        told(world.gerd, begin(make_persona(f"D{people}{number} D."), a_board()), "worried")
        with acting_as(world.moderator.actor()) as team:
            case = Case.objects.visible_to(team).filter(triage="").get()
            triage_case(actor=team, ref=case.ref, triage="despair")


def _of_danger(world: World) -> dict[str, int | None]:
    with acting_as(world.moderator.actor()) as team:
        figures = figures_of(actor=team, first=TODAY)
    return {name: figures[name] for name in ("danger", "danger_minutes")}
