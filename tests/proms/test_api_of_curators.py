"""What a curator does on pages a program of hers does too: the same rules, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Event
from proms.models import CheckIn, Instrument, LanguageLicence, Round, ScaleSpec, Schedule
from proms.queries.check_ins import seen_as
from proms.shipped import check_in_questionnaires, shipped_specs
from questionnaires.models import Version
from tests.personas import World
from tests.proms.api import ask, program
from tests.proms.path import WEEKLY, put_in, put_weekly_in_use, use
from tests.proms.test_curating import three_scales
from tests.proms.test_own_check_ins import written
from tests.proms.wordless import form_for

pytestmark = pytest.mark.django_db
LICENCE = {"licence": "granted", "holder": "A publisher", "terms": "By letter"}


@pytest.fixture
def curator(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.curator)
    return client


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days)}"


def test_a_schedule_for_everybody_is_made_moved_and_ended(
    curator: Client, weekly: Instrument
) -> None:
    planned = {"instruments": [WEEKLY], "every": "m3", "anchor": "day", "anchor_on": day(7)}
    made = ask(curator, "post", "for-everybody", planned)
    assert made.status_code == 201, made.content
    assert (made.json()["anchor_on"], made.json()["instruments"]) == (day(7), [weekly.name])
    one = f"for-everybody/{made.json()['ref']}"
    moved = ask(curator, "put", f"{one}/anchor", {"anchor_on": day(9)})
    assert moved.json()["anchor_on"] == day(9)
    assert [row["ref"] for row in ask(curator, "get", "for-everybody").json()["results"]] == [
        made.json()["ref"]
    ]
    assert ask(curator, "delete", one).status_code == 204
    assert ask(curator, "get", "for-everybody").json() == {"results": []}
    assert ask(curator, "put", f"{one}/anchor", {"anchor_on": day(9)}).status_code == 404
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-3:] == ["proms.schedule.made", "proms.schedule.moved", "proms.schedule.ended"]


def test_what_begins_on_each_members_own_day_is_not_moved_and_what_is_wrong_is_told(
    curator: Client, weekly: Instrument
) -> None:
    made = ask(curator, "post", "for-everybody", {"instruments": [WEEKLY], "every": "w4"})
    assert (made.status_code, made.json()["anchor"]) == (201, "start")
    moved = ask(curator, "put", f"for-everybody/{made.json()['ref']}/anchor", {"anchor_on": day(1)})
    assert (moved.status_code, "no first day" in moved.json()["detail"]) == (403, True)
    for body, field in (
        ({"instruments": ["nothing-like-it"]}, "instruments"),
        ({"instruments": [WEEKLY], "anchor": "visit"}, "visit_days"),
        ({"instruments": [WEEKLY], "anchor": "moon"}, "anchor"),
        ({"instruments": [WEEKLY], "due_days": 9, "closes_days": 3}, "closes_days"),
    ):
        told = ask(curator, "post", "for-everybody", body)
        assert (told.status_code, field in told.json()) == (400, True), body
    assert Schedule.objects.count() == 1


def test_a_check_in_is_looked_at_and_published_as_it_was_seen(
    curator: Client, world: World
) -> None:
    found = written(curator)
    (row,) = ask(curator, "get", "check-ins").json()["results"]
    assert (row["ref"], row["title"], row["published"]) == (str(found.ref), "Sleep", False)
    here = f"check-ins/{found.ref}"
    shown = ask(curator, "get", here).json()
    assert (shown["languages"], shown["lacking"]) == (["en", "de"], [])
    assert {one["sort"] for one in shown["changes"]} <= {"new", "changed"} and shown["changes"]
    given = {"seen": shown["seen"], "minutes": 2, "open_to_members": True}
    curator.post(f"/check-ins/{found.ref}/title", {"title_en": "Sleeping", "title_de": "Schlaf"})
    late = ask(curator, "post", f"{here}/published", given)
    assert (late.status_code, Instrument.objects.count()) == (409, 0)
    found.refresh_from_db()
    given["seen"] = seen_as(found)
    made = ask(curator, "post", f"{here}/published", given)
    assert (made.status_code, made.json()) == (201, {"instrument": found.slug})
    assert Instrument.objects.get().open_to_members
    again = ask(curator, "post", f"{here}/published", given)
    assert (again.status_code, "already" in again.json()["detail"]) == (403, True)


def test_what_lacks_something_is_not_published(curator: Client, world: World) -> None:
    curator.post("/check-ins/new", {"title_en": "Empty", "title_de": ""})
    found = CheckIn.objects.get()
    shown = ask(curator, "get", f"check-ins/{found.ref}").json()
    given = {"seen": shown["seen"], "minutes": 2}
    told = ask(curator, "post", f"check-ins/{found.ref}/published", given)
    assert (told.status_code, told.json()["detail"]) == (403, shown["lacking"][0])
    assert (
        "minutes"
        in ask(curator, "post", f"check-ins/{found.ref}/published", {**given, "minutes": 0}).json()
    )


def test_a_questionnaire_is_read_in_licensed_and_put_in_use(curator: Client, world: World) -> None:
    form = check_in_questionnaires()[WEEKLY]
    taken = ask(curator, "post", "register", {"questionnaire": form})
    assert taken.status_code == 201, taken.content
    slug = taken.json()["questionnaire"]
    here = f"register/{slug}"
    use_it = {"minutes": 4, "open_to_members": True}
    unlicensed = ask(curator, "put", f"{here}/use", use_it)
    assert (unlicensed.status_code, "licence" in unlicensed.json()["detail"]) == (403, True)
    ended = ask(curator, "put", f"{here}/licence", {**LICENCE, "ends_on": day(-1)})
    assert (ended.status_code, ended.json()["usable"]) == (200, False)
    assert ask(curator, "put", f"{here}/use", use_it).status_code == 403
    licensed = ask(curator, "put", f"{here}/licence", {**LICENCE, "ends_on": day(400)})
    assert (licensed.json()["usable"], licensed.json()["licence_ends_on"]) == (True, day(400))
    used = ask(curator, "put", f"{here}/use", use_it)
    assert (used.status_code, used.json()["in_use"], used.json()["minutes"]) == (200, True, 4)
    assert ask(curator, "post", f"{here}/ask-all").json() == {"asked": True}
    assert ask(curator, "post", f"{here}/ask-all").json() == {"asked": False}
    assert Round.objects.count() == 1


def test_what_cannot_be_read_in_says_why_and_stores_nothing(curator: Client) -> None:
    told = ask(curator, "post", "register", {"questionnaire": {"resourceType": "Patient"}})
    assert told.status_code == 422
    assert told.json()["report"]["errors"] and not Version.objects.exists()
    wrong = ask(curator, "post", "register", {"questionnaire": "words"})
    assert (wrong.status_code, "questionnaire" in wrong.json()) == (400, True)


def test_one_language_has_a_licence_of_its_own_until_it_follows_again(
    curator: Client, weekly: Instrument
) -> None:
    here = f"register/{WEEKLY}/licence/de"
    refused = {"licence": "refused", "holder": "A publisher", "wording": "draft"}
    assert ask(curator, "put", here, refused).status_code == 204
    assert LanguageLicence.objects.get().licence == "refused"
    assert "licence" in ask(curator, "put", here, {**refused, "licence": "perhaps"}).json()
    assert ask(curator, "delete", here).status_code == 204
    assert not LanguageLicence.objects.exists()
    assert ask(curator, "put", f"register/{WEEKLY}/licence/fr", refused).status_code == 404
    assert ask(curator, "put", "register/nothing/licence", LICENCE).status_code == 404


def test_lines_that_stand_aside_are_drawn_where_she_says(curator: Client, world: World) -> None:
    spec = shipped_specs()["eq-5d-5l"]
    instrument = use(world, put_in(world, form_for(spec), spec.id))
    here = f"register/{instrument.slug}/drawn"
    shown = ask(curator, "get", here).json()
    assert shown["scales"] == [] and len(shown["aside"]) > 40
    one = shown["aside"][0]
    assert ask(curator, "put", here, {"scales": [one]}).json()["scales"] == [one]
    told = ask(curator, "put", here, {"scales": ["nothing"]})
    assert (told.status_code, "scales" in told.json()) == (400, True)
    instrument.refresh_from_db()
    assert instrument.drawn == [one]


def test_a_rule_is_matched_tried_and_kept_as_on_the_page(curator: Client, world: World) -> None:
    form = put_in(world, three_scales())
    here = f"register/{form.slug}/scoring/who-5"
    blank = ask(curator, "post", here).json()
    assert (blank["complete"], blank["open_items"]) == (False, ["q1", "q2", "q3", "q4", "q5"])
    chosen = {name: f"w{name[1]}" for name in blank["open_items"]}
    asked = ask(curator, "post", here, {"chosen": chosen}).json()["open_answers"]
    assert {tuple(answers) for answers in asked.values()} == {("0", "1", "2", "3", "4", "5")}
    turned = {
        link: {code: str(5 - int(code)) for code in answers} for link, answers in asked.items()
    }
    wrong = {link: {**said, "5": "1"} for link, said in turned.items()}
    refused = ask(curator, "put", here, {"chosen": chosen, "meanings": wrong})
    assert (refused.status_code, refused.json()["complete"]) == (422, False)
    whole = {"chosen": chosen, "meanings": turned}
    proof = ask(curator, "post", here, whole).json()["proof"]
    ends = [[one["value"] for one in example["results"]] for example in (proof[0], proof[-1])]
    assert ends[0][-1] == "0" and ends[1][-1] == "100"
    assert not ScaleSpec.objects.exists(), "trying keeps nothing"
    kept = ask(curator, "put", here, whole)
    assert (kept.status_code, kept.json()["complete"]) == (200, True)
    sources = ScaleSpec.objects.get().attachment[str(Version.objects.get().pk)]
    assert sources["q3"]["codes"]["0"] == "5"
    for field, strange in (
        ("chosen", {"chosen": {**chosen, "q99": "w1"}}),
        ("meanings", {**whole, "meanings": {**turned, "w1": {"0": "99"}}}),
        ("meanings", {**whole, "meanings": {"nowhere": {"0": "1"}}}),
        ("chosen", {"chosen": "words"}),
    ):
        told = ask(curator, "put", here, strange)
        assert (told.status_code, field in told.json()) == (400, True), strange
    assert ask(curator, "post", f"register/{form.slug}/scoring/no-such-rule").status_code == 404


def test_nobody_else_does_any_of_it(
    world: World, sign_in: Any, curator: Client, weekly: Instrument
) -> None:
    found = written(curator)
    before = Event.objects.count()
    everything: tuple[tuple[str, str, Any], ...] = (
        ("get", "for-everybody", None),
        ("post", "for-everybody", {"instruments": [WEEKLY]}),
        ("delete", f"for-everybody/{uuid4()}", None),
        ("put", f"for-everybody/{uuid4()}/anchor", {"anchor_on": day(1)}),
        ("get", "check-ins", None),
        ("get", f"check-ins/{found.ref}", None),
        ("post", f"check-ins/{found.ref}/published", {"seen": seen_as(found), "minutes": 2}),
        ("post", "register", {"questionnaire": {}}),
        ("put", f"register/{WEEKLY}/licence", LICENCE),
        ("put", f"register/{WEEKLY}/licence/de", LICENCE),
        ("delete", f"register/{WEEKLY}/licence/de", None),
        ("put", f"register/{WEEKLY}/use", {"minutes": 2}),
        ("put", f"register/{WEEKLY}/drawn", {"scales": []}),
        ("post", f"register/{WEEKLY}/ask-all", None),
        ("post", f"register/{WEEKLY}/scoring/{WEEKLY}", None),
        ("put", f"register/{WEEKLY}/scoring/{WEEKLY}", None),
    )
    for persona in (world.ruth, world.nasser, world.administrator):
        for client in (sign_in(persona), program(persona)):
            for method, path, body in everything:
                assert ask(client, method, path, body).status_code == 403, (method, path)
    for method, path, body in everything:
        assert ask(Client(), method, path, body).status_code == 401, (method, path)
    for method, path, body in everything:  # a token shows no second factor
        assert ask(program(world.curator), method, path, body).status_code == 403, (method, path)
    assert Event.objects.exclude(verb__startswith="members.").count() == before
