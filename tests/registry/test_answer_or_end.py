"""A newer text may let an older yes end without an answer: told before, by day, and never of whom nobody asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from members.models import Decision, Grant
from notifications.directory import Sender
from notifications.kinds import Pending, kind_of
from notifications.letters import compose
from notifications.models import Outbox
from notifications.seals import open_load
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit import spoken
from registry.actions.joining import change_answer
from registry.asking_again import ask_again
from registry.consent import Sheet
from registry.models import ConsentSheet, Participation
from registry.notices import ENDING, NEWER, ending_on_paper
from registry.queries.participation import consenting, my_answers
from registry.uses import use_of, uses_of
from tests.personas import Persona, World
from tests.registry.asking import make_asking
from tests.registry.joining import join, next_version, open_to_members
from tests.registry.test_single_uses import EACH_TIME, PEOPLE, answer, begin, found
from tests.registry.world import Walks

pytestmark = pytest.mark.django_db
HERE = "/registries/walks"
DAYS = 30


@pytest.fixture
def walks(world: World) -> Walks:
    """Ruth has joined: yes to the use of her data, yes to letters."""
    opened = open_to_members(world)
    join(opened, world.ruth)
    return opened


@pytest.fixture
def ruth(world: World, sign_in: Any) -> Client:
    return sign_in(world.ruth)  # type: ignore[no-any-return]  # a fixture of conftest


def after(days: int, *codes: str) -> Callable[[Sheet], Sheet]:
    """The next version lets an older yes to these questions end after so many days."""

    def change(sheet: Sheet) -> Sheet:
        asked = (replace(q, grace=days) if q.code in codes else q for q in sheet.questions)
        return replace(sheet, questions=tuple(asked))

    return change


def grants(persona: Persona) -> dict[str, Grant]:
    """Question → the grant no decision has ended."""
    with acting_as(persona.actor()) as actor:
        mine = Grant.objects.visible_to(actor).filter(ended_by=None)
        return {one.purpose.partition(":")[2].partition(":")[2]: one for one in mine}


def the_day_comes(persona: Persona) -> None:
    """What has a last day has passed it."""
    with acting_as(persona.actor()) as actor:
        ending = Grant.objects.visible_to(actor).filter(ends_at__isnull=False)
        assert ending.update(ends_at=timezone.now() - timedelta(minutes=1))


def agreeing(walks: Walks, code: str) -> set[object]:
    with acting_as(walks.curator.actor()) as actor:
        return {one.subject_id for one in consenting(actor=actor, registry=walks.registry, purpose=code)}  # fmt: skip


def told(kind: str) -> int:
    return Outbox.objects.filter(kind=kind).count()


def last_day(days: int = DAYS) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_without_days_nothing_ever_ends(walks: Walks, world: World) -> None:
    next_version(walks)
    ask_again()
    assert (told(NEWER), told(ENDING)) == (1, 0)
    assert {one.ends_at for one in grants(world.ruth).values()} == {None}


def test_the_yes_has_its_last_day_from_the_moment_she_is_told(
    walks: Walks, world: World, ruth: Client
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    assert grants(world.ruth)["reuse"].ends_at is None, "nobody told her yet"
    ask_again()
    ask_again()
    assert (told(NEWER), told(ENDING)) == (0, 1)
    mine = grants(world.ruth)
    midnight = timezone.make_aware(datetime.combine(last_day(DAYS + 1), time()))
    assert mine["reuse"].ends_at == midnight
    assert mine["contact"].ends_at is None and mine["takes_part"].ends_at is None
    words = spoken.day(last_day())
    page = ruth.get(f"{HERE}/consent").content.decode()
    assert f"Some of your answers end after {words}" in page
    assert page.count(f"Without an answer to the newer text it ends after {words}.") == 1
    assert f"ends after {words} if you do not decide" in ruth.get("/start").content.decode()
    assert f"If you do not decide, this answer ends after {words}." in ruth.get(f"{HERE}/join").content.decode()  # fmt: skip
    assert agreeing(walks, "reuse") == {world.ruth.subject}


def test_mail_and_letter_say_the_day(walks: Walks, world: World) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    row = Outbox.objects.get(kind=ENDING)
    load = open_load(row.ref, row.sealed)
    assert load.context["day"] == last_day().isoformat()
    words = spoken.plain_day(last_day())
    sender = Sender("Morning Hands", "01632 960 118", "9 to 4")
    written = compose(
        kind_of(ENDING).template, language="en", name="Ruth", sender=sender, context=load.context
    )
    assert f"goes on only if you answer by {words}." in " ".join(written.text.split())
    pending = Pending(1, world.ruth.person.pk, load.about, load.context)
    part = ending_on_paper(System(Purpose.DELIVER), pending)
    assert part is not None and f"if you answer by {words}." in part.paragraphs[0]
    assert not kind_of(ENDING).digestible and not kind_of(ENDING).unsubscribable


def test_after_its_last_day_the_yes_counts_no_more_and_everything_else_does(
    walks: Walks, world: World, ruth: Client
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    the_day_comes(world.ruth)
    assert agreeing(walks, "reuse") == set()
    assert agreeing(walks, "contact") == {world.ruth.subject}
    with acting_as(world.ruth.actor()) as actor:
        mine = Participation.objects.visible_to(actor).select_related("registry", "sheet").get()
        answers = my_answers(actor=actor, registry=mine.registry, sheet=Sheet.of(mine.sheet.content))  # fmt: skip
    assert mine.state == Participation.State.ACTIVE
    said = {one.question.code: one for one in answers}
    assert set(said["reuse"].said.values()) == {"no"} and said["reuse"].over_at is not None
    assert said["contact"].said == {"whole": "yes"} and said["contact"].over_at is None
    assert "Your earlier answer ended after" in ruth.get(f"{HERE}/consent").content.decode()
    page = ruth.get(f"{HERE}/join")
    assert "Nothing was deleted." in page.content.decode()
    assert "reuse-past" not in page.context["form"].initial, "no answer is put into her mouth"


def test_the_same_answer_under_the_newer_text_goes_on_without_a_last_day(
    walks: Walks, world: World
) -> None:
    before = grants(world.ruth)["reuse"]
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    join(walks, world.ruth)
    now = grants(world.ruth)["reuse"]
    assert (now.pk, now.starts_at, now.ends_at) == (before.pk, before.starts_at, None)
    assert now.decision_id > before.decision_id
    ask_again()
    assert grants(world.ruth)["reuse"].ends_at is None


def test_after_the_last_day_a_yes_under_the_newer_text_begins_anew(
    walks: Walks, world: World
) -> None:
    before = grants(world.ruth)["reuse"]
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    the_day_comes(world.ruth)
    join(walks, world.ruth)
    now = grants(world.ruth)["reuse"]
    assert now.pk != before.pk and now.ends_at is None
    assert agreeing(walks, "reuse") == {world.ruth.subject}


def test_leaving_it_as_it_is_is_an_answer_and_kept_word_for_word(
    walks: Walks, world: World, ruth: Client
) -> None:
    next_version(walks, then=after(DAYS, "reuse", "contact"))
    ask_again()
    before = grants(world.ruth)
    ruth.post(f"{HERE}/join", {"step": "reuse", "keep": "2"})
    now = grants(world.ruth)
    for code in ("reuse", "contact"):
        assert (now[code].scope, now[code].starts_at) == (before[code].scope, before[code].starts_at)  # fmt: skip
        assert now[code].ends_at is None
    with acting_as(world.ruth.actor()) as actor:
        kept = Decision.objects.visible_to(actor).get(pk=now["reuse"].decision_id)
    assert kept.answer == "yes" and "I leave my answer as it was, and it goes on." in kept.rendered
    assert kept.text is not None and kept.text.version == 1
    assert "end after" not in ruth.get(f"{HERE}/consent").content.decode()


def test_what_has_ended_does_not_come_back_by_leaving_it_as_it_is(
    walks: Walks, world: World, ruth: Client
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    the_day_comes(world.ruth)
    ruth.post(f"{HERE}/join", {"step": "reuse", "keep": "2"})
    assert agreeing(walks, "reuse") == set()


def change(walks: Walks, persona: Persona, word: str) -> None:
    sheet = Sheet.of(ConsentSheet.objects.get(registry=walks.registry, version=1).content)
    question = sheet.question("reuse")
    assert question is not None
    with acting_as(persona.actor()) as actor:
        mine = Participation.objects.visible_to(actor).get()
        said = {"past": word, "future": word}
        change_answer(actor=actor, taking_part=mine, question=question, said=said, language="en")


def test_another_answer_to_the_older_text_is_no_way_round_the_last_day(
    walks: Walks, world: World, ruth: Client
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    ends_at = grants(world.ruth)["reuse"].ends_at
    change(walks, world.ruth, "ask")
    assert grants(world.ruth)["reuse"].ends_at == ends_at is not None
    the_day_comes(world.ruth)
    with pytest.raises(PermissionDenied):
        change(walks, world.ruth, "yes")
    page = ruth.get(f"{HERE}/consent/reuse")
    assert page.status_code == 302 and page["Location"] == f"{HERE}/join"
    assert agreeing(walks, "reuse") == set()


def test_the_last_day_she_was_told_never_moves_later(walks: Walks, world: World) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    first = grants(world.ruth)["reuse"].ends_at
    next_version(walks, then=after(3 * DAYS, "reuse", "contact"))
    ask_again()
    assert told(ENDING) == 2
    mine = grants(world.ruth)
    assert mine["reuse"].ends_at == first
    assert mine["contact"].ends_at is not None and mine["contact"].ends_at > first  # type: ignore[operator]  # not None


def test_nothing_ends_of_who_was_just_diagnosed_and_later_she_is_told_anew(
    walks: Walks, world: World, ruth: Client
) -> None:
    ruth.post("/me/where", {"where": "just_diagnosed"})
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    assert told(ENDING) == 0 and grants(world.ruth)["reuse"].ends_at is None
    ruth.post("/me/where", {"where": "for_years"})
    ask_again()
    assert told(ENDING) == 1 and grants(world.ruth)["reuse"].ends_at is not None
    ruth.post("/me/where", {"where": "just_diagnosed"})
    ask_again()
    assert grants(world.ruth)["reuse"].ends_at is None
    with acting_as(world.ruth.actor()) as actor:
        assert Participation.objects.visible_to(actor).get().asked_version == 0


def test_nothing_ends_while_a_membership_rests(walks: Walks, world: World) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    with acting_as(world.ruth.actor()) as actor:
        Participation.objects.visible_to(actor).update(paused_at=timezone.now())
    ask_again()
    assert grants(world.ruth)["reuse"].ends_at is None


def test_nobody_but_the_tick_sets_or_takes_a_last_day(walks: Walks, world: World) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    others = (System(Purpose.DELIVER), walks.curator.actor(), world.ruth.actor())
    for who in others:
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("select count(*) from take_newer_texts(10, 'UTC')")
            assert cursor.fetchone() == (0,)
    assert grants(world.ruth)["reuse"].ends_at is None
    ask_again()
    with acting_as(world.ruth.actor()) as actor:
        Participation.objects.visible_to(actor).update(paused_at=timezone.now())
    for who in others:
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("select hold_endings_back()")
            assert cursor.fetchone() == (0,)
    assert grants(world.ruth)["reuse"].ends_at is not None


def test_a_yes_to_a_single_use_goes_with_the_question_behind_it(world: World) -> None:
    asking = make_asking(world, PEOPLE, EACH_TIME)
    row = asking.ready(asking.draft(()))
    begin(asking, row)
    renews, silent, _other = asking.people
    for one in (renews, silent):
        answer(one, True)
    next_version(asking.walks, then=after(DAYS, "reuse"))
    ask_again()
    assert found(row, uses_of(row)) == {renews.subject, silent.subject}
    join(asking.walks, renews, EACH_TIME)
    the_day_comes(silent)
    assert {one.ends_at for one in grants(renews).values()} == {None}
    assert found(row, uses_of(row)) == {renews.subject}
    assert found(row, use_of(row)) == set()


def test_a_curator_sets_days_within_bounds_and_reads_them(walks: Walks, sign_in: Any) -> None:
    client, here = sign_in(walks.curator), "/registry/walks/consent"
    client.post(f"{here}/begin")
    sent = {"words_en": "May we?", "kind": "data"}
    at = f"{here}/questions/reuse"
    duo = list(Sheet.of(ConsentSheet.objects.get(version=2).content).question("reuse").duo)  # type: ignore[union-attr]  # it is there
    for wrong in ("29", "731", "-1", "soon"):
        assert client.post(at, {**sent, "duo": duo, "grace": wrong}).status_code == 422
    assert client.post(at, {**sent, "duo": duo, "grace": "60"}).status_code == 302
    assert Sheet.of(ConsentSheet.objects.get(version=2).content).question("reuse").grace == 60  # type: ignore[union-attr]  # it is there
    assert "An older yes ends after 60 days without an answer." in client.get(here).content.decode()
    assert client.get(at).context["form"].initial["grace"] == 60
    assert client.post(at, {**sent, "duo": duo, "grace": ""}).status_code == 302
    assert "An older yes ends" not in client.get(here).content.decode()
