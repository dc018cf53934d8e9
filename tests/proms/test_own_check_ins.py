"""A curator writes a check-in through the pages; what is published stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from audit.models import Event
from po_platform.access.actor import acting_as
from proms.actions.check_ins import begin_check_in, publish_check_in
from proms.models import CheckIn, Instrument, ScaleSpec, Score
from proms.queries.check_ins import seen_as
from questionnaires.models import Version
from tests.personas import World
from tests.proms.path import on_her_list, send, text_of

pytestmark = pytest.mark.django_db
ANSWERS = {
    "words0_en": "never", "words0_de": "nie", "number0": "0",
    "words1_en": "often", "words1_de": "oft", "number1": "3",
}  # fmt: skip


@pytest.fixture
def curator(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.curator)
    return client


def written(client: Client, *, german: bool = True) -> CheckIn:
    """Two questions and one number, ready to be published."""
    begun = client.post("/check-ins/new", {"title_en": "Sleep", "title_de": "Schlaf"})
    here = begun.headers["Location"]
    for n in (1, 2):
        words = {"words_en": f"Question {n}?", "words_de": f"Frage {n}?" if german else ""}
        asked = client.post(f"{here}/questions/new", {"kind": "choice", **words})
        client.post(asked.headers["Location"], ANSWERS)
    found = CheckIn.objects.get()
    names = [one["name"] for one in found.content["questions"]]
    number = {"of": names, "combine": "sum", "missing": "all", "direction": "higher_worse"}
    client.post(f"{here}/scales/new", {"words_en": "Trouble", "words_de": "Mühe", **number})
    found.refresh_from_db()
    return found


def publish(client: Client, found: CheckIn, **changes: str) -> Any:
    found.refresh_from_db()
    given = {"seen": seen_as(found), "minutes": "2", "open_to_members": "on"}
    return client.post(f"/check-ins/{found.ref}/publish", {**given, **changes})


def test_it_is_written_looked_at_tried_published_and_answered(
    world: World, curator: Client
) -> None:
    found = written(curator)
    here = f"/check-ins/{found.ref}"
    assert "Complete in: English, German." in text_of(curator.get(here))
    looked = text_of(curator.get(f"{here}/look?in=de"))
    assert "Frage 1?" in looked
    assert "oft" in looked
    tried = text_of(curator.get(f"{here}/numbers"))
    assert "Trouble: 6" in tried
    assert "often: counts 3" in tried
    assert "Added up: 6." in tried
    shown = text_of(curator.get(f"{here}/publish"))
    assert "New Question 1? / Frage 1?" in shown, shown[300:900]
    assert publish(curator, found).headers["Location"] == "/instruments/sleep"
    instrument = Instrument.objects.get()
    assert (instrument.slug, instrument.licence, instrument.minutes) == ("sleep", "free", 2)
    codes = [one["answers"][1]["code"] for one in found.content["questions"]]
    names = [one["name"] for one in found.content["questions"]]
    sent = send(
        world.ruth, on_her_list(world.ruth, instrument), dict(zip(names, codes, strict=True))
    )
    ruth = world.ruth.actor()
    with acting_as(ruth):
        assert Score.objects.visible_to(ruth).get(response=sent).value == 6
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"proms.check_in.begun", "proms.check_in.published"} <= verbs


def test_a_change_is_a_new_version_and_the_old_one_stays(curator: Client) -> None:
    found = written(curator)
    publish(curator, found)
    name = found.content["questions"][0]["name"]
    here = f"/check-ins/{found.ref}"
    first = Version.objects.get()
    before = first.definition, first.sha256
    curator.post(f"{here}/questions/{name}", {"words_en": "Other?", "words_de": "Andere?"})
    assert "In use, with changes not published yet." in text_of(curator.get(here))
    shown = text_of(curator.get(f"{here}/publish"))
    assert "Question 1? → Other?" in shown
    assert "Question 2?" not in shown
    publish(curator, found)
    first.refresh_from_db()
    assert (first.definition, first.sha256, first.state) == (*before, "retired")
    assert ScaleSpec.objects.count() == 1  # it counts as before, so lines go on
    assert len(ScaleSpec.objects.get().attachment) == 2


def test_counting_otherwise_is_a_rule_of_its_own(curator: Client) -> None:
    found = written(curator)
    publish(curator, found)
    name = found.content["questions"][0]["name"]
    curator.post(f"/check-ins/{found.ref}/questions/{name}/answers", {**ANSWERS, "number1": "2"})
    publish(curator, found)
    assert list(ScaleSpec.objects.order_by("pk").values_list("version", flat=True)) == ["1", "2"]


def test_an_answer_keeps_its_name_when_its_words_change(curator: Client) -> None:
    found = written(curator)
    name, codes = found.content["questions"][0]["name"], found.content["questions"][0]["answers"]
    page = f"/check-ins/{found.ref}/questions/{name}/answers"
    third = {"words2_en": "always", "words2_de": "immer", "number2": "4"}
    curator.post(page, {**ANSWERS, **third, "words0_en": "not once"})
    found.refresh_from_db()
    now = found.content["questions"][0]["answers"]
    assert [one["code"] for one in now[:2]] == [one["code"] for one in codes]
    assert now[2]["code"] not in {
        one["code"] for q in found.content["questions"][1:] for one in q["answers"]
    }


def test_what_is_taken_out_can_be_put_back(curator: Client) -> None:
    found = written(curator)
    name = found.content["questions"][1]["name"]
    part = f"/check-ins/{found.ref}/parts/{name}"
    gone = curator.post(part, {"out": ""}, follow=True)
    assert "one of its questions was taken out." in text_of(gone)
    back = curator.post(part, {"back": ""}, follow=True)
    assert "was taken out" not in text_of(back)
    curator.post(part, {"up": ""})
    found.refresh_from_db()
    assert found.content["questions"][0]["name"] == name


def test_bands_are_words_for_the_whole_of_a_scale(curator: Client) -> None:
    found = written(curator)
    name = found.content["scales"][0]["name"]
    page = f"/check-ins/{found.ref}/scales/{name}/bands"
    assert "The number goes from 0 to 6." in text_of(curator.get(page))
    wrong = curator.post(page, {"words0_en": "little", "number0": "x"})
    assert "Write the value this band begins at" in text_of(wrong)
    bands = {"words0_en": "much", "words0_de": "viel", "number0": "4"}
    bands |= {"words1_en": "little", "words1_de": "wenig", "number1": "0"}
    curator.post(page, bands)
    assert "Trouble: 6, much" in text_of(curator.get(f"/check-ins/{found.ref}/numbers"))


# ---------- Refusals ----------


def test_words_in_neither_language_are_asked_for(curator: Client) -> None:
    refused = text_of(curator.post("/check-ins/new", {}))
    assert "Write a title, in one language at least" in refused
    assert not CheckIn.objects.exists()
    found = written(curator)
    here = f"/check-ins/{found.ref}"
    assert "Write the question" in text_of(curator.post(f"{here}/questions/new", {"kind": "text"}))
    assert "Choose how it is answered" in text_of(
        curator.post(f"{here}/questions/new", {"words_en": "What?"})
    )
    name = found.content["questions"][0]["name"]
    answers = f"{here}/questions/{name}/answers"
    for number in ("101", "-1", "1.5", "²", "many"):
        told = text_of(curator.post(answers, {"words0_en": "never", "number0": number}))
        assert "Write a whole number from 0 to 100" in told, number
    assert "Write this answer" in text_of(curator.post(answers, {"number0": "1"}))


def test_nothing_lacking_something_and_nothing_twice_is_published(
    world: World, curator: Client
) -> None:
    actor = world.curator.actor()
    with acting_as(actor):
        found = begin_check_in(actor=actor, title={"en": "Empty"}, about={})
    assert publish(curator, found).headers["Location"] == f"/check-ins/{found.ref}"
    with acting_as(actor), pytest.raises(PermissionDenied, match="no question"):
        publish_check_in(
            actor=actor, ref=found.ref, seen=seen_as(found), minutes=1, open_to_members=False
        )
    found.delete()
    whole = written(curator)
    publish(curator, whole)
    again = curator.get(f"/check-ins/{whole.ref}/publish")
    assert again.headers["Location"] == f"/check-ins/{whole.ref}"
    assert Version.objects.count() == 1


def test_what_somebody_changed_meanwhile_is_not_published_unseen(curator: Client) -> None:
    found = written(curator)
    old = seen_as(found)
    curator.post(f"/check-ins/{found.ref}/title", {"title_en": "Nights", "title_de": "Nächte"})
    refused = publish(curator, found, seen=old)
    assert refused.headers["Location"] == f"/check-ins/{found.ref}/publish"
    assert not Instrument.objects.exists()


def test_only_curators_write_them(world: World, sign_in: Any, curator: Client) -> None:
    found = written(curator)
    here = f"/check-ins/{found.ref}"
    for persona in (world.ruth, world.nasser, world.administrator):
        client = sign_in(persona)
        assert client.get(here).status_code == 403
        assert client.post(f"{here}/title", {"title_en": "Mine"}).status_code == 403
        actor = persona.actor()
        with acting_as(actor), pytest.raises(PermissionDenied):
            begin_check_in(actor=actor, title={"en": "Mine"}, about={})
    missing = "/check-ins/6c0f4b9e-0000-4000-8000-000000000000"
    for end in ("", "/title", "/look", "/publish", "/questions/new"):
        assert sign_in(world.curator).get(missing + end).status_code == 404
    for end in ("/questions/q99", "/questions/q99/answers", "/scales/s99", "/scales/s99/bands"):
        assert sign_in(world.curator).get(here + end).status_code == 404


def test_its_name_is_nobody_elses(curator: Client, world: World) -> None:
    curator.post("/check-ins/new", {"title_en": "PHQ-9"})
    curator.post("/check-ins/new", {"title_en": "PHQ-9"})
    slugs = CheckIn.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["phq-9-2", "phq-9-3"]
