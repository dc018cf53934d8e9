"""The curator's pages: a dictionary in, a draft compared, data tried and taken in, a form filled in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Read
from po_platform.access.actor import Hat, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.models import Batch, Dataset, Entry, Registry
from registry.queries.impact import impact_of_draft
from registry.sealing import state_of
from tests.personas import World, make_persona
from tests.questionnaires.dictionaries import field
from tests.registry.world import ANNA, BODO, HEADER, Walks, give_right, make_walks, rows

pytestmark = pytest.mark.django_db
HERE = "/registry/datasets/walk"


@pytest.fixture
def walks(world: World) -> Walks:
    return make_walks(world)


@pytest.fixture
def client(walks: Walks, sign_in: Any) -> Client:
    found: Client = sign_in(walks.curator)
    return found


def csv_file(*lines: str, name: str = "file.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(lines).encode())


def dictionary(listed: list[dict[str, str]]) -> SimpleUploadedFile:
    return csv_file(dictionary_csv(listed))


def test_a_registry_begins_and_a_dictionary_becomes_its_dataset(world: World, sign_in: Any) -> None:
    client = sign_in(world.curator)
    assert "No registry yet" in client.get("/registry").content.decode()
    page = client.post("/registry/new", {"title": "Hearts"}, follow=True)
    assert page.redirect_chain[-1][0] == "/registry/hearts/new-dataset"
    sent = {"title": "Visits", "file": dictionary(rows())}
    page = client.post("/registry/hearts/new-dataset", sent)
    assert "10 fields in 2 forms" in page.content.decode()
    assert Dataset.objects.get().registry == Registry.objects.get(slug="hearts")
    text = client.get("/registry/datasets/visits/dictionary.csv").content.decode()
    assert text == dictionary_csv(rows())


@pytest.mark.parametrize("title", ["People", "Consent", "Questions", "Decisions"])
def test_a_dataset_may_be_called_like_a_page_of_a_registry(client: Client, title: str) -> None:
    sent = {"title": title, "file": dictionary(rows())}
    client.post("/registry/walks/new-dataset", sent)
    page = client.get(f"/registry/datasets/{title.lower()}")
    assert f"</span> {title}</h1>" in page.content.decode()
    made = client.post("/registry/new", {"title": "Datasets"})
    assert made["Location"] == "/registry/datasets-2/new-dataset"


def test_a_file_that_is_no_dictionary_is_refused_with_its_place(client: Client) -> None:
    page = client.post(
        "/registry/walks/new-dataset", {"title": "X", "file": csv_file("a,b", "1,2")}
    )
    assert page.status_code == 422
    assert "no REDCap dictionary" in page.content.decode()
    assert Dataset.objects.count() == 1


def test_a_draft_says_what_would_be_lost_before_it_is_used(walks: Walks, client: Client) -> None:
    walks.bring(HEADER, ANNA, BODO)
    changed = [row for row in rows() if row["field_name"] != "stopped"]
    changed[3] = field("sex", "radio", form="person", choices="1, Male | 2, Other")
    changed[7] = field("metres", validation="date_ymd")
    sent = client.post(f"{HERE}/dictionary", {"file": dictionary(changed)})
    assert "See what would change" in sent.content.decode()
    page = client.get(f"{HERE}/draft").content.decode()
    assert "3 fields or forms lose answers." in page
    assert page.count("1 entry has an answer there.") == 2  # sex 0 of Anna; stopped of Anna
    assert "2 entries have an answer there." in page  # metres
    client.post(f"{HERE}/draft")
    assert "Version 2: 8 questions" in client.get(HERE).content.decode()
    assert {entry.version.number for entry in walks.entries()} == {1}


def test_what_is_sealed_and_a_reason_for_no_answer_count_as_lost(
    walks: Walks, client: Client
) -> None:
    walks.bring(HEADER, ANNA, BODO, "3,,,0,,2,10,1,0,0,50,5,0,2")
    with acting_as(walks.curator.actor()) as actor:
        visit = Entry.objects.visible_to(actor).filter(form__name="visit").order_by("pk")[2]
        visit.answers.pop("stopped")
        visit.missing = {"stopped": "asked-unknown"}
        visit.save(update_fields=["answers", "missing"])
    kept = [row for row in rows() if row["field_name"] not in ("name", "stopped")]
    client.post(f"{HERE}/dictionary", {"file": dictionary(kept)})
    with acting_as(walks.curator.actor()) as actor:
        told = {one.link_id: n for one, n in impact_of_draft(actor=actor, dataset=walks.dataset)}
    assert told == {"name": 2, "stopped": 2}  # names of two; one answer and one reason


def test_data_is_tried_then_taken_in_then_taken_back(walks: Walks, client: Client) -> None:
    sent = {"file": csv_file(HEADER, ANNA, name="first.csv"), "blanks": "keep"}
    page = client.post(f"{HERE}/data", sent)
    assert "New rows: 1." in page.content.decode()
    assert walks.entries() == []
    word = page.context["word"]
    told = {"word": word, "file_name": "first.csv"}
    page = client.post(f"{HERE}/data/take-in", told, follow=True)
    assert "1 row was taken in." in page.content.decode()
    assert walks.taken_out()[1] == ANNA
    page = client.post(f"{HERE}/data/take-in", told, follow=True)
    assert "no longer here" in page.content.decode()
    batch = Batch.objects.get()
    assert "first.csv" in client.get(f"{HERE}/data/{batch.ref}/undo").content.decode()
    client.post(f"{HERE}/data/{batch.ref}/undo")
    assert walks.entries() == []
    assert client.post(f"{HERE}/data/{batch.ref}/undo").status_code == 403


def test_a_cell_that_is_wrong_is_shown_with_its_row(walks: Walks, client: Client) -> None:
    sent = {"file": csv_file("record_id,sex", "1,<b>9"), "blanks": "keep"}
    page = client.post(f"{HERE}/data", sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert "1 cell to put right" in text
    assert "&lt;b&gt;9" in text
    assert page.context["word"] == ""


def open_record(client: Client, number: str = "7") -> str:
    page = client.post(f"{HERE}/records", {"number": number})
    return str(page["Location"])


def test_a_form_is_filled_in_and_what_depends_on_it_appears(walks: Walks, client: Client) -> None:
    record = open_record(client)
    assert open_record(client) == record
    here = f"{record}/visit?instance=0"
    assert "Stopped" not in client.get(here).content.decode()
    sent = {"minutes": "10", "metres": "100,5", "with_whom": ["1", "-9"], "status": "1"}
    after = client.post(here, {**sent, "seen_version": "0", "occurred_on": "3.2024"}, follow=True)
    assert "more questions" in after.content.decode()
    [entry] = walks.entries()
    assert entry.answers == {
        "minutes": 10,
        "metres": 100.5,
        "with_whom": ["1", "-9"],
        "pace": 10.1,
    }
    assert (entry.occurred_on, entry.status, entry.source) == ("2024-03", 1, "curator")
    page = client.get(f"/registry/entries/{entry.ref}").content.decode()
    assert "Stopped" in page
    assert "10.1" in page
    with acting_as(walks.curator.actor()) as actor:
        looks = Read.objects.visible_to(actor).filter(subject_id=entry.subject_id)
        assert "registry.entry" in looks.values_list("what", flat=True)


def test_what_was_changed_meanwhile_is_not_written_over(walks: Walks, client: Client) -> None:
    walks.bring(HEADER, ANNA)
    person = walks.entries()[0]
    here = f"/registry/entries/{person.ref}"
    sent = {"name": "Anna Berg", "sex": "1", "status": "2", "seen_version": "1"}
    client.post(here, sent)
    page = client.post(here, {**sent, "name": "Overwritten"}, follow=True)
    assert "Nothing of yours was saved" in page.content.decode()
    found = state_of(walks.entries()[0])
    assert (found.answers["name"], found.answers["sex"]) == ("Anna Berg", "1")
    assert "pregnant" not in found.answers  # asked of women only


def test_a_wrong_answer_stays_with_its_sentence(walks: Walks, client: Client) -> None:
    here = f"{open_record(client)}/visit?instance=0"
    page = client.post(here, {"minutes": "soon", "status": "0", "seen_version": "0"})
    assert page.status_code == 422
    assert "whole number" in page.content.decode()
    assert walks.entries() == []


@pytest.mark.parametrize("query", ["?instance=1", "?instance=x", "?instance=-1", "?event=x"])
def test_an_occasion_there_is_not_is_not_there(walks: Walks, client: Client, query: str) -> None:
    response = client.get(f"{open_record(client)}/visit{query}")
    assert response.status_code == 404


def test_who_may_only_read_one_form_sees_that_one(walks: Walks, sign_in: Any) -> None:
    walks.bring(HEADER, ANNA)
    reader = make_persona("Rita Curator", role=Hat.CURATOR)
    stranger = sign_in(reader)
    assert stranger.get(HERE).status_code == 404
    give_right(walks, reader, form="visit")
    person, visit = walks.entries()
    client = sign_in(reader)
    assert client.get(f"/registry/entries/{person.ref}").status_code == 404
    page = client.get(f"/registry/entries/{visit.ref}")
    assert "not fill it in" in page.content.decode()
    sent = {"minutes": "1", "status": "0", "seen_version": "1"}
    assert client.post(f"/registry/entries/{visit.ref}", sent).status_code in (403, 404)
    assert client.get(f"{HERE}/data").status_code == 403
    assert client.post(f"{HERE}/records", {"number": "99"}).status_code == 403
    assert "Take it back" not in client.get(HERE).content.decode()


def test_pages_ask_the_database_no_more_often_with_more_rows(walks: Walks, client: Client) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    walks.bring(HEADER, ANNA)
    with acting_as(walks.curator.actor()) as actor:
        record = Entry.objects.visible_to(actor).select_related("record").first()
    assert record is not None
    pages = [f"{HERE}/records", HERE, f"{HERE}/records/{record.record.ref}"]
    [asked(address) for address in pages]  # what is kept in memory is read now
    few = [asked(address) for address in pages]
    walks.bring(HEADER, *(ANNA.replace("1,Anna", f"{n},Anna") for n in range(2, 9)))
    assert [asked(address) for address in pages] == few
