"""A moderator says what she is not given: nobody asks why, nobody else sees it, no case is lost."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.models import Event
from moderation.actions.crisis import call_next
from moderation.actions.duty import name_contact
from moderation.actions.team import add_theme, arrange_desk, put_theme_away, say_themes
from moderation.models import Avoided, Shift, Theme
from moderation.queries.avoided import gaps
from moderation.queries.queue import queue
from moderation.theme_words import lines_of, told_in
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, the_case, told
from tests.moderation.test_crisis import called
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def avoids(who: Persona, *kinds: str) -> None:
    with acting_as(who.actor()) as actor:
        arrange_desk(actor=actor, kinds=kinds, pictures_open=False)


def listed(who: Persona) -> tuple[int, int]:
    """(cases on her list, cases she is not given)."""
    with acting_as(who.actor()) as actor:
        found = queue(actor=actor)
        return len(found.lines), found.left_out


def on_duty(*people: Persona) -> None:
    now = timezone.now()
    Shift.objects.bulk_create(
        Shift(person=one.person, starts_at=now, ends_at=now + timedelta(hours=2)) for one in people
    )


def the_gaps(who: Persona) -> Collection[str]:
    with acting_as(who.actor()) as actor:
        return [str(words) for words in gaps(actor=actor)]


@pytest.fixture
def loss(world: World) -> Theme:
    with acting_as(world.administrator.actor()) as actor:
        return add_theme(actor=actor, title={"en": "Death of a child", "de": "Tod eines Kindes"})


def test_her_list_leaves_it_out_and_says_how_many_and_others_keep_it(
    world: World, sign_in: Any
) -> None:
    board, other = a_board(), another_moderator()
    told(world.gerd, begin(world.ruth, board, title="Sharp words"), "rude")
    told(world.gerd, begin(world.ruth, board, title="For sale"), "advert", "nothing bad")
    client = sign_in(world.moderator)
    sent = {"kinds": ["rude", "theme-99", "no-such-kind"]}
    assert client.post("/moderation/for-you", {"kinds": ["rude"]}).status_code == 302
    assert client.post("/moderation/for-you", sent).status_code == 422
    page = client.get("/moderation").content.decode()
    assert "1 case is not shown to you." in page
    assert "Sharp words" not in page and "For sale" in page
    assert "Sharp words" not in client.get("/start").content.decode()
    assert listed(world.moderator) == (1, 1) and listed(other) == (2, 0)
    avoids(world.moderator)
    assert listed(world.moderator) == (2, 0)


def test_whoever_reads_a_case_says_its_theme_and_spares_the_others(
    world: World, sign_in: Any, loss: Theme
) -> None:
    other = another_moderator()
    avoids(other, f"theme-{loss.pk}")
    told(world.gerd, begin(world.ruth, a_board()))
    case = the_case(world)
    assert listed(other) == (1, 0)
    client, address = sign_in(world.moderator), f"/moderation/cases/{case.ref}"
    assert "Death of a child" in client.get(address).content.decode()
    client.post(f"{address}/about", {"themes": [str(loss.pk), "0", "x"]})
    assert the_case(world).themes == [loss.pk] and listed(other) == (0, 1)
    assert "said what it is about" in client.get(address).content.decode()
    with acting_as(world.administrator.actor()) as actor:
        put_theme_away(actor=actor, number=loss.pk)
    assert "Death of a child" not in sign_in(other).get("/moderation/for-you").content.decode()


def test_words_of_a_theme_spare_whoever_would_be_the_first_to_read_it(
    world: World, sign_in: Any
) -> None:
    office, board = sign_in(world.administrator), a_board()
    given = {"title_en": "Loss", "title_de": "Verlust", "words": "our  son died\n\nStillbirth"}
    assert office.post("/moderation/team", given).status_code == 302
    assert "our son died, Stillbirth" in office.get("/moderation/team").content.decode()
    avoids(world.moderator, f"theme-{Theme.objects.get().pk}")
    told(world.gerd, begin(world.ruth, board, "Last year **Our son** died"), "rude")
    told(world.gerd, begin(world.ruth, board, "Hello", title="After two stillbirths"), "wrong")
    told(world.gerd, begin(world.ruth, board, "The son of a friend"), "private")
    begin(world.ruth, a_board("Held", holds_all=True), "our son died")
    assert listed(world.moderator) == (1, 3)
    other = {**given, "words": "the son of"}
    assert office.post("/moderation/team", other).status_code == 302
    assert Theme.objects.get().words == ["the son of"]


@pytest.mark.parametrize(
    ("text", "told_there"),
    [
        ("She had a STILLBIRTH", True),
        ("two stillbirths", True),
        ("distillbirth", False),
        ("our   son\ndied", True),
        ("still\u00adbirth", True),
        ("a sti\u200bll\u2066birth", True),
        ("\uff53tillbirth", True),
        ("#stillbirth", True),
        ("a.c", True),
        ("abc", False),
        ("", False),
    ],
)
def test_words_are_found_at_the_beginning_of_words(text: str, told_there: bool) -> None:
    lines = lines_of(" stillbirth \nour son  died\n\nstillbirth\na.c\n\u200b")
    assert lines == ["stillbirth", "our son died", "a.c", "\u200b"]
    assert told_in(text, lines) is told_there


def test_nobody_else_reads_her_list_not_even_the_database_gives_it(world: World) -> None:
    other = another_moderator()
    avoids(world.moderator, "crisis")
    for who in (other, world.administrator, world.ruth):
        with acting_as(who.actor()) as actor:
            assert not Avoided.objects.visible_to(actor).exists()
            with connection.cursor() as cursor:
                cursor.execute("select count(*) from moderation_avoided")
                assert cursor.fetchone() == (0,)
    with acting_as(world.moderator.actor()) as actor:
        assert Avoided.objects.visible_to(actor).count() == 1
    assert not Event.objects.filter(detail__icontains="crisis").exists()
    with (
        acting_as(world.ruth.actor()),
        pytest.raises(DatabaseError, match="nobody asks"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select * from who_takes_case(1, array[1]::bigint[])")


def test_a_gap_shows_only_where_nobody_on_duty_takes_a_kind(world: World, sign_in: Any) -> None:
    other, office = another_moderator(), world.administrator
    avoids(world.moderator, "rude", "legal")
    avoids(other, "legal")
    assert the_gaps(office) == []
    on_duty(world.moderator, other)
    assert the_gaps(office) == ["Said to be against the law"]
    words = b"nobody who is on duty takes"
    assert words in sign_in(office).get("/moderation/team").content
    on_duty(another_moderator("Pim D."))
    assert the_gaps(office) == []


def test_a_colleague_finds_out_no_gap_by_her_own_choices(world: World, sign_in: Any) -> None:
    other = another_moderator()
    for who in (world.moderator, other):
        avoids(who, "legal")
    on_duty(world.moderator, other)
    for who in (other, world.ruth):
        with acting_as(who.actor()) as actor:
            with pytest.raises(PermissionDenied):
                gaps(actor=actor)
            with pytest.raises(DatabaseError, match="nobody asks"), transaction.atomic():
                connection.cursor().execute("select * from kinds_nobody_takes(now(), now())")
    assert b"nobody who is on duty takes" not in sign_in(other).get("/moderation/rota").content
    with acting_as(other.actor()) as actor:
        name_contact(actor=actor, step="lead", person_id=other.person.pk)
    assert sign_in(other).get("/moderation/team").status_code == 403
    with acting_as(world.moderator.actor()) as actor:
        name_contact(actor=actor, step="lead", person_id=other.person.pk)
    assert the_gaps(other) == ["Said to be against the law"]


def test_a_list_without_what_she_is_not_given_does_not_say_that_nothing_waits(
    world: World, sign_in: Any
) -> None:
    client = sign_in(world.moderator)
    assert b"Nothing waits." in client.get("/moderation").content
    told(world.gerd, begin(world.ruth, a_board()), "rude")
    avoids(world.moderator, "rude")
    page = client.get("/moderation").content
    assert b"1 case is not shown to you." in page and b"Nothing waits." not in page


def test_the_call_goes_to_the_next_one_and_is_never_lost(world: World) -> None:
    duty, lead = another_moderator("Duty X."), another_moderator("Lead X.")
    avoids(duty, "crisis")
    on_duty(duty)
    with acting_as(world.moderator.actor()) as actor:
        name_contact(actor=actor, step="lead", person_id=lead.person.pk)
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    assert call_next() == 1 and called() == [lead.account.pk]


def test_where_everybody_avoids_it_everybody_is_called(world: World) -> None:
    avoids(world.moderator, "crisis")
    on_duty(world.moderator)
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    assert call_next() == 1 and called() == [world.moderator.account.pk]


def test_the_office_and_whoever_leads_name_themes_and_nobody_else(
    world: World, sign_in: Any, loss: Theme
) -> None:
    other = another_moderator()
    new = {"title_en": "Suicide", "title_de": "Suizid"}
    assert sign_in(world.ruth).get("/moderation/team").status_code == 403
    assert sign_in(other).post("/moderation/team", new).status_code == 403
    with acting_as(other.actor()) as actor:
        name_contact(actor=actor, step="lead", person_id=other.person.pk)
    assert sign_in(other).post("/moderation/team", new).status_code == 403
    with acting_as(world.moderator.actor()) as actor:
        name_contact(actor=actor, step="lead", person_id=other.person.pk)
    assert sign_in(other).post("/moderation/team", new).status_code == 302
    office = sign_in(world.administrator)
    assert office.post("/moderation/team", new).status_code == 403
    assert office.post("/moderation/team", {"title_en": "Only this"}).status_code == 422
    assert {row.title["en"] for row in Theme.objects.all()} == {"Death of a child", "Suicide"}
    away = f"/moderation/team/themes/{loss.pk}/away"
    assert office.post(away).status_code == 302 and office.post(away).status_code == 404
    with acting_as(other.actor()) as actor:
        again = add_theme(actor=actor, title=loss.title)
        assert again.pk == loss.pk and again.put_away_at is None


def test_whoever_reported_it_does_not_say_what_it_is_about(world: World, loss: Theme) -> None:
    told(world.moderator, begin(world.ruth, a_board()))
    with acting_as(world.moderator.actor()) as actor, pytest.raises(PermissionDenied):
        say_themes(actor=actor, ref=the_case(world).ref, themes=[loss.pk])
