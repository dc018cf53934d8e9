"""What a registry asks goes out as one file, and comes in as another registry of drafts, whole."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import Client

from audit.models import Event as AuditEvent
from po_platform.access.actor import Hat, Purpose, System, acting_as
from questionnaires.fhir.report import Notebook
from questionnaires.models import Questionnaire, Version
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.ages import say_ages
from registry.actions.datasets import (
    put_in_use,
    say_missing_codes,
    say_who_fills,
    take_in_dictionary,
)
from registry.actions.likeness import say_who_asks
from registry.actions.quality import add_rule
from registry.actions.sheets import begin_sheet, publish_sheet
from registry.actions.shipped import add_shipped
from registry.actions.sites import save_site
from registry.actions.visits import Plan, save_visit, say_how_often
from registry.actions.wording import take_in_words
from registry.forms.definition_file import Read, read_definition
from registry.forms.file_parts import Unreadable, read_json
from registry.models import ConsentSheet, Dataset, Event, Participation, Registry, Right
from registry.queries.datasets import draft_of, version_in_use
from registry.queries.participation import joinable_registries
from registry.shipped import EU_ELEMENTS, OWN_RECORD
from tests.personas import World, make_persona
from tests.questionnaires.dictionaries import field
from tests.registry.joining import join
from tests.registry.test_wording import german
from tests.registry.world import Walks, give_right, make_walks, rows

FILE = "/registry/from-file"
MAKE = f"{FILE}/make"
TAKE_OUT = "/registry/walks/definition.json"


@pytest.fixture
def walks(world: World) -> Walks:
    """A registry with something of everything."""
    walks = make_walks(world)
    dataset, registry = walks.dataset, walks.registry
    with acting_as(walks.curator.actor()) as actor:
        version = version_in_use(dataset)
        assert version is not None
        raw = _csv(german()[:-1])
        assert take_in_words(actor=actor, dataset=dataset, raw=raw, language="de").definition
        say_who_fills(actor=actor, dataset=dataset, names=["person"])
        say_how_often(actor=actor, dataset=dataset, repeat=["visit"], months={"person": 12})
        say_missing_codes(actor=actor, dataset=dataset, codes={"-98": "not known", "-99": "“no”"})
        forms = dict(dataset.forms.values_list("name", "pk"))
        first = save_visit(
            actor=actor, dataset=dataset, plan=Plan("First days", [forms["person"]], None, (0, 30))
        )
        plan = Plan("Every year", list(forms.values()), first.pk, (335, 395), repeats=True)
        save_visit(actor=actor, dataset=dataset, plan=plan)
        say_who_asks(actor=actor, dataset=dataset, form="person", names=["name"], born="born")
        say_ages(actor=actor, dataset=dataset, form="person", born="born")
        add_rule(actor=actor, dataset=dataset, title="A long “way”", logic="[metres] > 50000")
        save_site(actor=actor, registry=registry, title="Haus am See", country="Österreich")
        publish_sheet(actor=actor, sheet=begin_sheet(actor=actor, registry=registry))
    return walks


def _csv(listed: list[dict[str, str]]) -> bytes:
    return dictionary_csv(listed).encode()


def taken_out(slug: str = "walks") -> dict[str, Any]:
    out = StringIO()
    call_command("export_registry_definition", slug, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def brought(told: Any, tmp_path: Path, *more: str) -> dict[str, Any]:
    """What the command says of it as JSON."""
    file = tmp_path / "registry.json"
    raw = told if isinstance(told, bytes) else json.dumps(told).encode()
    file.write_bytes(raw)
    out = StringIO()
    try:
        call_command("import_registry_definition", str(file), "--json", *more, stdout=out)
    except SystemExit as end:
        assert end.code == 1
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def sent(told: Any, **more: str) -> dict[str, Any]:
    raw = told if isinstance(told, bytes) else json.dumps(told).encode()
    return {"file": SimpleUploadedFile("registry.json", raw), **more}


def counts() -> tuple[int, ...]:
    models = (Registry, Dataset, Questionnaire, Version, ConsentSheet, Event)
    return tuple(model.objects.count() for model in models)


@pytest.mark.django_db
def test_what_goes_out_comes_in_and_goes_out_the_same_but_for_the_short_name(
    walks: Walks, tmp_path: Path
) -> None:
    with acting_as(walks.curator.actor()) as actor:
        for ours in (EU_ELEMENTS, OWN_RECORD):
            add_shipped(actor=actor, registry=walks.registry, ours=ours)
    before = taken_out()
    person = before["datasets"][0]["forms"][0]
    assert person == {"name": "person", "members_fill": True, "months": 12}
    assert before["datasets"][0]["words"]["de"]["sex"]["text"] == "Geschlecht"
    assert before["datasets"][0]["visits"][0]["from_day"] == 0
    assert len(before["consent"]["checks"]) >= 2
    assert {"de", "en"} <= before["consent"]["title"].keys()

    told = brought(before, tmp_path, "--slug", "walks-again")
    assert told["errors"] == [] and told["status"] == "imported_with_notes"
    assert told["registry"] == "walks-again" and told["datasets"] == 3

    after = taken_out("walks-again")
    assert after["registry"].pop("slug") == "walks-again"
    assert before["registry"].pop("slug") == "walks"
    assert after == before

    for dataset in Dataset.objects.filter(registry__slug="walks-again"):
        draft = draft_of(dataset)
        assert draft is not None
        with acting_as(System(Purpose.OPERATE)) as actor:
            put_in_use(actor=actor, dataset=dataset, version=draft)
    in_use = taken_out("walks-again")
    in_use["registry"].pop("slug")
    assert in_use == before


@pytest.mark.django_db
def test_what_looks_at_a_question_that_is_gone_stays_behind_and_the_rest_comes_in(
    walks: Walks, tmp_path: Path
) -> None:
    asked = {"record_id", "name", "born", "sex"}
    listed = [row for row in rows() if row["field_name"] in asked]
    listed[1]["identifier"] = ""
    listed[3]["choices"] += " | -98, another"
    with acting_as(walks.curator.actor()) as actor:
        add_rule(actor=actor, dataset=walks.dataset, title="Early", logic="[born] < 1900")
        use_instead(walks, listed)
        told = taken_out()
        dataset = told["datasets"][0]
        assert [one["title"] for one in dataset["rules"]] == ["Early"]
        assert [one["forms"] for one in dataset["visits"]] == [["person"], ["person"]]
        assert dataset["missing_codes"] == {"-99": "“no”"}
        assert "who_is_who" not in dataset and dataset["ages"]["born"] == "born"
        assert brought(told, tmp_path, "--slug", "steps")["errors"] == []

        listed[1]["identifier"] = "y"
        use_instead(walks, [*listed[:2], listed[3]])
    told = taken_out()
    dataset = told["datasets"][0]
    assert dataset["who_is_who"] == {"form": "person", "names": ["name"]}
    assert "ages" not in dataset and "rules" not in dataset
    assert brought(told, tmp_path, "--slug", "steps-2")["errors"] == []


def use_instead(walks: Walks, listed: list[dict[str, str]]) -> None:
    """A newer version of the dataset, in use at once."""
    actor, dataset = walks.curator.actor(), walks.dataset
    intake = take_in_dictionary(
        actor=actor, raw=_csv(listed), registry=walks.registry, title="Walk", dataset=dataset
    )
    assert intake.version is not None, intake.to_json()
    put_in_use(actor=actor, dataset=dataset, version=intake.version)


@pytest.mark.django_db
def test_the_file_has_nobody_in_it_and_a_changed_question_is_one_line(
    walks: Walks, world: World
) -> None:
    join(walks, world.ruth, {})
    out = StringIO()
    call_command("export_registry_definition", "walks", stdout=out)
    text = out.getvalue()
    curator = walks.curator.account
    for name in (world.ruth.account.email, curator.email, "published", "grace"):
        assert name not in text, name
    assert sum("How far did you get" in line or "metres" in line for line in text.splitlines()) < 12
    assert '      "dictionary": [\n        "Variable / Field Name,' in text


@pytest.mark.django_db
def test_who_looks_after_a_registry_takes_its_file_out_and_nobody_else(
    walks: Walks, world: World, sign_in: Any
) -> None:
    other = make_persona("Otto Curator", role=Hat.CURATOR)
    assert sign_in(other).post(TAKE_OUT).status_code == 404
    give_right(walks, other, enters=True)
    refused = sign_in(other).post(TAKE_OUT)
    assert refused.status_code == 403
    assert not AuditEvent.objects.filter(verb="registry.definition.taken_out").exists()
    assert "definition.json" not in sign_in(other).get("/registry").content.decode()

    client = sign_in(walks.curator)
    assert TAKE_OUT in client.get("/registry").content.decode()
    assert client.get(TAKE_OUT).status_code == 405
    page = client.post(TAKE_OUT)
    assert page.status_code == 200
    assert page["Content-Disposition"] == 'attachment; filename="walks.json"'
    assert json.loads(page.content) == taken_out()
    assert AuditEvent.objects.filter(verb="registry.definition.taken_out").count() == 2
    with pytest.raises(CommandError, match="no registry walk"):
        call_command("export_registry_definition", "walk")


@pytest.mark.django_db
def test_it_is_looked_at_first_then_made_and_the_curator_looks_after_it(
    walks: Walks, sign_in: Any
) -> None:
    other = make_persona("Otto Curator", role=Hat.CURATOR)
    client, told, before = sign_in(other), taken_out(), counts()
    taken = client.post(FILE, sent(told))
    assert taken.status_code == 422
    assert "never writes over it. Choose another short name." in taken.content.decode()
    looked = client.post(FILE, sent(told, slug="steps"))
    text = looked.content.decode()
    assert looked.status_code == 200 and counts() == before
    for words in ("Every year (day 335 to 395)", "A long “way”", "-98 = not known", "steps"):
        assert words in text, words
    word = looked.context["word"]

    assert sign_in(walks.curator).post(MAKE, {"word": word, "slug": "steps"}).status_code == 302
    assert counts() == before, "a file somebody else looked at"
    page = sign_in(other).post(MAKE, {"word": word, "slug": "steps"}, follow=True)
    assert "all of it as drafts" in page.content.decode()
    made = Registry.objects.get(slug="steps")
    assert Right.objects.get(registry=made).account == other.account
    again = sign_in(other).post(MAKE, {"word": word, "slug": "steps-2"}, follow=True)
    assert "no longer here" in again.content.decode()
    verbs = AuditEvent.objects.filter(account_id=other.account.pk).values_list("verb", flat=True)
    assert {
        "registry.registry.made_from_file", "registry.registry.made", "registry.dataset.made",
        "registry.sheet.written", "registry.visit.planned", "registry.quality_rule.added",
    } <= {*verbs}  # fmt: skip


@pytest.mark.django_db
def test_all_of_it_waits_as_drafts_and_nobody_is_asked_before_people_put_it_in_use(
    walks: Walks, world: World, tmp_path: Path, sign_in: Any
) -> None:
    curator = walks.curator
    told = taken_out()
    brought(told, tmp_path, "--slug", "steps", "--as", curator.account.email)
    made = Registry.objects.get(slug="steps")
    with acting_as(world.ruth.actor()) as actor:
        assert made not in joinable_registries(actor=actor)
    assert not made.sheets.exclude(published_at=None).exists()
    dataset = made.datasets.get(title="Walk")
    assert version_in_use(dataset) is None
    assert not dataset.forms.filter(members_fill=True).exists()

    client, here = sign_in(curator), f"/registry/datasets/{dataset.slug}"
    page = client.get(here).content.decode()
    assert "Every year" in page and f"{here}/draft" in page
    assert "Every year" in client.get(f"{here}/visits").content.decode()
    assert 'value="12"' not in client.get(f"{here}/how-often").content.decode()
    for tail in ("?complete", "/records", "/questions", "/questions/person", "/quality"):
        assert client.get(f"{here}{tail}").status_code in (200, 403, 404), tail
    refused = client.post(f"{here}/who-fills-in", {"forms": ["person"]})
    assert refused.status_code == 403 and "Until then nobody is asked" in refused.content.decode()

    # Another thing is said there, and the months nobody is asked for yet stay.
    assert client.post(f"{here}/how-often", {"again": ["visit"]}).status_code == 302
    held = dict(dataset.forms.values_list("name", "again_after"))
    assert held == {"person": 12, "visit": None}
    assert dataset.forms.get(repeats=True).name == "visit"

    # Somebody joins while the dataset is still a draft: its first visit would be due at once.
    with acting_as(curator.actor()) as actor:
        publish_sheet(actor=actor, sheet=made.sheets.get())
        mine = join(Walks(curator, made, dataset), world.ruth, {})
    with acting_as(world.ruth.actor()) as actor:
        waiting = Participation.objects.visible_to(actor).filter(pk=mine.pk)
        assert waiting.update(since=F("since") - timedelta(days=2)) == 1
    assert due(world, mine) == 0
    draft = client.get(f"{here}/draft")
    assert "whoever takes part fills in herself: Person" in draft.content.decode()
    client.post(f"{here}/draft", {"seen": draft.context["seen"]})
    assert [one.name for one in dataset.forms.filter(members_fill=True)] == ["person"]
    assert due(world, mine) == 1

    # In use, the page asks for them, and who empties the field ends them.
    assert 'value="12"' in client.get(f"{here}/how-often").content.decode()
    client.post(f"{here}/how-often", {"again": ["visit"]})
    assert not dataset.forms.exclude(again_after=None).exists()


def due(world: World, mine: Participation) -> int:
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select count(*) from my_due_forms() where participation = %s", [mine.pk])
        return int(cursor.fetchone()[0])


def without(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda told: told.pop(name)


def put(*path: Any, value: Any) -> Callable[[dict[str, Any]], Any]:
    def change(told: Any) -> None:
        for step in path[:-1]:
            told = told[step]
        told[path[-1]] = value

    return change


WALK = ("datasets", 0)
BAD = [
    (without("format"), "format", "not the definition of a registry"),
    (put("format", value="something"), "format", "not the definition of a registry"),
    (put("version", value=2), "version", "A newer portal wrote this file"),
    (put("version", value=True), "version", "A whole number belongs here"),
    (put("registry", value=[]), "registry", "Keys in curly brackets"),
    (put("registry", "slug", value="../x"), "registry.slug", "small letters"),
    (put("registry", "slug", value="datasets"), "registry.slug", "small letters"),
    (put("registry", "title", value=" "), "registry.title", "Write what the registry is called"),
    (put("registry", "title", value="x" * 201), "registry.title", "200"),
    (put("registry", "title", value=7), "registry.title", "A text belongs here"),
    (put("registry", "title", value="a\x00b"), "registry.title", "cannot be stored"),
    (put("registry", "title", value="\ud800"), "registry.title", "cannot be stored"),
    (put("datasets", value={}), "datasets", "A list belongs here"),
    (put("datasets", value=[{}] * 51), "datasets", "Up to 50"),
    (put(*WALK, value="x"), "datasets[0]", "Keys in curly brackets"),
    (put(*WALK, "title", value=""), "datasets[0].title", "This is missing"),
    (put(*WALK, "language", value="x"), "datasets[0].dictionary", "no language code"),
    (put(*WALK, "dictionary", value=[1]), "datasets[0].dictionary", "A text belongs here"),
    (put(*WALK, "dictionary", value=["a,b"]), "datasets[0].dictionary: row 1", "no REDCap"),
    (put(*WALK, "forms", 0, "months", value=0), "datasets[0].forms[0].months", "from 1 to 120"),
    (put(*WALK, "forms", 0, "months", value="1"), "datasets[0].forms[0].months", "whole number"),
    (put(*WALK, "forms", 0, "members_fill", value="yes"), "datasets[0].forms[0].members_fill", "True or false"),
    (put(*WALK, "forms", 1, "name", value="person"), "datasets[0].forms[1].name", "no other form has"),
    (put(*WALK, "visits", 1, "name", value="first_days_arm_1"), "datasets[0].visits[1].name", "no other visit"),
    (put(*WALK, "visits", 0, "name", value="new"), "datasets[0].visits[0].name", "no other visit"),
    (put(*WALK, "visits", 0, "forms", value=["perso"]), "datasets[0].visits[0].forms", "“perso”"),
    (put(*WALK, "visits", 0, "from_day", value=None), "datasets[0].visits[0].from_day", "Write both days"),
    (put(*WALK, "visits", 0, "from_day", value=31), "datasets[0].visits[0].until_day", "not before the first"),
    (put(*WALK, "visits", 0, "from_day", value=-1), "datasets[0].visits[0].from_day", "0"),
    (put(*WALK, "visits", 0, "from_day", value=1.5), "datasets[0].visits[0].from_day", "A whole number"),
    (put(*WALK, "missing_codes", value={"1": "odd"}), "datasets[0].missing_codes", "choose another code"),
    (put(*WALK, "missing_codes", value={"-9": 3}), "datasets[0].missing_codes.-9", "A text belongs"),
    (put(*WALK, "rules", 0, "logic", value="[nobody] = 1"), "datasets[0].rules[0].logic", "no field nobody"),
    (put(*WALK, "who_is_who", "names", value=["sex"]), "datasets[0].who_is_who.names", "ask for a name"),
    (put(*WALK, "ages", "born", value="sex"), "datasets[0].ages.born", "asks for a date"),
    (put(*WALK, "words", "en", value={}), "datasets[0].words.en", "language code"),
    (put(*WALK, "words", "EN", value={}), "datasets[0].words.EN", "language code"),
    (put(*WALK, "words", "DE", value={}), "datasets[0].words.DE", "stands twice"),
    (put(*WALK, "words", value={f"aa-x{n}": {} for n in range(51)}), "datasets[0].words", "Up to 50"),
    (put(*WALK, "words", "de", "sex", value={"text": 1}), "datasets[0].words.de: items['sex'].text", "A text belongs"),
    (put("sites", 0, "name", value="new"), "sites[0].name", "than “new”"),
    (put("sites", 0, "name", value="-"), "sites[0].name", "or “-”"),
    (put("consent", "questions", 0, "code", value="takes_part"), "consent.questions[0].code", "no other question"),
    (put("consent", "questions", 1, "code", value="reuse"), "consent.questions[1].code", "no other question"),
    (put("consent", "questions", 0, "kind", value="all"), "consent.questions[0].kind", "“data”"),
    (put("consent", "questions", 0, "duo", value=["DUO:1"]), "consent.questions[0].duo", "“DUO:1”"),
    (put("consent", "questions", 0, "words", value={}), "consent.questions[0].words.en", "at least one language"),
    (put("consent", "checks", 0, "right", value={}), "consent.checks[0].right.en", "at least one language"),
    (put("consent", "title", value={"en": "x" * 201}), "consent.title.en", "200"),
]  # fmt: skip


@pytest.mark.django_db
def test_what_is_wrong_is_told_with_its_place_and_nothing_half_is_made(
    walks: Walks, tmp_path: Path
) -> None:
    whole, before, missed = taken_out(), counts(), []
    for change, place, words in BAD:
        told = json.loads(json.dumps(whole))
        told["registry"]["slug"] = "steps"
        change(told)
        raw = json.dumps(told).encode()
        said = brought(raw, tmp_path)
        fits = [one for one in said["errors"] if one["path"] == place and words in one["message"]]
        if not fits or said["status"] != "refused":
            missed.append((place, words, said["errors"][:3]))
    assert missed == []
    assert counts() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "line 1"),
        (b"{\n\n]", "line 3"),
        (b"\xff\xfe{", "UTF-8"),
        (b"[" * 200_000, "too deep"),
        (b'{"a": ' * 100_000 + b"1" + b"}" * 100_000, "too deep"),
        (b'{"format": "registry definition", "format": "x"}', "“format” stands twice"),
        (b'{"version": NaN}', "number"),
        (b'{"version": ' + b"9" * 5000 + b"}", "number"),
        (b" " * 20_000_001, "20 MB"),
        (b"[]", "not the definition"),
        (b"null", "not the definition"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_words(
    world: World, tmp_path: Path, raw: bytes, words: str
) -> None:
    before = counts()
    said = brought(raw, tmp_path)
    assert said["status"] == "refused" and words in said["errors"][0]["message"]
    assert counts() == before
    with pytest.raises(SystemExit):
        call_command("import_registry_definition", str(tmp_path / "none.json"), stdout=StringIO())


def peak(work: Callable[[], object]) -> int:
    """Bytes held at most."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("leaf", [b"0", b"[]", b'{"a":0}', b'"a"'])
def test_a_long_list_takes_no_more_room_than_reading_it_does(leaf: bytes) -> None:
    raw = b'{"datasets":[' + b",".join([leaf] * 100_000) + b"]}"
    plain = peak(lambda: json.loads(raw.decode(), object_pairs_hook=dict))
    assert peak(lambda: read_json(raw, Notebook())) < 1.1 * plain + 100_000


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b'"\\u0000"', ""),
        (b'{"\\u0000": 1}', "\\x00"),
        (b'{"a": [[], {}, {"b": {"c": 1}}, {"b": ["x", "\\ud800"]}], "d": "x"}', "a[3].b[1]"),
        (b'{"a": [[0, [1]], 2], "b": {"c": 1, "d\\ud800": 2}}', "b.d\\ud800"),
    ],
)
def test_a_sign_that_cannot_be_stored_is_told_with_its_place_however_deep(
    raw: bytes, place: str
) -> None:
    book = Notebook()
    with pytest.raises(Unreadable):
        read_json(raw, book)
    assert [one.path for one in book.report().errors] == [place]


def read(told: dict[str, Any]) -> Read:
    told["registry"]["slug"] = "steps"
    return read_definition(json.dumps(told).encode())


@pytest.mark.django_db
def test_keys_nobody_knows_lists_that_are_not_here_and_other_languages_are_told_and_the_rest_taken(
    walks: Walks,
) -> None:
    with acting_as(walks.curator.actor()) as actor:
        add_shipped(actor=actor, registry=walks.registry, ours=EU_ELEMENTS)
    told = taken_out()
    told["d\u0430tasets"] = []  # its second letter is Cyrillic
    told["consent"]["grace"] = 30
    told["consent"]["title"]["xx"] = "Titel"
    told["datasets"][0]["words"]["de"]["gone"] = {"text": "Weg"}
    found = read(told)
    assert found.plan is not None
    listed = [(one.path, str(one.message)) for one in found.report.notes]
    notes = dict(listed)
    assert "not known here" in notes["d\\u0430tasets"]
    assert "not known here" in notes["consent.grace"]
    assert "does not have this language" in notes["consent.title.xx"]
    assert "no field of this name" in notes["datasets[0].words.de.gone"]
    assert any("“hpo”, which has not been read in" in words for _path, words in listed)


@pytest.mark.django_db
def test_markup_in_a_file_does_nothing_on_a_page(walks: Walks, sign_in: Any) -> None:
    told, evil = taken_out(), "<script>alert(1)</script><b>Sex</b>"
    told["registry"] = {"slug": "steps", "title": f"Steps {evil}"}
    told["datasets"][0]["title"] = evil
    told["datasets"][0]["words"]["de"]["sex"] = {
        "text": "Wort",
        "html": evil.replace("Sex", "Wort"),
    }
    told["datasets"][0]["visits"][0]["title"] = evil
    told["datasets"][0]["rules"][0]["title"] = evil
    told["consent"]["short"]["en"] = evil
    lines = told["datasets"][0]["dictionary"]
    told["datasets"][0]["dictionary"] = [line.replace("Sex", evil) for line in lines]
    client = sign_in(walks.curator)
    looked = client.post(FILE, sent(told))
    assert looked.status_code == 200, looked.content.decode()
    client.post(MAKE, {"word": looked.context["word"], "slug": "steps"})
    made = Registry.objects.get(slug="steps")
    here = f"/registry/datasets/{made.datasets.order_by('pk')[0].slug}"
    pages = [
        looked,
        *(
            client.get(at)
            for at in ("/registry", "/registry/steps/consent", here, f"{here}/visits")
        ),
    ]
    assert all(page.status_code == 200 for page in pages)
    assert all("<script>alert" not in page.content.decode() for page in pages)
    again = taken_out("steps")["datasets"][0]
    assert again["words"]["de"]["sex"]["html"] == "<b>Wort</b>"


@pytest.mark.django_db
def test_a_file_never_writes_over_a_registry_that_is_here(walks: Walks, tmp_path: Path) -> None:
    before = counts()
    said = brought(taken_out(), tmp_path)
    assert [one["path"] for one in said["errors"]] == ["registry.slug"]
    assert "Choose another short name" in said["errors"][0]["message"]
    tried = brought(taken_out(), tmp_path, "--slug", "steps", "--dry-run")
    assert tried["status"] == "imported_with_notes" and tried["registry"] == "steps"
    assert counts() == before


@pytest.mark.django_db
def test_a_small_file_written_by_hand_is_enough(world: World, sign_in: Any, tmp_path: Path) -> None:
    rows = [field("record_id", form="first"), field("pain", form="first")]
    told = {
        "format": "registry definition",
        "version": 1,
        "registry": {"slug": "small", "title": "Small"},
        "datasets": [{"title": "Pain", "dictionary": _csv(rows).decode()}],
    }
    assert brought(told, tmp_path)["errors"] == []
    assert brought({**told, "datasets": []}, tmp_path, "--slug", "empty")["errors"] == []
    assert taken_out("small")["datasets"][0]["forms"] == [{"name": "first"}]
    client: Client = sign_in(world.ruth)
    assert client.get(FILE).status_code == 403
    assert client.post(FILE, sent(told)).status_code == 403


def paths(value: Any, *before: Any) -> list[tuple[Any, ...]]:
    """Of everything in it; of a list its first and last."""
    if isinstance(value, dict):
        found = [paths(one, *before, key) for key, one in value.items()]
    elif isinstance(value, list) and value:
        found = [paths(value[n], *before, n) for n in {0, len(value) - 1}]
    else:
        found = []
    inside = [path for some in found for path in some]
    return [before, *inside] if before else inside


ODD: list[Any] = [None, True, 0, -1, 1.5, 10**30, "", " ", "\u202e", "x" * 60_000, [], [[]], {}, {"a": {}}, [None]]  # fmt: skip


@pytest.mark.django_db
def test_whatever_stands_in_one_place_is_taken_or_told_and_never_ends_in_an_error(
    walks: Walks,
) -> None:
    told, refused = taken_out(), 0
    told["registry"]["slug"] = "steps"
    for n, path in enumerate(paths(told)):
        for odd in (ODD[n % len(ODD)], ODD[(n * 7 + 3) % len(ODD)]):
            changed = json.loads(json.dumps(told))
            put(*path, value=odd)(changed)
            found = read_definition(json.dumps(changed).encode())
            assert (found.plan is None) == bool(found.report.errors), (path, odd)
            refused += found.plan is None
    assert refused > 50
