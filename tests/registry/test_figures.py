"""A registry in numbers: for whom its curator chose, of those who agreed, seldom changed."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from po_platform.access.actor import acting_as
from registry.actions.figures import count_figures, moved
from registry.actions.joining import change_answer, leave_registry
from registry.consent import Sheet
from registry.figure_words import bands
from registry.models import CountRun, Entry, Figure, FigureChoice, ReleaseRules
from registry.queries.figures import figures_in_words
from tests.personas import World
from tests.registry.asking import Asking, make_asking, taking_part

pytestmark = pytest.mark.django_db
HERE = "/registries/walks/figures"
CHOSEN = {
    "who": "everybody",
    "code": "reuse",
    "born": "person|born",
    "questions": ["person|sex", "visit|stopped"],
}


@pytest.fixture
def asking(world: World) -> Asking:
    """Eleven people: six women, five men; nobody stopped on the way."""
    found = make_asking(world, 11)
    ReleaseRules.objects.update(threshold=5)
    return found


def choose(asking: Asking, sign_in: Any, **changed: Any) -> None:
    client = sign_in(asking.walks.curator)
    sent = client.post("/registry/walks/figures", {**CHOSEN, **changed})
    assert sent.status_code == 302, sent.content.decode()


def told() -> dict[str, tuple[dict[str, int], int | None]]:
    return {one.key: (one.told, one.rest) for one in Figure.objects.order_by("pk")}


def week_later() -> None:
    FigureChoice.objects.update(looked_at=timezone.now() - timedelta(days=8))


def test_who_takes_part_in_large_groups(asking: Asking, sign_in: Any, client: Any) -> None:
    with acting_as(asking.walks.curator.actor()) as actor:
        rows = Entry.objects.visible_to(actor).filter(form__name="person")
        for entry in rows.filter(subject_id__in=[one.subject for one in asking.people[1::2]]):
            rows.filter(pk=entry.pk).update(answers={**entry.answers, "born": "1931"})
    choose(asking, sign_in)
    assert "No figures yet" in client.get(HERE).content.decode()
    assert count_figures() == 1
    middle = next(
        name for name, (first, last) in bands(timezone.localdate().year).items()
        if first <= 1950 <= last
    )  # fmt: skip
    assert told() == {
        "all": ({}, 10),
        "joined": ({str(timezone.localdate().year): 10}, None),
        "age": ({middle: 5}, 5),
        "person|sex": ({"0": 5, "1": 5}, None),
        "visit|stopped": ({}, 10),  # else it would say that nobody stopped
    }
    page = client.get(HERE).content.decode()
    for words in ("People who take part", "about 10", "Female", "The next count is on"):
        assert words in page
    assert count_figures() == 0  # not before a week is over


def test_the_few_are_one_number_with_others(asking: Asking, sign_in: Any) -> None:
    ReleaseRules.objects.update(threshold=6)
    choose(asking, sign_in)
    count_figures()
    assert told()["person|sex"] == ({}, 10)
    [figure] = [one for one in figures_in_words(FigureChoice.objects.get()) if one.title == "Sex"]
    assert [(one.words, one.number) for one in figure.bars] == [("All of them", 10)]


def test_a_week_later_nothing_changes_for_one_who_left_or_took_her_yes_back(
    asking: Asking, sign_in: Any
) -> None:
    choose(asking, sign_in)
    count_figures()
    before = told()
    gone, other = asking.people[:2]
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    question = Sheet.of(taking_part(other).sheet.content).question("reuse")
    assert question is not None
    with acting_as(other.actor()) as actor:
        change_answer(
            actor=actor, taking_part=taking_part(other), question=question,
            said={"past": "no", "future": "no"}, language="en",
        )  # fmt: skip
    week_later()
    assert count_figures() == 1
    assert told() == before and Figure.objects.count() == len(before)
    assert CountRun.objects.filter(exact=9, criteria=[]).exists()  # counted without them


def test_so_many_that_nobody_is_seen_make_a_new_figure() -> None:
    def figure(**exact: int) -> Figure:
        return Figure(exact=exact)

    before = figure(a=10, b=20)
    assert moved(None, before, 10)
    assert not moved(before, figure(a=19, b=11), 10)
    assert not moved(before, figure(a=10, b=29), 10)
    assert moved(before, figure(a=10, b=30), 10)
    assert moved(before, figure(b=20), 10)


def test_only_whom_the_curator_chose_sees_anything(
    asking: Asking, sign_in: Any, client: Any
) -> None:
    pages = (HERE, "/registries/walks/codebook", "/registries/walks/codebook.csv")
    curator, member = sign_in(asking.walks.curator), sign_in(asking.people[0])
    for page in pages:
        assert curator.get(page).status_code == 404  # nothing was chosen
    seen = {"nobody": [200, 404, 404], "members": [200, 200, 404], "everybody": [200, 200, 200]}
    for who, answers in seen.items():
        choose(asking, sign_in, who=who)
        for page in pages:
            got = [one.get(page).status_code for one in (curator, member, client)]
            assert got == answers, (who, page)
    assert sign_in(asking.researcher).get("/registry/walks/figures").status_code == 403
    assert sign_in(asking.second).post("/registry/walks/figures", CHOSEN).status_code == 302


def test_a_name_or_an_unknown_question_cannot_be_chosen(asking: Asking, sign_in: Any) -> None:
    client = sign_in(asking.walks.curator)
    for wrong in (
        {"questions": ["person|name"]},
        {"questions": ["visit|minutes"]},
        {"born": "person|sex"},
        {"code": "contact"},
        {"who": "friends"},
    ):
        sent = client.post("/registry/walks/figures", {**CHOSEN, **wrong})
        assert sent.status_code == 422, wrong
    assert not FigureChoice.objects.exists()


def test_no_consent_no_answers_in_figures(asking: Asking, sign_in: Any) -> None:
    choose(asking, sign_in)
    FigureChoice.objects.update(code="nothing_asked")
    count_figures()
    shown = told()
    assert {key for key, what in shown.items() if what != ({}, None)} == {"all", "joined"}


def test_what_can_no_longer_be_counted_is_taken_off_once(
    asking: Asking, sign_in: Any, client: Any
) -> None:
    ReleaseRules.objects.update(threshold=5)
    choose(asking, sign_in)
    count_figures()
    before = told()
    assert before["person|sex"] == ({"0": 5, "1": 5}, None)
    FigureChoice.objects.update(code="nothing_asked")
    for _again in range(2):
        week_later()
        count_figures()
    assert told() == {**before, **dict.fromkeys(("age", "person|sex", "visit|stopped"), ({}, None))}
    assert Figure.objects.filter(key="person|sex").count() == 2
    assert "Too few people, or no more numbers, to say more." in client.get(HERE).content.decode()


def test_who_left_while_nothing_could_be_counted_is_not_seen_when_it_can_be_again(
    asking: Asking, sign_in: Any
) -> None:
    choose(asking, sign_in)
    count_figures()
    before = told()
    FigureChoice.objects.update(code="nothing_asked")
    week_later()
    count_figures()
    gone = asking.people[0]
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    FigureChoice.objects.update(code=CHOSEN["code"])
    for _again in range(2):
        week_later()
        count_figures()
        assert told() == before, "what it said before, nothing newer"
    assert Figure.objects.filter(key="person|sex").count() == 3, "told, taken off, told again"


def test_when_no_more_numbers_may_be_told_nothing_stays_as_it_was(
    asking: Asking, sign_in: Any
) -> None:
    choose(asking, sign_in, questions=["person|sex"])
    count_figures()
    ReleaseRules.objects.update(most_told=1)
    choose(asking, sign_in)
    week_later()
    count_figures()
    assert told()["person|sex"] == told()["age"] == ({}, None)


def test_one_who_leaves_is_not_seen_by_figures_that_become_too_few(
    asking: Asking, sign_in: Any
) -> None:
    choose(asking, sign_in)
    count_figures()
    before = told()
    ReleaseRules.objects.update(threshold=11)  # as many as there are
    gone = asking.people[0]
    with acting_as(gone.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(gone), language="en")
    week_later()
    count_figures()
    assert told() == before


def test_who_chose_reads_when_it_is_counted(asking: Asking, sign_in: Any) -> None:
    client = sign_in(asking.walks.curator)

    def said(who: str) -> str:
        sent = client.post("/registry/walks/figures", {**CHOSEN, "who": who}, follow=True)
        return str(sent.content.decode())

    page = said("nobody")
    assert "Saved." in page and "so they are not counted" in page and "within the hour" not in page
    page = said("everybody")
    assert "The page says when the next count is." in page and "within the hour" in page
    count_figures()
    page = said("everybody")
    assert "The next count is on" in page and "within the hour" not in page
    assert "The next count is on" not in said("nobody")


def test_what_is_asked_in_words_and_as_a_table(asking: Asking, sign_in: Any, client: Any) -> None:
    choose(asking, sign_in)
    page = client.get("/registries/walks/codebook").content.decode()
    assert "Female" in page and "a day, or a year" in page and "Name" not in page
    raw = client.get("/registries/walks/codebook.csv").content.decode("utf-8-sig")
    rows = {row["field"]: row for row in csv.DictReader(io.StringIO(raw))}
    assert "name" not in rows and "record_id" not in rows
    assert rows["sex"]["codes"] == "0, Female | 1, Male"
    assert rows["with_whom"]["answer"] == "any of these answers"
    assert rows["with_whom"]["codes"].startswith("1, alone | 2, a friend | -9")
