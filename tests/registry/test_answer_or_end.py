"""A newer text may let an older yes end without an answer: told before, by day, and never of whom nobody asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from members.actions.states import change_state
from members.models import Account, Decision, Grant, Person
from notifications.actions.printing import post_for
from notifications.directory import Sender
from notifications.kinds import Pending, kind_of
from notifications.letters import compose
from notifications.models import Outbox
from notifications.seals import open_load, seal_load
from po_platform.access.actor import Hat, Purpose, System, acting_as
from po_platform.kit import spoken
from registry.actions import staying
from registry.actions.datasets import make_registry
from registry.actions.joining import Carried, change_answer, join_registry
from registry.actions.papers import key_paper, print_paper, send_paper_back, take_paper
from registry.actions.sheets import begin_sheet, publish_sheet
from registry.actions.staying import leave_as_it_is
from registry.asking_again import ask_again
from registry.consent import Sheet
from registry.models import ConsentSheet, PaperConsent, Participation
from registry.notices import ENDING, NEWER, ending_on_paper, still_ending
from registry.queries.papers import mark_of_paper
from registry.queries.participation import Answer, consenting, my_answers
from registry.uses import use_of, uses_of
from tests.database import connect_as
from tests.personas import Persona, World, make_persona
from tests.registry.asking import make_asking
from tests.registry.joining import AGREED, join, next_version, open_to_members, sheet_of
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


@pytest.mark.parametrize("state", [Person.State.PAUSED, Person.State.LEFT])
def test_nothing_ends_while_a_membership_rests(walks: Walks, world: World, state: str) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    assert grants(world.ruth)["reuse"].ends_at is not None
    office_says(world, state)
    ask_again()
    ask_again()
    if state == Person.State.PAUSED:  # who left cannot look
        assert grants(world.ruth)["reuse"].ends_at is None
    office_says(world, Person.State.ACTIVE)
    ask_again()
    assert told(ENDING) == 2, "held back, and told anew"
    assert grants(world.ruth)["reuse"].ends_at is not None


def office_says(world: World, state: str) -> None:
    """The office changes the membership of Ruth."""
    with acting_as(world.administrator.actor()) as actor:
        change_state(actor=actor, person_id=world.ruth.person.pk, state=state, reason="test")


NO_WORD: list[dict[str, Any]] = [
    {"mail_frequency": "never"},
    {"mail_paused_at": timezone.now()},
    {"no_mail_until": timezone.localdate() + timedelta(days=90)},
]


def mails(world: World, **values: Any) -> None:
    """Ruth changes how e-mails reach her."""
    before = {"mail_frequency": "at_once", "mail_paused_at": None, "no_mail_until": None}
    assert Account.objects.filter(pk=world.ruth.account.pk).update(**before | values) == 1


@pytest.mark.parametrize("values", NO_WORD)
def test_nothing_ends_of_whom_no_word_reaches_and_she_is_told_once_one_does(
    walks: Walks, world: World, values: dict[str, Any]
) -> None:
    mails(world, **values)
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    assert (told(NEWER), told(ENDING)) == (0, 0)
    assert grants(world.ruth)["reuse"].ends_at is None
    mails(world)
    ask_again()
    assert (told(NEWER), told(ENDING)) == (0, 1)
    assert grants(world.ruth)["reuse"].ends_at is not None
    mails(world, **values)
    ask_again()
    assert grants(world.ruth)["reuse"].ends_at is None, "the mail may not have gone out yet"


@pytest.mark.parametrize("values", NO_WORD)
def test_who_gets_letters_is_told_whatever_her_mailbox_does_unless_letters_come_back(
    walks: Walks, world: World, values: dict[str, Any]
) -> None:
    mails(world, **values)
    ruth = Person.objects.filter(pk=world.ruth.person.pk)
    ruth.update(reached_by=Person.Way.LETTER, post_stopped_at=timezone.now())
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    assert told(ENDING) == 0 and grants(world.ruth)["reuse"].ends_at is None
    ruth.update(post_stopped_at=None)
    ask_again()
    assert told(ENDING) == 1 and grants(world.ruth)["reuse"].ends_at is not None


def test_a_text_without_days_is_told_as_before_of_whom_no_word_reaches(
    walks: Walks, world: World
) -> None:
    mails(world, mail_frequency="never")
    next_version(walks)
    ask_again()
    assert (told(NEWER), told(ENDING)) == (1, 0)


def test_a_version_without_days_after_one_with_them_tells_the_day_that_stands(
    walks: Walks, world: World
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    first = grants(world.ruth)["reuse"].ends_at
    next_version(walks)
    ask_again()
    assert (told(NEWER), told(ENDING)) == (0, 2), "nobody is told that everything stays"
    assert grants(world.ruth)["reuse"].ends_at == first
    newest = Outbox.objects.filter(kind=ENDING).latest("pk")
    assert open_load(newest.ref, newest.sealed).context["day"] == last_day().isoformat()


def test_the_next_version_begins_without_days(walks: Walks, world: World, ruth: Client) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    ruth.post(f"{HERE}/join", {"step": "reuse", "keep": "2"})
    next_version(walks)
    newest = ConsentSheet.objects.get(registry=walks.registry, version=3)
    assert {one.grace for one in Sheet.of(newest.content).questions} == {0}
    ask_again()
    assert (told(NEWER), told(ENDING)) == (1, 1)
    assert grants(world.ruth)["reuse"].ends_at is None


def test_a_no_and_then_a_yes_to_the_older_text_is_no_way_round_either(
    walks: Walks, world: World, ruth: Client
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    change(walks, world.ruth, "no")
    with pytest.raises(PermissionDenied, match="newer text"):
        change(walks, world.ruth, "yes")
    page = ruth.get(f"{HERE}/consent/reuse")
    assert page.status_code == 302 and page["Location"] == f"{HERE}/join"
    assert "reuse" not in grants(world.ruth)
    assert ruth.get(f"{HERE}/consent/contact").status_code == 200, "this one has no days"
    ruth.post(f"{HERE}/join", {"step": "reuse", "keep": "2"})  # now the newer text is answered
    change(walks, world.ruth, "yes")
    assert grants(world.ruth)["reuse"].ends_at is None


def test_a_paper_with_the_older_text_is_an_answer_and_the_newer_one_is_told_anew(
    walks: Walks, world: World
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    older = ConsentSheet.objects.get(registry=walks.registry, version=1)
    paper = Carried(Decision.Way.PAPER, world.administrator.account.pk)
    with acting_as(world.ruth.actor()) as actor:
        join_registry(actor=actor, sheet=older, said=AGREED, language="en", carried=paper)
    assert grants(world.ruth)["reuse"].ends_at is None
    ask_again()
    assert told(ENDING) == 2 and grants(world.ruth)["reuse"].ends_at is not None


def test_told_anew_on_the_same_day_she_gets_a_mail_again(
    walks: Walks, world: World, ruth: Client
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    for number in (1, 2, 3):
        ruth.post("/me/where", {"where": "for_years"})
        ask_again()
        assert told(ENDING) == number and grants(world.ruth)["reuse"].ends_at is not None
        ruth.post("/me/where", {"where": "just_diagnosed"})
        ask_again()
        assert grants(world.ruth)["reuse"].ends_at is None


def test_an_answer_that_comes_too_late_is_not_kept(
    walks: Walks, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    with acting_as(world.ruth.actor()) as actor:
        before = Decision.objects.visible_to(actor).count()

    def ends_meanwhile(**asked: Any) -> list[Answer]:
        found = my_answers(**asked)
        the_day_comes(world.ruth)
        return found

    monkeypatch.setattr(staying, "my_answers", ends_meanwhile)
    with acting_as(world.ruth.actor()) as actor:
        mine = Participation.objects.visible_to(actor).get()
        newest = ConsentSheet.objects.get(registry=walks.registry, version=2)
        with pytest.raises(PermissionDenied, match="has ended"):
            leave_as_it_is(actor=actor, taking_part=mine, sheet=newest, language="en")
        assert Decision.objects.visible_to(actor).count() == before
        assert Participation.objects.visible_to(actor).get().seen_version == 0


def days_pass(world: World, days: int) -> None:
    """What has a last day, and what the words about it name, is so much nearer, and they are older."""
    ago = timedelta(days=days)
    with acting_as(world.ruth.actor()) as actor:
        ending = Grant.objects.visible_to(actor).filter(ends_at__isnull=False)
        assert ending.update(ends_at=F("ends_at") - ago)
        for mine in Participation.objects.visible_to(actor):
            was = mine.ending_told.items()
            mine.ending_told = {one: str(datetime.fromisoformat(at) - ago) for one, at in was}
            mine.save(update_fields=["ending_told"])
    Outbox.objects.filter(kind=ENDING).update(made_at=F("made_at") - ago)
    for row in Outbox.objects.filter(kind=ENDING).exclude(sealed=""):
        load = open_load(row.ref, row.sealed)
        day = date.fromisoformat(load.context["day"]) - ago
        context = {**load.context, "day": day.isoformat()}
        row.sealed = seal_load(row.ref, replace(load, context=context))
        row.save(update_fields=["sealed"])


def words_are(state: int, of: Walks | None = None) -> None:
    """What became of the newest word that something ends (of this registry)."""
    words = Outbox.objects.filter(kind=ENDING).order_by("-pk")
    newest = next(one for one in words if of is None or told_of(one, of))
    Outbox.objects.filter(pk=newest.pk).update(state=state)


def told_of(word: Outbox, walks: Walks) -> bool:
    with acting_as(walks.curator.actor()) as actor:
        mine = Participation.objects.visible_to(actor).filter(registry=walks.registry)
        about = {str(one) for one in mine.values_list("pk", flat=True)}
    return bool(word.sealed) and open_load(word.ref, word.sealed).about in about


def days_in_letters(world: World) -> list[str]:
    """The days that stand in what the office prints for Ruth now."""
    with acting_as(System(Purpose.DELIVER)), transaction.atomic():
        found = post_for([world.ruth.person.pk], settle=True)
    return [said.pending.context["day"] for post in found for said in post.said]


def test_a_letter_nobody_printed_in_time_ends_nothing_and_another_day_goes_out(
    walks: Walks, world: World
) -> None:
    Person.objects.filter(pk=world.ruth.person.pk).update(reached_by=Person.Way.LETTER)
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    words_are(Outbox.State.PRINT)
    days_pass(world, DAYS - 15)
    ask_again()
    assert told(ENDING) == 1, "there is time: the office may print it"
    days_pass(world, 2)
    first = grants(world.ruth)["reuse"].ends_at
    assert first is not None
    ask_again()
    assert told(ENDING) == 2
    now = grants(world.ruth)["reuse"].ends_at
    assert now is not None and now > first + timedelta(days=10)
    words_are(Outbox.State.PRINT)
    assert days_in_letters(world) == [last_day().isoformat()], "one letter does not say two days"
    words_are(Outbox.State.SENT)
    days_pass(world, DAYS - 3)
    ask_again()
    assert told(ENDING) == 2, "it was printed: its day stands"
    the_day_comes(world.ruth)
    assert agreeing(walks, "reuse") == set()


@pytest.mark.parametrize("state", [Outbox.State.DROPPED, Outbox.State.FAILED])
def test_a_word_that_was_never_sent_ends_nothing_and_she_is_told_anew_once(
    walks: Walks, world: World, state: int
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    words_are(state)
    days_pass(world, 5)
    ask_again()
    ask_again()
    assert told(ENDING) == 2
    midnight = timezone.make_aware(datetime.combine(last_day(DAYS + 1), time()))
    assert grants(world.ruth)["reuse"].ends_at == midnight


@pytest.fixture
def knees(walks: Walks, world: World) -> Walks:
    """A second registry; Ruth has joined it with the same answers."""
    with acting_as(walks.curator.actor()) as actor:
        registry = make_registry(actor=actor, title="Knees")
        publish_sheet(actor=actor, sheet=begin_sheet(actor=actor, registry=registry))
    found = Walks(walks.curator, registry, walks.dataset)
    join(found, world.ruth)
    return found


def day_of(walks: Walks, persona: Persona, code: str = "reuse") -> datetime | None:
    """The last day that runs of her answer to this question of this registry."""
    with acting_as(persona.actor()) as actor:
        mine = Grant.objects.visible_to(actor).filter(ended_by=None)
        return mine.get(purpose=f"registry:{walks.registry.pk}:{code}").ends_at


@pytest.mark.parametrize("days", [0, DAYS])
def test_a_day_she_was_told_stands_whatever_becomes_of_the_word_of_a_newer_text(
    walks: Walks, world: World, days: int
) -> None:
    Person.objects.filter(pk=world.ruth.person.pk).update(reached_by=Person.Way.LETTER)
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    words_are(Outbox.State.SENT)
    days_pass(world, DAYS - 10)
    first = day_of(walks, world.ruth)
    next_version(walks, then=after(days, "reuse"))
    for state in (Outbox.State.PRINT, Outbox.State.FAILED):
        ask_again()
        assert told(ENDING) == 2
        words_are(state)
    ask_again()
    assert told(ENDING) == 2 and told(NEWER) == 0
    assert day_of(walks, world.ruth) == first is not None
    the_day_comes(world.ruth)
    assert agreeing(walks, "reuse") == set()


def test_a_day_she_was_told_stands_whatever_becomes_of_the_word_of_another_registry(
    walks: Walks, knees: Walks, world: World
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    words_are(Outbox.State.SENT)
    days_pass(world, DAYS - 10)
    first = day_of(walks, world.ruth)
    next_version(knees, then=after(DAYS, "reuse"))
    ask_again()
    ask_again()
    assert told(ENDING) == 2 and day_of(walks, world.ruth) == first is not None
    words_are(Outbox.State.FAILED, knees)
    ask_again()
    assert told(ENDING) == 3 and day_of(walks, world.ruth) == first


def test_the_word_of_another_registry_does_not_stand_for_one_that_was_never_sent(
    walks: Walks, knees: Walks, world: World
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    days_pass(world, 5)
    next_version(knees, then=after(DAYS, "reuse"))
    ask_again()
    theirs = day_of(knees, world.ruth)
    words_are(Outbox.State.SENT, knees)
    words_are(Outbox.State.FAILED, walks)
    first = day_of(walks, world.ruth)
    ask_again()
    now = day_of(walks, world.ruth)
    assert told(ENDING) == 3 and now is not None and first is not None and now > first
    assert day_of(knees, world.ruth) == theirs


def test_told_of_two_registries_at_once_an_answer_to_one_leaves_the_printed_day_of_the_other(
    walks: Walks, knees: Walks, world: World
) -> None:
    Person.objects.filter(pk=world.ruth.person.pk).update(reached_by=Person.Way.LETTER)
    for one in (walks, knees):
        next_version(one, then=after(DAYS, "reuse"))
    ask_again()
    Outbox.objects.filter(kind=ENDING).update(state=Outbox.State.PRINT)
    join(walks, world.ruth)
    assert days_in_letters(world) == [last_day().isoformat()], "the answered one is said no more"
    assert Outbox.objects.get(kind=ENDING, state=Outbox.State.DROPPED).why == "done"
    words_are(Outbox.State.SENT, knees)
    days_pass(world, DAYS - 3)
    first = day_of(knees, world.ruth)
    ask_again()
    assert told(ENDING) == 2 and day_of(knees, world.ruth) == first is not None


def test_told_of_two_registries_at_once_neither_ends_while_one_word_was_never_sent(
    walks: Walks, knees: Walks, world: World
) -> None:
    for one in (walks, knees):
        next_version(one, then=after(DAYS, "reuse"))
    ask_again()
    words_are(Outbox.State.SENT, walks)
    words_are(Outbox.State.FAILED, knees)
    later = Outbox.objects.filter(kind=ENDING, state=Outbox.State.FAILED)
    assert later.update(made_at=F("made_at") + timedelta(seconds=20)) == 1, "of the next batch"
    ask_again()
    assert told(ENDING) == 4


def test_a_question_added_later_ends_only_by_its_own_word(walks: Walks, world: World) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    words_are(Outbox.State.SENT)
    days_pass(world, 5)
    first = day_of(walks, world.ruth)
    next_version(walks, then=after(DAYS, "reuse", "contact"))
    ask_again()
    words_are(Outbox.State.FAILED)
    before = day_of(walks, world.ruth, "contact")
    days_pass(world, 1)
    ask_again()
    assert told(ENDING) == 3 and before is not None
    assert day_of(walks, world.ruth, "contact") == before, "told anew, a day later"
    assert first is not None and day_of(walks, world.ruth) == first - timedelta(days=1)


def test_what_was_told_together_and_never_printed_is_told_anew_together(
    walks: Walks, world: World
) -> None:
    Person.objects.filter(pk=world.ruth.person.pk).update(reached_by=Person.Way.LETTER)
    next_version(walks, then=lambda one: after(60, "contact")(after(DAYS, "reuse")(one)))
    ask_again()
    words_are(Outbox.State.PRINT)
    days_pass(world, DAYS - 10)
    ask_again()
    midnight = timezone.make_aware(datetime.combine(last_day(61), time()))
    assert told(ENDING) == 2 and day_of(walks, world.ruth, "contact") == midnight
    words_are(Outbox.State.PRINT)
    change(walks, world.ruth, "no")
    assert days_in_letters(world) == [], "the day of the letter does not run any more"
    ask_again()
    assert told(ENDING) == 3, "the day of what is left was never said"
    words_are(Outbox.State.PRINT)
    assert days_in_letters(world) == [last_day(60).isoformat()]


def test_a_word_that_names_another_day_than_the_one_that_runs_is_sent_no_more(
    walks: Walks, world: World
) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    row = Outbox.objects.get(kind=ENDING)
    load = open_load(row.ref, row.sealed)

    def right(day: date) -> set[int]:
        context = {**load.context, "day": day.isoformat()}
        return still_ending([Pending(1, world.ruth.person.pk, load.about, context)])

    assert right(last_day()) == {1}
    assert right(last_day(DAYS + 1)) == right(last_day(DAYS - 1)) == set()
    with timezone.override("Pacific/Auckland"):
        assert right(date.fromisoformat(load.context["day"])) == {1}
    join(walks, world.ruth)
    assert right(last_day()) == set()


def test_nothing_ends_while_her_signed_answer_waits_on_the_desk(walks: Walks, world: World) -> None:
    other = make_persona("Dora Desk", role=Hat.DESK)
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    before = grants(world.ruth)["reuse"]
    with acting_as(world.desk.actor()) as actor:
        person, newest = world.ruth.person.pk, sheet_of(walks)
        paper = print_paper(actor=actor, person_id=person, sheet=newest, language="en")
    ask_again()
    assert grants(world.ruth)["reuse"].ends_at == before.ends_at, "a form alone is no answer"

    def key() -> PaperConsent:
        with acting_as(world.desk.actor()) as actor:
            day = timezone.localdate()
            key_paper(actor=actor, paper=paper, said=AGREED, signed_on=day, scan=None)
            return PaperConsent.objects.visible_to(actor).get(pk=paper.pk)

    key()
    ask_again()
    ask_again()
    assert told(ENDING) == 1 and grants(world.ruth)["reuse"].ends_at is None
    with acting_as(other.actor()) as actor:
        send_paper_back(actor=actor, paper=paper, why="the second question says no")
    ask_again()
    assert told(ENDING) == 2 and grants(world.ruth)["reuse"].ends_at is not None
    found = key()
    ask_again()
    with acting_as(other.actor()) as actor:
        take_paper(actor=actor, paper=found, seen=mark_of_paper(found))
    ask_again()
    now = grants(world.ruth)["reuse"]
    assert told(ENDING) == 2
    assert (now.pk, now.starts_at, now.ends_at) == (before.pk, before.starts_at, None)


@pytest.mark.django_db(transaction=True)
def test_the_tick_waits_for_nobody_who_is_just_answering(walks: Walks, world: World) -> None:
    next_version(walks, then=after(DAYS, "reuse"))
    ask_again()
    office_says(world, Person.State.PAUSED)
    hers = connect_as("owner")
    try:
        with hers.cursor() as cursor:
            cursor.execute("set lock_timeout = '5s'")
            cursor.execute("select 1 from registry_participation for update")
            ask_again()
            cursor.execute("update members_grant set ends_at = ends_at where ends_at is not null")
            assert cursor.rowcount == 1, "what she allows is not held by the tick"
    finally:
        hers.rollback()
        hers.close()
    assert grants(world.ruth)["reuse"].ends_at is not None
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
    for who in others[1:]:
        with acting_as(who), connection.cursor() as cursor:
            cursor.execute("select count(*) from still_ending(array(select id from registry_participation))")  # fmt: skip
            assert cursor.fetchone() == (0,)
    assert grants(world.ruth)["reuse"].ends_at is not None


def test_a_yes_to_a_single_use_goes_with_the_question_behind_it(world: World) -> None:
    asking = make_asking(world, PEOPLE, EACH_TIME)
    row = asking.ready(asking.draft(()))
    begin(asking, row)
    renews, silent, later = asking.people
    for one in (renews, silent):
        answer(one, True)
    next_version(asking.walks, then=after(DAYS, "reuse"))
    ask_again()
    answer(later, True)
    assert found(row, uses_of(row)) == {renews.subject, silent.subject, later.subject}
    hers = grants(later)
    single = next(one for code, one in hers.items() if code.startswith("request="))
    assert single.ends_at == hers["reuse"].ends_at is not None
    join(asking.walks, renews, EACH_TIME)
    the_day_comes(silent)
    the_day_comes(later)
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
