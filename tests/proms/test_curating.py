"""From a file to something members are asked, through the curator's pages; the licence gate."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from audit.models import Event
from po_platform.access.actor import acting_as
from proms.actions.assignments import start_for_myself
from proms.actions.instruments import import_instrument
from proms.models import Instrument, ScaleSpec
from proms.shipped import check_in_questionnaires
from questionnaires.fhir import import_fhir
from questionnaires.intake import take_in
from questionnaires.models import Questionnaire, Version
from tests.personas import World
from tests.proms.path import put_in, put_weekly_in_use, text_of, use
from tests.questionnaires.forms import choice, extension, question, questionnaire, when

pytestmark = pytest.mark.django_db
WEEKLY = check_in_questionnaires()["weekly-check-in"]


@pytest.fixture
def curator(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.curator)
    return client


def bring(client: Client, content: bytes, name: str = "form.json") -> Any:
    return client.post("/instruments/import", {"file": SimpleUploadedFile(name, content)})


def answer_licence(client: Client, slug: str, **changes: str) -> Any:
    given = {"licence": "free", "holder": "us", "terms": "Our own"}
    return client.post(f"/instruments/{slug}/licence", {**given, **changes})


# ---------- The way of a file ----------


def test_a_file_becomes_something_a_member_can_start(
    world: World, sign_in: Any, curator: Client
) -> None:
    report = bring(curator, json.dumps(WEEKLY).encode())
    assert "Questions asked: 8." in text_of(report)
    found = Instrument.objects.get()
    here = f"/instruments/{found.slug}"
    waiting = text_of(curator.get("/start"))
    assert "Answer the licence question" in waiting
    assert "Answer the licence question" in text_of(curator.get(here))
    assert found.name not in text_of(sign_in(world.ruth).get("/my-answers"))
    assert answer_licence(curator, found.slug).status_code == 302
    assert "Not in use yet." in text_of(curator.get(here))
    curator.post(here, {"minutes": "5", "open_to_members": "on"})
    assert "In use." in text_of(curator.get(here))
    offered = text_of(sign_in(world.ruth).get("/my-answers"))
    assert f"{found.name} About 5 minutes." in offered
    assert sign_in(world.ruth).post(f"/my-answers/start/{found.slug}").status_code == 302
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {
        "questionnaires.version.stored",
        "proms.instrument.made",
        "proms.spec.fitted",
        "proms.licence.answered",
        "questionnaires.version.published",
        "proms.instrument.used",
        "proms.assignment.made",
    } <= verbs


def test_the_title_is_in_the_readers_language(world: World, sign_in: Any) -> None:
    put_weekly_in_use(world)
    world.ruth.account.language = "de"
    world.ruth.account.save()
    assert "Wie war Ihre Woche?" in text_of(sign_in(world.ruth).get("/my-answers"))


def test_the_same_file_twice_is_one_version(curator: Client) -> None:
    bring(curator, json.dumps(WEEKLY).encode())
    again = bring(curator, json.dumps(WEEKLY).encode())
    assert "The questionnaire is the same as the one you have" in text_of(again)
    assert (Questionnaire.objects.count(), Version.objects.count()) == (1, 1)
    assert (Instrument.objects.count(), ScaleSpec.objects.count()) == (1, 1)


def test_a_changed_file_is_a_new_version_and_the_old_one_keeps_its_answers(
    world: World, curator: Client
) -> None:
    weekly = put_weekly_in_use(world)
    old = Version.objects.get()
    changed = {**WEEKLY, "item": [*WEEKLY["item"], question("q9", "boolean")]}
    actor = world.curator.actor()
    with acting_as(actor):
        take_in(actor=actor, raw=json.dumps(changed).encode(), slug=weekly.slug)
    assert "Version 2, 9 questions. Not in use yet." in text_of(
        curator.get(f"/instruments/{weekly.slug}")
    )
    curator.post(f"/instruments/{weekly.slug}", {"minutes": "5"})
    states = dict(Version.objects.values_list("number", "state"))
    assert states == {1: "retired", 2: "published"}
    old.refresh_from_db()
    assert old.published_at is not None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not json", "line 1"),
        (b"", "Choose a file with content"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'{"resourceType": "Patient"}', "Questionnaire"),
        (b"[" * 100_000 + b"]" * 100_000, "deep"),
        (b'{"a": "' + b"x" * 6_000_000 + b'"}', "5 MB"),
        (json.dumps(questionnaire(choice("a"), choice("a"))).encode(), "stands 2 times"),
        (json.dumps({**WEEKLY, "modifierExtension": [{"url": "urn:x"}]}).encode(), "modifier"),
    ],
)
def test_a_hostile_or_foreign_file_is_refused_in_words_and_leaves_nothing(
    curator: Client, content: bytes, told: str
) -> None:
    answer = bring(curator, content)
    assert answer.status_code in (200, 422)
    assert told.casefold() in text_of(answer).casefold()
    assert not Questionnaire.objects.exists()
    assert not Instrument.objects.exists()


def test_no_file_at_all_is_asked_for(curator: Client) -> None:
    assert "Choose a file" in text_of(curator.post("/instruments/import", {}))
    assert "Choose a file" in text_of(curator.post("/instruments/import", {"file": "text"}))


def test_what_the_command_read_in_can_be_taken_up(world: World, curator: Client) -> None:
    actor = world.curator.actor()
    with acting_as(actor):
        take_in(actor=actor, raw=json.dumps(WEEKLY).encode(), slug="weekly")
    assert "Read in on the server, not taken up" in text_of(curator.get("/instruments"))
    taken = curator.post("/instruments/take-up/weekly")
    assert taken.headers["Location"] == "/instruments/weekly"
    assert curator.post("/instruments/take-up/weekly").status_code == 404
    assert "not taken up" not in text_of(curator.get("/instruments"))


def test_the_downloaded_file_is_the_same_questionnaire(world: World, curator: Client) -> None:
    weekly = put_weekly_in_use(world)
    raw = curator.get(f"/instruments/{weekly.slug}/fhir.json").content
    again = import_fhir(raw, default_language="en")
    assert again.definition is not None
    assert again.definition.sha256 == Version.objects.get().sha256
    assert {words.language for words in again.translations} == {"en", "de"}


def test_the_look_shows_every_question_also_those_that_depend(
    world: World, curator: Client
) -> None:
    daily = put_in(world, check_in_questionnaires()["daily-life"], "daily-life")
    page = curator.get(f"/instruments/{daily.slug}/look")
    assert page.content.decode().count('class="field') == 11
    assert "Members see some of these only after certain answers." in text_of(page)


# ---------- The licence gate ----------


@pytest.mark.parametrize(
    "state",
    [
        {"licence": "unanswered"},
        {"licence": "refused"},
        {"licence": "granted", "licence_ends_on": timezone.now().date() - timedelta(days=1)},
    ],
)
def test_without_a_licence_a_questionnaire_is_on_no_list(
    world: World, sign_in: Any, curator: Client, state: dict[str, Any]
) -> None:
    weekly = put_weekly_in_use(world)
    Instrument.objects.update(**state)
    weekly.refresh_from_db()
    member = sign_in(world.ruth)
    assert weekly.name not in text_of(member.get("/my-answers"))
    assert member.post(f"/my-answers/start/{weekly.slug}").status_code == 403
    assert curator.post(f"/instruments/{weekly.slug}/ask-all").status_code == 403
    assert curator.post(f"/instruments/{weekly.slug}", {"minutes": "5"}).status_code == 403
    actor = world.ruth.actor()
    with acting_as(actor), pytest.raises(PermissionDenied):
        start_for_myself(actor=actor, instrument=weekly)


def test_the_licence_question_wants_a_choice_and_a_holder(world: World, curator: Client) -> None:
    weekly = put_in(world, WEEKLY, "weekly")
    told = text_of(curator.post(f"/instruments/{weekly.slug}/licence", {}))
    assert "Choose whether we may use it" in told
    assert "Write who holds the rights" in told
    answer_licence(curator, weekly.slug, licence="perhaps")
    weekly.refresh_from_db()
    assert weekly.licence == "unanswered"


def test_a_licence_with_an_end_is_kept_with_its_day(world: World, curator: Client) -> None:
    weekly = put_in(world, WEEKLY, "weekly")
    ends = {"ends_on_day": "31", "ends_on_month": "12", "ends_on_year": "2099"}
    answer_licence(curator, weekly.slug, licence="granted", **ends)
    weekly.refresh_from_db()
    assert (weekly.licence, str(weekly.licence_ends_on)) == ("granted", "2099-12-31")


def test_what_is_not_open_to_members_cannot_be_started(world: World, sign_in: Any) -> None:
    weekly = put_weekly_in_use(world, open_to_members=False)
    client = sign_in(world.ruth)
    assert client.get(f"/my-answers/start/{weekly.slug}").status_code == 404
    assert client.post(f"/my-answers/start/{weekly.slug}").status_code == 404


# ---------- Fitting a rule ----------


def three_scales() -> dict[str, Any]:
    """A form whose questions no shipped rule knows by code."""
    items = [choice(f"w{n}", *(str(value) for value in range(6))) for n in range(1, 6)]
    return questionnaire(*items, title="Five questions")


MATCHED = {f"item-q{n}": f"w{n}" for n in range(1, 6)}


def counting(*weights: int) -> dict[str, str]:
    """What each of the six answers counts, in their printed order."""
    return {f"means-0-{place}": str(weight) for place, weight in enumerate(weights)}


def test_a_rule_that_does_not_fit_is_told_and_not_kept(world: World, curator: Client) -> None:
    form = put_in(world, three_scales())
    choose = curator.get(f"/instruments/{form.slug}/scoring", {"next": "1", "spec": "who-5"})
    address = choose.headers["Location"]
    assert "0 questions were found by their codes" in text_of(curator.get(address))
    assert "Choose the question for" in text_of(curator.post(address, {}))
    told = text_of(curator.post(address, {**MATCHED, **counting(0, 0, 1, 2, 3, 4), "step": "fit"}))
    assert "It does not fit like this" in told
    assert "No answer counts 5, as the spec needs." in told
    assert not ScaleSpec.objects.exists()


def test_what_answers_count_is_asked_and_proved_before_it_is_kept(
    world: World, curator: Client
) -> None:
    form = put_in(world, three_scales())
    address = f"/instruments/{form.slug}/scoring/who-5"
    asked = curator.post(address, {**MATCHED, "step": "fit"})
    assert "What do the answers count?" in text_of(asked)
    assert asked.content.decode().count('name="means-0-') == 6, "once for five like questions"
    # Printed the other way round: the first answer counts 5.
    turned = {**MATCHED, **counting(5, 4, 3, 2, 1, 0)}
    proof = text_of(curator.post(address, {**turned, "step": "look"}))
    assert "Every answer that counts least Well-being 0, low" in proof
    assert "Every answer that counts most Well-being 100, 50 and over" in proof
    assert "Answer 0: counts 5" in proof
    assert not ScaleSpec.objects.exists(), "looking keeps nothing"
    assert curator.post(address, {**turned, "step": "fit"}).status_code == 302
    sources = ScaleSpec.objects.get().attachment[str(Version.objects.get().pk)]
    assert sources["q3"] == {
        "link_id": "w3",
        "codes": {"0": "5", "1": "4", "2": "3", "3": "2", "4": "1", "5": "0"},
    }
    assert "This is right. Fit it" in proof


def test_a_form_whose_codes_say_all_shows_its_proof_at_once(world: World, curator: Client) -> None:
    weekly = put_in(world, WEEKLY, "weekly")
    page = text_of(curator.get(f"/instruments/{weekly.slug}/scoring/weekly-check-in"))
    assert "6 questions were found by their codes" in page
    assert "What comes out" in page
    assert "Choose the question" not in page


def test_choosing_no_rule_is_asked_again(world: World, curator: Client) -> None:
    form = put_in(world, three_scales())
    assert "Choose a rule" in text_of(curator.get(f"/instruments/{form.slug}/scoring?next=1"))
    assert curator.get(f"/instruments/{form.slug}/scoring/no-such-rule").status_code == 302


def test_how_answers_become_numbers_does_not_change_while_it_is_in_use(
    world: World, curator: Client
) -> None:
    items = [
        {**item, "linkId": f"x{item['linkId']}", "code": []} for item in WEEKLY["item"][:3]
    ] + WEEKLY["item"][3:]
    weekly = use(world, put_in(world, {**WEEKLY, "item": items}, "weekly"))
    address = f"/instruments/{weekly.slug}/scoring/weekly-check-in"
    first = {"step": "fit", "item-q1": "xq1", "item-q2": "xq2", "item-q3": "xq3"}
    assert curator.post(address, first).status_code == 302
    assert curator.post(address, first).status_code == 302, "the same again is no change"
    other = {"step": "fit", "item-q1": "xq2", "item-q2": "xq1", "item-q3": "xq3"}
    assert curator.post(address, other).status_code == 403
    sources = ScaleSpec.objects.get().attachment[str(Version.objects.get().pk)]
    assert sources["q1"]["link_id"] == "xq1"


def test_what_can_never_show_is_told_before_it_is_put_in_use(world: World, curator: Client) -> None:
    ends = [extension("minValue", "Integer", 0), extension("maxValue", "Integer", 5)]
    green = {"system": "urn:example:walks", "code": "green"}
    form = questionnaire(
        choice("colour", "red", "blue"),
        question("many", "integer", extension=ends),
        question("leaf", "text", enableWhen=[when("colour", "=", "Coding", green)]),
        question("more", "text", enableWhen=[when("many", ">", "Integer", 9)]),
        question("some", "text", enableWhen=[when("many", ">", "Integer", 4)]),
    )
    found = put_in(world, form, "walks")
    answer_licence(curator, found.slug)
    page = text_of(curator.get(f"/instruments/{found.slug}"))
    assert (
        "“Question leaf” never shows: it waits for an answer nobody can choose at “Question colour”."
    ) in page
    assert (
        "“Question more” never shows: it waits for a number “Question many” does not take."
    ) in page
    assert "“Question some” never shows" not in page
    weekly = put_in(world, WEEKLY, "weekly")
    answer_licence(curator, weekly.slug)
    assert "never show" not in text_of(curator.get(f"/instruments/{weekly.slug}"))


# ---------- Nobody else ----------


def test_only_curators_open_these_pages(world: World, sign_in: Any) -> None:
    weekly = put_weekly_in_use(world)
    here = f"/instruments/{weekly.slug}"
    pages = ["/instruments", "/instruments/import", here]
    pages += [f"{here}/{name}" for name in ("licence", "scoring", "look", "ask-all", "fhir.json")]
    for name, persona in world.people.items():
        client = sign_in(persona)
        expected = {200} if name == "curator" else {403}
        assert {client.get(page).status_code for page in pages} == expected, name
    weak = sign_in(world.curator, strong=False)
    assert {weak.get(page).status_code for page in pages} == {302}


def test_actions_ask_again_who_acts(world: World) -> None:
    actor = world.ruth.actor()
    with acting_as(actor), pytest.raises(PermissionDenied):
        import_instrument(actor=actor, raw=json.dumps(WEEKLY).encode())
