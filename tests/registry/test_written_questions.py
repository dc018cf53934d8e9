"""A dataset's forms and questions written on pages: from nothing to use, with rules, by two at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import Event
from po_platform.access.actor import Hat, acting_as
from questionnaires.models import Version
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import take_in_dictionary
from registry.models import Dataset, Entry, Form
from registry.queries.datasets import draft_of, version_in_use
from registry.queries.questions import newest_version
from tests.personas import World, make_persona
from tests.questionnaires.dictionaries import field
from tests.registry.terms_files import SIGNS, read_in
from tests.registry.world import ANNA, HEADER, Walks, give_right, make_walks, rows
from tests.registry.written_rows import PLAIN, WALK, names, row, shown, text_of, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def walks(world: World) -> Walks:
    return make_walks(world)


@pytest.fixture
def client(walks: Walks, sign_in: Any) -> Client:
    found: Client = sign_in(walks.curator)
    return found


def test_from_nothing_to_use_with_a_rule_and_a_calculation(world: World, sign_in: Any) -> None:
    client = sign_in(world.curator)
    client.post("/registry/new", {"title": "Hearts"})
    begun = {"title": "Herz", "form": "Ärztliche Befunde", "language": "de"}
    page = client.post("/registry/hearts/new-dataset/begin", begun)
    assert page["Location"] == "/registry/datasets/herz/questions"
    assert "Nothing of it is in use yet" in text_of(client.get("/registry/datasets/herz"))
    new = "/registry/datasets/herz/questions/aerztliche_befunde/new-question"
    sends = [
        {"label": "Größe", "kind": "whole", "least": "50", "most": "250", "hint": "cm"},
        {"label": "Gewicht", "kind": "number", "hint": "kg", "needed": "on"},
        {"label": "BMI", "kind": "calc", "formula": "round([gewicht] / ([groesse] / 100)^2, 1)"},
        {"label": "Geht es Ihnen gut?", "kind": "one", "choices": "1, Ja\n2, Nein\nWeiß nicht"},
        {"label": "Was fehlt?", "kind": "long", "branching": "[geht_es_ihnen_gut] = '2'"},
        {"label": "Diagnose seit", "kind": "partial", "heading": "Früher"},
    ]
    for sent in sends:
        assert client.post(new, sent).status_code == 302, sent
    assert names("herz") == [
        "record_id", "groesse", "gewicht", "bmi", "geht_es_ihnen_gut", "was_fehlt", "diagnose_seit",
    ]  # fmt: skip
    assert row("geht_es_ihnen_gut", "herz")["choices"] == "1, Ja | 2, Nein | 3, Weiß nicht"
    more = {"title": "Medikamente", "repeats": "on"}
    made = client.post("/registry/datasets/herz/questions/new-form", more)["Location"]
    client.post(f"{made}/new-question", {"label": "Welches?", **PLAIN})
    dataset = Dataset.objects.get(slug="herz")
    assert version_in_use(dataset) is None
    assert Version.objects.filter(questionnaire=dataset.questionnaire).count() == 1
    page = client.get("/registry/datasets/herz/draft")
    assert "nothing can be lost" in text_of(page)
    client.post("/registry/datasets/herz/draft", {"seen": page.context["seen"]})
    assert "Version 1: 7 questions in 2 forms" in text_of(client.get("/registry/datasets/herz"))
    kept = {one.name: (one.titles["de"], one.repeats) for one in Form.objects.all()}
    assert kept == {
        "aerztliche_befunde": ("Ärztliche Befunde", False),
        "medikamente": ("Medikamente", True),
    }
    _filled_in(client, world)
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {
        "registry.dataset.made",
        "registry.dataset.written",
        "registry.version.put_in_use",
    } <= verbs


def _filled_in(client: Client, world: World) -> None:
    """The rule and the calculation do what was written."""
    found = client.post("/registry/datasets/herz/records", {"number": "1"})["Location"]
    form = f"{found}/aerztliche_befunde?instance=0"
    page = text_of(client.get(form))
    assert "Geht es Ihnen gut?" in page
    assert "Was fehlt?" not in page
    sent = {"groesse": "180", "gewicht": "81", "geht_es_ihnen_gut": "2", "status": "2"}
    client.post(form, {"seen_version": "0", **sent})
    with acting_as(world.curator.actor()) as actor:
        entry = Entry.objects.visible_to(actor).get()
    assert entry.answers["bmi"] in (25, "25", "25.0")
    assert "Was fehlt?" in text_of(client.get(f"/registry/entries/{entry.ref}"))


def test_what_goes_out_is_what_was_written_and_comes_in_as_the_same(
    walks: Walks, client: Client
) -> None:
    made = client.post(f"{WALK}/new-form", {"title": "Nach dem Weg"})["Location"]
    client.post(f"{made}/new-question", {"label": "Müde?", "kind": "yesno"})
    client.post("/registry/datasets/walk/draft", {})
    text = client.get("/registry/datasets/walk/dictionary.csv").content.decode()
    wanted = [*rows(), {"field_name": "muede", "form_name": "nach_dem_weg", "field_type": "yesno",
                        "field_label": "Müde?"}]  # fmt: skip
    assert text == dictionary_csv(wanted)
    sent = {"file": SimpleUploadedFile("again.csv", text.encode())}
    page = client.post("/registry/datasets/walk/dictionary", sent)
    assert "nothing changed" in text_of(page)
    assert Form.objects.get(name="nach_dem_weg").titles == {"en": "Nach dem Weg"}


def test_a_change_waits_as_one_draft_and_what_is_in_use_stays(walks: Walks, client: Client) -> None:
    before = version_in_use(walks.dataset)
    for label in ("One", "Two", "Three"):
        client.post(f"{WALK}/visit/new-question", {"label": label, **PLAIN})
    assert version_in_use(walks.dataset) == before
    draft = draft_of(walks.dataset)
    assert draft is not None
    assert draft.number == 2
    assert names()[-3:] == ["one", "two", "three"]
    for name in ("one", "two", "three"):
        client.post(f"{WALK}/visit/{name}/out")
    assert written() == rows()
    assert "Only words change." in text_of(client.get("/registry/datasets/walk/draft"))


def test_a_question_pressed_twice_stands_there_once(client: Client) -> None:
    for _again in range(2):
        client.post(f"{WALK}/visit/new-question", {"label": "Tired?", "kind": "yesno"})
        client.post(f"{WALK}/new-form", {"title": "After"})
    assert names().count("tired") == 1
    assert "tired_2" not in names()
    titles = [title for _head, title, *_more in client.get(WALK).context["forms"]]
    assert titles == ["Person", "Visit", "After"]


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(client: Client) -> None:
    new = f"{WALK}/visit/new-question"
    wrong = [
        ({"kind": "one"}, "choices", "at least one answer"),
        ({"kind": "one", "choices": "1, a\n1, b"}, "choices", "stands twice"),
        ({"kind": "several", "choices": "1, a | b"}, "choices", "Leave out the sign"),
        ({"kind": "short", "choices": "1, a"}, "choices", "another kind"),
        ({"kind": "calc"}, "formula", "how it is worked out"),
        ({"kind": "calc", "formula": "[metres] / ("}, "formula", "cannot be run"),
        ({"kind": "calc", "formula": "[nobody] * 2"}, "formula", "no field nobody"),
        ({"kind": "short", "branching": "[sex] = '0"}, "branching", "cannot be"),
        ({"kind": "short", "branching": "[nobody] = 1"}, "branching", "no field nobody"),
        ({"kind": "short", "branching": "[me] = 1", "name": "me"}, "branching", "waits for itself"),
        ({"kind": "whole", "least": "few"}, "least", "Write a number"),
        ({"kind": "yesno", "most": "7"}, "most", "Only a number or a day"),
        ({"kind": "short", "name": "Ä b"}, "name", "small letter"),
        ({"kind": "short", "name": "sex"}, "name", "has this name"),
        ({"kind": "short", "name": "visit_complete"}, "name", "has this name"),
    ]  # fmt: skip
    for more, place, words in wrong:
        page = client.post(new, {"label": "Keep these words", **more})
        assert page.status_code == 422, more
        found = " ".join(str(one) for one in page.context["form"].errors.get(place, []))
        assert words in found, (more, page.context["form"].errors)
        assert "Keep these words" in text_of(page)
        assert "So this field" not in text_of(page)
    assert written() == rows()


def test_a_rule_that_would_wait_in_a_circle_is_refused(client: Client) -> None:
    address = f"{WALK}/visit/metres"
    sent = {**shown(client, address), "branching": "[stopped] = '1'"}
    page = client.post(address, sent)
    assert page.status_code == 422
    assert "waits for itself" in text_of(page)
    assert written() == rows()


def test_of_two_who_change_one_question_the_second_is_told_and_loses_nothing(
    walks: Walks, client: Client, sign_in: Any
) -> None:
    colleague = make_persona("colleague", role=Hat.CURATOR)
    give_right(walks, colleague, manages=True)
    other, address = sign_in(colleague), f"{WALK}/visit/metres"
    mine, hers = shown(client, address), shown(other, address)
    assert other.post(address, {**hers, "label": "Metres walked"}).status_code == 302
    page = client.post(address, {**mine, "label": "How many metres?"})
    assert page.status_code == 409
    assert "Somebody else changed this question" in text_of(page)
    assert "How many metres?" in text_of(page)
    assert row("metres")["field_label"] == "Metres walked"
    again = {**mine, "label": "How many metres?", "seen": page.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    assert row("metres")["field_label"] == "How many metres?"
    beside = shown(other, f"{WALK}/visit/minutes")
    assert other.post(f"{WALK}/visit/minutes", {**beside, "hint": "min"}).status_code == 302


def test_who_writes_at_a_question_that_is_gone_keeps_her_words(client: Client) -> None:
    client.post(f"{WALK}/visit/new-question", {"label": "Tired?", "kind": "yesno"})
    address = f"{WALK}/visit/tired"
    sent = shown(client, address)
    client.post(f"{address}/out")
    assert client.get(address).status_code == 404
    page = client.post(address, {**sent, "label": "Tired now?"})
    assert page.status_code == 409
    assert "Tired now?" in text_of(page)
    assert f'action="{WALK}/visit/new-question"' in text_of(page)


def test_a_draft_somebody_changed_since_it_was_read_is_not_put_in_use(
    walks: Walks, client: Client
) -> None:
    client.post(f"{WALK}/visit/new-question", {"label": "Tired?", "kind": "yesno"})
    seen = client.get("/registry/datasets/walk/draft").context["seen"]
    client.post(f"{WALK}/visit/new-question", {"label": "Cold?", "kind": "yesno"})
    page = client.post("/registry/datasets/walk/draft", {"seen": seen})
    assert page.status_code == 409
    assert "so it was not put in use" in text_of(page)
    assert "cold" in text_of(page)
    found = version_in_use(walks.dataset)
    assert found is not None
    assert found.number == 1
    client.post("/registry/datasets/walk/draft", {"seen": page.context["seen"]})
    found = version_in_use(walks.dataset)
    assert found is not None
    assert found.number == 2


def test_what_was_in_use_is_put_away_and_keeps_its_answers(walks: Walks, client: Client) -> None:
    walks.bring(HEADER, ANNA)
    assert client.post(f"{WALK}/visit/minutes/out").status_code == 404
    client.post(f"{WALK}/visit/minutes/away")
    page = text_of(client.get("/registry/datasets/walk/draft"))
    assert "not asked any more; its answers stay" in page
    assert "loses answers" not in page
    client.post("/registry/datasets/walk/draft", {})
    assert walks.taken_out()[1] == ANNA
    assert "Minutes" not in text_of(client.get(f"{WALK}/visit/as-filled-in"))
    client.post(f"{WALK}/visit/minutes/back")
    assert written() == rows()


def test_questions_and_forms_move_and_the_record_stays_first(client: Client) -> None:
    client.post(f"{WALK}/visit/metres/up")
    client.post(f"{WALK}/person/name/up")  # is the first already
    client.post(f"{WALK}/visit/the-form/up")
    assert names() == [
        "record_id", "minutes", "metres", "with_whom", "pace", "stopped",
        "name", "born", "sex", "pregnant",
    ]  # fmt: skip
    assert row("record_id")["form_name"] == "visit"
    client.post(f"{WALK}/visit/the-form/down")
    client.post(f"{WALK}/visit/metres/down")
    assert written() == rows()


def test_a_name_stays_after_its_first_use_and_rules_follow_one_before(client: Client) -> None:
    assert "name" not in client.get(f"{WALK}/visit/metres").context["form"].fields
    client.post(f"{WALK}/visit/metres", {**shown(client, f"{WALK}/visit/metres"), "name": "other"})
    assert "metres" in names()
    client.post(f"{WALK}/visit/new-question", {"label": "Tired?", "kind": "yesno"})
    more = {"label": "How much?", "branching": "[tired] = '1' and [tired]<>''", **PLAIN}
    client.post(f"{WALK}/visit/new-question", more)
    address = f"{WALK}/visit/tired"
    client.post(address, {**shown(client, address), "name": "weary"})
    assert row("how_much")["branching"] == "[weary] = '1' and [weary]<>''"
    page = client.post(f"{WALK}/visit/weary/out", follow=True)
    assert "still look at it" in text_of(page)
    assert "weary" in names()


def test_a_code_of_a_list_is_asked_where_there_are_lists(client: Client) -> None:
    kinds = client.get(f"{WALK}/visit/new-question").context["form"].fields["kind"].choices
    assert "code" not in dict(kinds)
    read_in("hpo", SIGNS.encode())
    sent = {"label": "Which sign?", "kind": "code"}
    page = client.post(f"{WALK}/visit/new-question", sent)
    assert "Choose a list" in text_of(page)
    client.post(f"{WALK}/visit/new-question", {**sent, "lists": ["hpo"]})
    assert row("which_sign")["annotation"] == "@TERMS='hpo'"
    draft = newest_version(Dataset.objects.get())
    stored = next(
        item
        for group in draft.definition["items"]
        for item in group["items"]
        if item["link_id"] == "which_sign"
    )
    assert stored["terms"] == ["hpo"]


def test_hostile_words_stay_words(client: Client) -> None:
    words = "<script>alert(1)</script> & <b>5</b> < 6, “so” | '"
    new = f"{WALK}/visit/new-question"
    sent = {"label": words, "hint": "=1+1 <i>", "heading": "<img src=x onerror=y>", "kind": "one"}
    client.post(new, {**sent, "choices": "1, <b>mild</b>\n2, a < b", "name": "hostile"})
    for end in ("", "/hostile", "/as-filled-in"):
        page = client.get(f"{WALK}/visit{end}").content.decode()
        assert "&lt;script&gt;alert(1)" in page, end
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>mild" not in page
    kept = shown(client, f"{WALK}/visit/hostile")
    assert kept["label"] == words
    assert kept["choices"] == "1, <b>mild</b>\n2, a < b"
    before = written()
    client.post(f"{WALK}/visit/hostile", kept)
    assert written() == before
    null = client.post(new, {"label": "a\x00b", **PLAIN})
    assert null.status_code == 400
    many = client.post(new, {"label": "Many", "kind": "calc", "formula": "(" * 9000})
    assert many.status_code == 422


def test_what_only_files_can_say_stays_as_it_is(walks: Walks, client: Client) -> None:
    listed = rows()
    listed[5] = field("minutes", "slider", choices="low | high", annotation="@HIDDEN @FOO='x'",
                      alignment="RH", field_label="<b>Minutes</b> walked")  # fmt: skip
    with acting_as(walks.curator.actor()) as actor:
        raw = dictionary_csv(listed).encode()
        take_in_dictionary(
            actor=actor, raw=raw, registry=walks.registry, title="Walk", dataset=walks.dataset
        )
    address = f"{WALK}/visit/minutes"
    client.post(address, {**shown(client, address), "hint": "min"})
    assert row("minutes") == {**listed[5], "field_note": "min"}


def test_nothing_is_changed_by_reading(client: Client) -> None:
    for end in ("", "/visit", "/visit/metres", "/visit/as-filled-in", "/visit/take-over"):
        assert client.get(f"{WALK}{end}").status_code == 200
    assert Version.objects.count() == 1
    assert client.get(f"{WALK}/visit/metres/up").status_code == 405


def test_words_in_another_language_stay_where_they_are_still_true(
    walks: Walks, client: Client
) -> None:
    german = [dict(one) for one in rows()]
    for one in german:
        one["field_label"] = f"{one['field_label']} (deutsch)"
    file = SimpleUploadedFile("de.csv", dictionary_csv(german).encode())
    client.post("/registry/datasets/walk/words", {"file": file, "language": "de"})
    address = f"{WALK}/visit/metres"
    client.post(address, {**shown(client, address), "label": "How far?"})
    draft = draft_of(walks.dataset)
    assert draft is not None
    said = draft.translations.get(language="de").texts["items"]
    assert said["minutes"]["text"] == "Minutes (deutsch)"
    assert said["metres"]["text"] == "How far?"


def test_a_form_in_use_gets_another_title_and_keeps_its_name(walks: Walks, client: Client) -> None:
    address = f"{WALK}/visit/form-title"
    assert "repeats" not in client.get(address).context["form"].fields
    client.post(address, {"title": "The <b>long</b> walk"})
    client.post("/registry/datasets/walk/draft", {})
    assert Form.objects.get(name="visit").titles == {"en": "The <b>long</b> walk"}
    assert names() == [one["field_name"] for one in rows()]
    assert "<b>long" not in client.get(f"{WALK}/visit").content.decode()


def test_an_empty_form_goes_and_one_with_questions_stays(client: Client) -> None:
    made = client.post(f"{WALK}/new-form", {"title": "Wörter & mehr"})["Location"]
    assert made == f"{WALK}/woerter_mehr"
    client.post(f"{WALK}/woerter_mehr/the-form/out")
    assert client.get(made).status_code == 404
    page = client.post(f"{WALK}/visit/the-form/out", follow=True)
    assert "It stays" in text_of(page)
    assert written() == rows()


def test_the_member_is_asked_nothing_of_a_draft(world: World, sign_in: Any) -> None:
    client = sign_in(world.curator)
    client.post("/registry/new", {"title": "Hearts"})
    begun = {"title": "Herz", "form": "Erstes", "language": "en"}
    client.post("/registry/hearts/new-dataset/begin", begun)
    for end in ("records", "draft", "visits", "how-often", "who-fills-in", "identifiers"):
        assert client.get(f"/registry/datasets/herz/{end}").status_code == 200, end
    for end in ("words", "quality/rules", "dictionary.csv", "who-is-who", "counted-often"):
        assert client.get(f"/registry/datasets/herz/{end}").status_code == 404, end
    assert not Form.objects.exists()
    assert not re.search(r"herz", text_of(sign_in(world.ruth).get("/registries")), re.IGNORECASE)
