"""A dataset in further languages, the member's own record, codes for no answer, likely identifiers."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from po_platform.access.actor import acting_as
from questionnaires.models import Version
from questionnaires.queries import form_of, wordings_of
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.importing import import_dictionary
from questionnaires.redcap.table import NoTable, read_table
from questionnaires.texts import Texts
from registry.actions.imports import Wish, import_data
from registry.likely_identifiers import likely_identifiers
from registry.missing_codes import NotMissingCodes, read_missing_codes
from registry.models import Dataset, Entry, Participation
from registry.queries.datasets import draft_of, version_in_use
from registry.shipped import EU_ELEMENTS, OWN_RECORD, Shipped
from registry.templatetags.registry_words import form_words
from tests.personas import World
from tests.questionnaires.dictionaries import field
from tests.registry.joining import join, open_to_members
from tests.registry.world import HEADER, Walks, give_right, make_walks, rows

HERE = "/registry/datasets/walk"


def german() -> list[dict[str, str]]:
    """The walk in German: fewer columns are filled, one field and one answer are foreign."""
    listed = [dict(row) for row in rows()]
    listed[0]["form_name"] = listed[1]["form_name"] = "Zur Person"
    listed[1]["field_label"] = "Wie heißen Sie?"
    listed[3] |= {"field_label": "Geschlecht", "choices": "0, weiblich | 1, männlich | 2, divers"}
    listed[5] |= {"field_label": "Minuten", "section_header": "Der Spaziergang"}
    return [*listed, field("stranger")]


def sent(listed: list[dict[str, str]], **more: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("x.csv", dictionary_csv(listed).encode()), **more}


@pytest.fixture
def walks(world: World) -> Walks:
    return make_walks(world)


@pytest.mark.django_db
def test_the_same_dictionary_in_german_gives_its_words_and_nothing_else(
    walks: Walks, sign_in: Any
) -> None:
    client = sign_in(walks.curator)
    before = version_in_use(walks.dataset)
    assert before is not None
    page = client.post(f"{HERE}/words", sent(german(), language="de"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "The dataset has no field of this name." in text
    assert "no answer with the code “2”" in text
    version = version_in_use(walks.dataset)
    assert version == before
    form = form_of(version, "de")
    assert form.definition == form_of(version, "en").definition
    assert form.texts.item("sex").text == "Geschlecht"
    assert {code: one.text for code, one in form.texts.item("sex").options.items()} == {
        "0": "weiblich",
        "1": "männlich",
    }
    assert form.texts.item("section:minutes").text == "Der Spaziergang"
    assert form.texts.item("pregnant").options["1"].text == "Ja"
    assert form.texts.item("metres").text == "Metres"
    titles = walks.dataset.forms.get(name="person").titles
    assert titles == {"en": "Person", "de": "Zur Person"}
    with override("de"):
        assert form_words(walks.dataset.forms.get(name="person")) == "Zur Person"
        assert form_words(walks.dataset.forms.get(name="visit")) == "Visit"
    assert "English, German" in client.get(HERE).content.decode()


def german_of(version: Version | None) -> Texts:
    assert version is not None
    return form_of(version, "de").texts


@pytest.mark.django_db
def test_words_answers_were_given_to_stay_and_others_wait_in_a_draft(
    walks: Walks, sign_in: Any
) -> None:
    client = sign_in(walks.curator)
    client.post(f"{HERE}/words", sent(german(), language="de"))
    before = version_in_use(walks.dataset)
    swapped = [german()[0], german()[3]]
    swapped[1] |= {"field_label": "Ihr Geschlecht", "choices": "0, männlich | 1, weiblich"}
    page = client.post(f"{HERE}/words", sent(swapped, language="de"))
    assert page.status_code == 200
    assert "The new ones wait in a draft" in page.content.decode()
    assert f"{HERE}/draft" in page.content.decode()
    assert version_in_use(walks.dataset) == before
    texts = german_of(before)
    assert texts.item("sex").text == "Geschlecht"
    assert [one.text for one in texts.item("sex").options.values()] == ["weiblich", "männlich"]
    draft = draft_of(walks.dataset)
    texts = german_of(draft)
    assert texts.item("sex").text == "Ihr Geschlecht"
    assert [one.text for one in texts.item("sex").options.values()] == ["männlich", "weiblich"]
    assert texts.item("section:minutes").text == "Der Spaziergang"
    # What is put in use is for answers that come; the version before says what it said.
    assert client.post(f"{HERE}/draft").status_code == 302
    assert version_in_use(walks.dataset) == draft
    client.post(f"{HERE}/words", sent(german(), language="de"))
    assert german_of(before).item("sex").text == "Geschlecht"
    assert german_of(draft).item("sex").text == "Ihr Geschlecht"


@pytest.mark.django_db
def test_what_had_no_words_gets_them_in_every_version_and_no_draft_is_made(
    walks: Walks, sign_in: Any
) -> None:
    client = sign_in(walks.curator)
    client.post(f"{HERE}/words", sent(german(), language="de"))
    first = version_in_use(walks.dataset)
    client.post(f"{HERE}/dictionary", sent([*rows(), field("weather")]))
    client.post(f"{HERE}/draft")
    more = [
        row | {"field_label": "Meter"} if row["field_name"] == "metres" else row for row in german()
    ]
    page = client.post(f"{HERE}/words", sent(more, language="de"))
    assert "wait in a draft" not in page.content.decode()
    assert draft_of(walks.dataset) is None
    for version in (first, version_in_use(walks.dataset)):
        assert german_of(version).item("metres").text == "Meter"
        assert german_of(version).item("sex").text == "Geschlecht"


@pytest.mark.django_db
def test_a_file_of_another_dataset_or_of_its_own_language_gives_no_words(
    walks: Walks, sign_in: Any
) -> None:
    client = sign_in(walks.curator)
    other = client.post(f"{HERE}/words", sent([field("id"), field("x")], language="de"))
    assert other.status_code == 422
    assert "No field of this file" in other.content.decode()
    assert client.post(f"{HERE}/words", sent(german(), language="en")).status_code == 422
    assert client.post(f"{HERE}/words", sent(german())).status_code == 422
    version = version_in_use(walks.dataset)
    assert version is not None
    assert [one.language for one in wordings_of(version)] == ["en"]


@pytest.mark.django_db
def test_a_new_version_keeps_the_german_that_still_says_the_same(
    walks: Walks, sign_in: Any
) -> None:
    client = sign_in(walks.curator)
    client.post(f"{HERE}/words", sent(german(), language="de"))
    page = client.post(f"{HERE}/dictionary", sent(rows()))
    assert "nothing changed" in page.content.decode()
    changed = rows()
    changed[3] |= {"choices": "0, Woman | 1, Male"}
    changed[5] |= {"field_label": "Hours"}
    client.post(f"{HERE}/dictionary", sent([*changed, field("weather")]))
    draft = draft_of(walks.dataset)
    assert draft is not None
    texts = form_of(draft, "de").texts
    assert texts.item("sex").text == "Geschlecht"
    assert [one.text for one in texts.item("sex").options.values()] == ["Woman", "männlich"]
    assert (texts.item("minutes").text, texts.item("weather").text) == ("Hours", "Weather")


@pytest.mark.django_db
def test_a_new_version_with_another_unit_in_a_note_does_not_keep_the_german_note(
    walks: Walks, sign_in: Any
) -> None:
    client = sign_in(walks.curator)
    words = german()
    words[5] |= {"field_note": "in Minuten"}
    words[7] |= {"field_label": "Strecke", "field_note": "in Metern"}
    client.post(f"{HERE}/words", sent(words, language="de"))
    changed = rows()
    changed[7] |= {"field_note": "in feet"}
    client.post(f"{HERE}/dictionary", sent(changed))
    draft = draft_of(walks.dataset)
    assert draft is not None
    texts = form_of(draft, "de").texts
    assert (texts.item("metres").text, texts.item("metres").entry_format) == ("Strecke", "in feet")
    assert texts.item("minutes").entry_format == "in Minuten"


@pytest.mark.django_db
def test_only_who_manages_the_registry_changes_words_codes_and_marks(
    walks: Walks, world: World, sign_in: Any
) -> None:
    pages = [f"{HERE}/{page}" for page in ("words", "missing-codes", "identifiers")]
    assert [sign_in(walks.curator).get(page).status_code for page in pages] == [200] * 3
    give_right(walks, world.nasser)
    nasser = sign_in(world.nasser)
    assert nasser.get(HERE).status_code == 200
    assert [nasser.get(page).status_code for page in pages] == [403] * 3
    assert "/identifiers" not in nasser.get(HERE).content.decode()


@pytest.mark.parametrize("ours", [EU_ELEMENTS, OWN_RECORD])
def test_what_ships_is_whole_in_every_language(ours: Shipped) -> None:
    first = import_dictionary(ours.raw())
    assert (first.report.notes, first.report.errors) == ((), ())
    names = [row["field_name"] for row in first.rows]
    for language in ours.titles.keys() - {"en"}:
        other = import_dictionary(ours.raw(language), language=language)
        assert other.report.errors == ()
        assert [row["field_name"] for row in other.rows] == names
        assert first.translation is not None
        assert other.translation is not None
        for name in names:
            ours_there, theirs = (
                first.translation.texts.item(name),
                other.translation.texts.item(name),
            )
            assert theirs.options.keys() == ours_there.options.keys(), name
            assert bool(theirs.entry_format) == bool(ours_there.entry_format), name


@pytest.mark.django_db
def test_the_own_record_is_there_with_one_press_and_is_filled_in_again_and_again(
    world: World, sign_in: Any
) -> None:
    found = open_to_members(world)
    curator = sign_in(found.curator)
    page = curator.post("/registry/walks/own-record")
    assert page.status_code == 200
    assert "could tell who somebody is" not in page.content.decode()
    assert curator.post("/registry/walks/own-record").status_code == 302
    dataset = Dataset.objects.get(title="My own record")
    assert {(one.repeats, one.members_fill) for one in dataset.forms.all()} == {(True, True)}
    join(found, world.ruth)
    ruth = sign_in(world.ruth)
    mine = f"/registries/walks/data/{dataset.slug}/treatments"
    taken = {"occurred_on": "", "seen_version": "0", "treatment_kind": "medicine"}
    more = ruth.post(f"{mine}?instance=1", {**taken, "treatment_name": "Salve"}, follow=True)
    assert "How much of it do you take at a time?" in more.content.decode()
    ruth.post(f"{mine}?instance=2", {**taken, "treatment_name": "Drops"})
    with acting_as(world.ruth.actor()) as actor:
        record = Participation.objects.visible_to(actor).get().record
        said = Entry.objects.visible_to(actor).filter(record=record).order_by("instance")
        assert [one.answers["treatment_name"] for one in said] == ["Salve", "Drops"]
    world.ruth.account.language = "de"
    world.ruth.account.save(update_fields=["language"])
    text = ruth.get("/registries/walks/data").content.decode()
    assert "Behandlungen 3" in text
    assert "Nebenwirkungen 1" in text


@pytest.mark.django_db
def test_a_set_that_is_there_gets_the_language_it_lacks(walks: Walks, sign_in: Any) -> None:
    client = sign_in(walks.curator)
    client.post("/registry/walks/eu-elements")
    dataset = Dataset.objects.get(title="EU common data elements")
    version = version_in_use(dataset)
    assert version is not None
    version.translations.filter(language="de").delete()
    assert client.post("/registry/walks/eu-elements").status_code == 302
    assert form_of(version, "de").texts.item("onset").options["HP_0003577"].text == "Bei der Geburt"
    assert dataset.forms.get(name="care").titles["de"] == "Versorgung"


@pytest.mark.django_db
def test_codes_for_no_answer_are_set_on_a_page_and_taken_in_files(
    walks: Walks, sign_in: Any
) -> None:
    client = sign_in(walks.curator)
    line = "1,,,UNK,,0,,0,0,0,,,,0"
    assert walks.bring(HEADER, line).errors
    refused = client.post(f"{HERE}/missing-codes", {"codes": "1, not known"})
    assert refused.status_code == 422
    assert "is an answer to the question “sex”" in refused.content.decode()
    client.post(f"{HERE}/missing-codes", {"codes": "UNK, nobody knows\n-98, refused"})
    walks.dataset.refresh_from_db()
    assert walks.dataset.missing_codes == {"UNK": "nobody knows", "-98": "refused"}
    assert walks.bring(HEADER, line).status == "imported"
    entry = next(one for one in walks.entries() if one.missing)
    assert entry.missing == {"sex": "UNK"}
    page = client.get(f"/registry/entries/{entry.ref}/values").content.decode()
    assert "nobody knows" in page
    assert "UNK, nobody knows" in client.get(f"{HERE}/missing-codes").content.decode()


@pytest.mark.django_db
def test_an_empty_table_filled_in_with_excel_is_taken_in(walks: Walks, sign_in: Any) -> None:
    raw = sign_in(walks.curator).get(f"{HERE}/data/empty.xlsx").content
    book = load_workbook(BytesIO(raw))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == HEADER.split(",")
    sheet.append([7, "Anna", date(1950, 3, 1), 0, 1, 2, 20, 1, 0, 0, 50.5, None, 0, 2])
    book.create_sheet("Notes", 0).append(["nothing", "of this"])
    out = BytesIO()
    book.save(out)
    with acting_as(walks.curator.actor()) as actor:
        report = import_data(actor=actor, dataset=walks.dataset, raw=out.getvalue(), wish=Wish())
    assert report.status == "imported", report.to_json()
    assert "7,Anna,1950-03-01,0,1,2,20,1,0,0,50.5" in walks.taken_out()[1]


@pytest.mark.django_db
def test_an_empty_table_tells_nothing_of_what_was_entered(walks: Walks, sign_in: Any) -> None:
    client = sign_in(walks.curator)
    once = client.get(f"{HERE}/data/empty.xlsx").content
    at = "record_id,redcap_repeat_instrument,redcap_repeat_instance,metres"
    assert walks.bring(at, "1,visit,1,5", "1,visit,2,6").usable
    walks.dataset.forms.update(repeats=False)
    again = client.get(f"{HERE}/data/empty.xlsx").content
    heads = [
        [cell.value for cell in load_workbook(BytesIO(raw)).worksheets[0][1]]
        for raw in (once, again)
    ]
    assert heads[0] == heads[1] == HEADER.split(",")


@pytest.mark.parametrize(("rows_of_it", "cells"), [(50_100, 1), (1_500, 700)])
def test_a_small_workbook_of_very_many_rows_is_refused(rows_of_it: int, cells: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _row in range(rows_of_it):
        sheet.append([1] * cells)
    out = BytesIO()
    book.save(out)
    with pytest.raises(NoTable, match="too many cells"):
        read_table(out.getvalue(), most_bytes=20_000_000)


@pytest.mark.parametrize("text", ["UNK", "a b, no", "UNK, x\nUNK, y", "UNK, " + "x" * 201])
def test_codes_nobody_could_read_are_refused(text: str) -> None:
    definition = import_dictionary(dictionary_csv(rows()).encode()).definition
    assert definition is not None
    assert read_missing_codes("UNK, not known | -8, x", definition)
    with pytest.raises(NotMissingCodes):
        read_missing_codes(text, definition)


def test_names_addresses_and_numbers_of_people_are_likely_and_medicines_are_not() -> None:
    likely = [
        field("surname"),
        field("pat_2", field_label="First name of the child"),
        field("wohnort", field_label="Wohnort"),
        field("contact", validation="email"),
        field("dob", validation="date_dmy", field_label="Date of birth"),
    ]
    others = [
        field("drug_name", field_label="Name of the medicine"),
        field("phone_use", "yesno", field_label="Do you own a mobile phone?"),
        field("email", identifier="y"),
        field("streetcar", field_label="Minutes in the streetcar"),
    ]
    found = likely_identifiers([field("name_of_record"), *likely, *others])
    assert found == [row["field_name"] for row in likely]


@pytest.mark.django_db
def test_what_could_tell_who_somebody_is_is_named_and_marked_with_one_press(
    walks: Walks, sign_in: Any
) -> None:
    client = sign_in(walks.curator)
    listed = [*rows(), field("surname"), field("phone", validation="phone")]
    page = client.post(f"{HERE}/dictionary", sent(listed)).content.decode()
    assert "2 questions could tell who somebody is" in page
    assert "surname, phone" in page
    assert client.post(f"{HERE}/identifiers", {"names": ["metres"]}).status_code == 422
    made = client.post(f"{HERE}/identifiers", {"names": ["surname", "phone"]})
    assert made["Location"] == f"{HERE}/draft"
    draft = draft_of(walks.dataset)
    assert draft is not None
    known = form_of(draft, "en").definition.by_link_id
    assert [known[name].identifier for name in ("name", "surname", "phone", "metres")] == [
        True,
        True,
        True,
        False,
    ]
    assert "could tell who somebody is" not in client.get(f"{HERE}/draft").content.decode()


@pytest.mark.django_db
def test_the_command_takes_words_and_codes_too(
    walks: Walks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "walk.csv"
    file.write_text(dictionary_csv(german()))
    call_command("import_redcap_dictionary", str(file), dataset="walk", words=True, language="de")
    version = version_in_use(walks.dataset)
    assert version is not None
    assert form_of(version, "de").texts.item("sex").text == "Geschlecht"
    file.write_text(dictionary_csv(rows()))
    call_command("import_redcap_dictionary", str(file), title="Two", missing="-98, x", json=True)
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["dataset"] == "two"
    assert Dataset.objects.get(slug="two").missing_codes == {"-98": "x"}
    with pytest.raises(CommandError, match="is an answer"):
        call_command("import_redcap_dictionary", str(file), title="Three", missing="0, x")
    assert not Dataset.objects.filter(slug="three").exists()
