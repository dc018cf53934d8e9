"""A young person turns 18: told in time, nobody acts by law, and nothing happens before she decides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from members.models import Decision, Grant, Person, Proxy
from members.of_age import may_have_sign_in, notice_due, of_age_on
from members.queries.proxies import proxies_known, undecided
from notifications.models import Outbox
from po_platform.access.actor import Purpose, System, acting_as
from proms.models import Response
from tests.members.helper_steps import acting
from tests.members.proxy_steps import (
    accepted,
    born_for,
    day_comes,
    helped_ids,
    look_after,
    of_age_today,
    second_office,
    seen_by,
    shown_for,
)
from tests.personas import Persona, World, make_persona
from tests.proms.path import put_weekly_in_use


def test_who_was_born_on_29_february_is_of_age_on_1_march() -> None:
    assert of_age_on(date(2008, 2, 29)) == date(2026, 3, 1)
    assert of_age_on(date(2008, 2, 28)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("left", "due"), [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, None)]
)
def test_the_notice_is_the_last_one_that_has_come(left: int, due: int | None) -> None:
    on = date(2027, 5, 1)
    assert notice_due(on, on - timedelta(days=left)) == due


def test_an_account_of_her_own_from_the_minimum_age() -> None:
    on = date(2027, 5, 1)
    assert may_have_sign_in(on, date(2025, 5, 1), 16)
    assert not may_have_sign_in(on, date(2025, 4, 30), 16)


def read_in_sql(parent: Persona, grant: int) -> tuple[int, int]:
    """Responses and scores the vault opens to somebody who acts by law, past every policy."""
    acts = acting(parent, Grant(pk=grant))
    with acting_as(acts or parent.actor()), connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from proms_response), (select count(*) from proms_score)"
        )
        responses, scores = cursor.fetchone()
    return responses, scores


@pytest.mark.django_db(transaction=True)
def test_a_young_person_turns_18(world: World, sign_in: Any) -> None:
    """Over HTTP: asked, seen, checked, answered by law, own account, private, of age, decided."""
    weekly = put_weekly_in_use(world)
    second = second_office()
    parent, office, other = sign_in(world.gerd), sign_in(world.administrator), sign_in(second)
    # The parent asks, and waits.
    born = born_for(timezone.localdate() + timedelta(days=20))
    page = parent.post(
        "/helping/by-law",
        {
            "name": "Mia Anders", "born_day": born.day, "born_month": born.month, "born_year": born.year,
            "ground": "parent", "shown": "desk",
        },
    )  # fmt: skip
    assert page.status_code == 302, page.content.decode()
    assert "We look at your paper" in parent.get(page["Location"]).content.decode()
    with acting_as(world.gerd.actor()):
        claim = Proxy.objects.visible_to(world.gerd.actor()).get()
    here = f"/office/proxies/{claim.ref}"
    # One person of the office sees it, only a second one can put it into force.
    seen = {
        "do": "see", "name": "Mia Anders", "shown": "Mia A.",
        "born_day": born.day, "born_month": born.month, "born_year": born.year,
    }  # fmt: skip
    assert "Mia Anders" in office.get(here).content.decode()
    assert office.post(here, {"do": "accept"}).status_code == 403
    assert office.post(here, seen).status_code == 302
    assert office.post(here, {"do": "accept"}).status_code == 403
    assert helped_ids(world.gerd) == []
    with acting_as(second.actor()):
        looked_at = {"do": "accept", "seen": seen_by(second.actor(), claim.ref)}
    assert other.post(here, looked_at).status_code == 302
    mia = Person.objects.get(display_name="Mia A.")
    assert mia.account_id is None
    # The parent acts for her: every set of answers says by whom.
    (grant,) = helped_ids(world.gerd)
    parent.post(f"/helping/{grant}/act")
    assert "Mia A." in parent.get("/for").content.decode()
    parent.post("/helping/back")
    # 20 days before: one notice for each of them.
    look_after()
    look_after()
    kinds = list(Outbox.objects.filter(kind="members.coming_of_age").values_list("person_id"))
    assert sorted(kinds) == sorted([(mia.pk,), (world.gerd.person.pk,)])
    # An account of her own, never through the parent's mailbox.
    own = f"/office/people/{mia.ref}/own-sign-in"
    office = sign_in(world.administrator, fresh=True)
    given = {"email": world.gerd.account.email, "language": "en", "sure": "seen", "reason": "18"}
    refused = office.post(own, given)
    assert refused.status_code == 403
    assert "reads this mailbox" in refused.content.decode()
    card = office.post(own, {**given, "email": "mia@example.org"})
    assert card.status_code == 200, card.content.decode()
    mia.refresh_from_db()
    young = accepted(mia)
    # What she sends is private until she says otherwise.
    hers = sign_in(young)
    begun = hers.post(f"/my-answers/start/{weekly.slug}")["Location"]
    hers.post(f"{begun}/1", {"q1": "4"})
    assert hers.post(f"{begun}/check").status_code == 302
    with acting_as(young.actor()):
        response = Response.objects.visible_to(young.actor()).get()
    assert response.private
    parent.post(f"/helping/{grant}/act")
    assert parent.get(f"/my-answers/{response.ref}").status_code == 404
    assert read_in_sql(world.gerd, grant) == (0, 0)  # the vault says the same by itself
    hers.post(f"/my-answers/{response.ref}/who-reads", {"may": "yes"})
    assert parent.get(f"/my-answers/{response.ref}").status_code == 200
    assert read_in_sql(world.gerd, grant)[0] == 1
    # The day has come.
    day_comes(mia)
    Outbox.objects.all().delete()
    assert look_after() == 1
    assert look_after() == 0
    told = Outbox.objects.filter(kind="members.proxy_changed").values_list("person_id", flat=True)
    assert list(told) == [world.gerd.person.pk]  # nobody acts any more, and nobody is left guessing
    assert helped_ids(world.gerd) == []
    assert parent.get("/for")["Location"].startswith("/helping/over")
    mia.refresh_from_db()
    assert mia.state == "undecided"
    assert undecided([young.subject]) == {young.subject}
    start = hers.get("/start")
    assert start["Location"] == "/of-age"
    assert hers.post(f"/my-answers/start/{weekly.slug}").status_code == 403
    decide = hers.get("/of-age").content.decode()
    assert "How do you want to go on?" in decide
    assert hers.post("/of-age", {"choice": "go_on", "shown": "other words"}).status_code == 200
    done = hers.post("/of-age", {"choice": "with_help", "shown": shown_for(decide, "with_help")})
    assert done["Location"] == "/helpers/name"
    mia.refresh_from_db()
    assert mia.state == "active"
    assert undecided([young.subject]) == set()
    with acting_as(young.actor()):
        said = Decision.objects.visible_to(young.actor()).order_by("pk")
        assert [(one.purpose, one.answer) for one in said] == [
            ("proxy", "yes"),
            ("proxy", "ended"),
            ("of_age", "yes"),
        ]
        assert proxies_known(mia.pk) == []
    assert hers.get("/of-age")["Location"] == "/start"


@pytest.mark.django_db
def test_only_she_decides_and_only_once(world: World, sign_in: Any) -> None:
    young = make_persona("Nele Young")
    of_age_today(world, world.gerd, young.person)
    assert sign_in(world.gerd).get("/of-age")["Location"] == "/start"
    hers = sign_in(young)
    words = shown_for(hers.get("/of-age").content.decode(), "go_on")
    for path in ("/me/download", "/me/leave", "/me/erase", "/call-me"):  # what the page leads to
        assert hers.get(path).status_code in {200, 302}, path
    given = {"choice": "go_on", "shown": words}
    assert hers.post("/of-age", given)["Location"] == "/start"
    assert hers.post("/of-age", given)["Location"] == "/start"
    with acting_as(young.actor()):
        said = Decision.objects.visible_to(young.actor()).filter(purpose="of_age")
        assert said.count() == 1


@pytest.mark.django_db
def test_who_has_to_decide_is_put_on_no_list(world: World) -> None:
    young = make_persona("Nele Young")
    subject = young.subject
    of_age_today(world, world.gerd, young.person)
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        cursor.execute("select subject_id from active_subjects(0, 10000)")
        assert (subject,) not in cursor.fetchall()
        cursor.execute("select * from undecided_subjects(%s::uuid[])", [[subject]])
        assert cursor.fetchall() == [(subject,)]
