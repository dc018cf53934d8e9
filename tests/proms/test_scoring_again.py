"""Further value sets, and earlier answers computed again: rows are added, old ones stay."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import Event
from notifications.models import Outbox
from po_platform.access.actor import Purpose, System, acting_as
from proms.actions import scoring_again
from proms.actions.scoring_again import score_again, start_scoring_again
from proms.actions.value_sets import add_value_sets
from proms.models import Instrument, Rescoring, Response, ScaleSpec, Score
from proms.queries.course import scores_over_time
from proms.queries.instruments import newest_version
from proms.shipped import shipped_specs
from proms.value_sets import ValueSetRefused
from questionnaires.queries import form_of
from tests.access.test_the_vault import rows_seen
from tests.personas import Persona, World
from tests.proms.path import on_her_list, put_in, send, text_of, use
from tests.proms.test_score_command import further
from tests.proms.wordless import complete, form_for, highest, lowest

pytestmark = pytest.mark.django_db
SOURCE = "Somebody and others, 2026. doi:10.0000/made-up-for-a-test"


@pytest.fixture
def eq5d(world: World) -> Instrument:
    spec = shipped_specs()["eq-5d-5l"]
    return use(world, put_in(world, form_for(spec), spec.id))


def answered(persona: Persona, instrument: Instrument, pick: Any = highest) -> Response:
    spec = shipped_specs()["eq-5d-5l"]
    definition = form_of(newest_version(instrument), "en").definition
    return send(persona, on_her_list(persona, instrument), complete(definition, spec, pick))


def rows(persona: Persona) -> list[tuple[int, str, str]]:
    actor = persona.actor()
    with acting_as(actor):
        found = Score.objects.visible_to(actor).order_by("pk")
        return [(one.spec_id, one.scale, str(one.value)) for one in found]


def bring(client: Any, slug: str, table: str, source: str = SOURCE) -> Any:
    file = SimpleUploadedFile("sets.csv", table.encode())
    return client.post(f"/instruments/{slug}/value-sets", {"file": file, "source": source})


def test_a_value_set_is_read_in_drawn_and_computed_for_earlier_answers(
    world: World, sign_in: Any, eq5d: Instrument
) -> None:
    first = answered(world.ruth, eq5d)
    before = rows(world.ruth)
    curator, here = sign_in(world.curator), f"/instruments/{eq5d.slug}"
    assert bring(curator, eq5d.slug, further()).headers["Location"] == f"{here}/lines"
    assert SOURCE in text_of(curator.get(f"{here}/value-sets"))
    curator.post(f"{here}/lines", {"scales": ["index_Elsewhere"]})
    assert rows(world.ruth) == before
    curator.post(f"{here}/again")
    assert "Running." in text_of(curator.get(f"{here}/again"))
    mails = Outbox.objects.count()
    assert score_again() == 1
    told = text_of(curator.get(f"{here}/again"))
    assert "Done. 1 set of answers was looked at." in told
    assert "Index, Elsewhere fewer than 5" in told, told[200:900]
    after = rows(world.ruth)
    assert after[: len(before)] == before
    assert len(after) == 2 * len(before) + 1
    assert Outbox.objects.count() == mails
    ruth = world.ruth.actor()
    with acting_as(ruth):
        lines = scores_over_time(actor=ruth, subject=world.ruth.subject)
    assert "index_Elsewhere" in {line.scale.id for line in lines}
    assert all(len(line.points) == 1 for line in lines)
    assert len({line.spec.sha256 for line in lines}) == 1
    sent = text_of(sign_in(world.ruth).get(f"/my-answers/{first.ref}/how"))
    assert "computed by an earlier rule" in sent


def test_the_next_answers_have_the_further_index_at_once(world: World, eq5d: Instrument) -> None:
    actor = world.curator.actor()
    with acting_as(actor):
        add_value_sets(actor=actor, instrument=eq5d, table=further(), source=SOURCE)
    answered(world.gerd, eq5d, lowest)
    assert "index_Elsewhere" in {scale for _spec, scale, _value in rows(world.gerd)}


def test_semicolons_and_decimal_commas_are_read(world: World, eq5d: Instrument) -> None:
    actor = world.curator.actor()
    table = further().replace(",", ";").replace(".", ",")
    with acting_as(actor):
        names = add_value_sets(actor=actor, instrument=eq5d, table=table, source=SOURCE)
    assert names == ["Elsewhere"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (further(MO2="much"), "is not a number"),
        (further("Germany"), "already"),
        ("\x00", "no value set here"),
        ("a,b\n" + "x" * 200_000, "no table we can read"),
    ],
)
def test_a_damaged_table_is_refused_and_nothing_is_kept(
    world: World, sign_in: Any, eq5d: Instrument, table: str, told: str
) -> None:
    before = ScaleSpec.objects.count()
    refused = bring(sign_in(world.curator), eq5d.slug, table)
    assert refused.status_code == 200
    assert told in text_of(refused)
    assert ScaleSpec.objects.count() == before


def test_no_publication_no_eq5d_and_nobody_else(
    world: World, sign_in: Any, eq5d: Instrument
) -> None:
    refused = bring(sign_in(world.curator), eq5d.slug, further(), source="")
    assert "Write where it was published" in text_of(refused)
    other = use(world, put_in(world, form_for(shipped_specs()["phq-9"]), "phq-9"))
    assert sign_in(world.curator).get(f"/instruments/{other.slug}/value-sets").status_code == 404
    actor = world.curator.actor()
    with acting_as(actor), pytest.raises(ValueSetRefused, match="No EQ-5D-5L"):
        add_value_sets(actor=actor, instrument=other, table=further(), source=SOURCE)
    ruth = world.ruth.actor()
    with acting_as(ruth), pytest.raises(PermissionDenied):
        add_value_sets(actor=ruth, instrument=eq5d, table=further(), source=SOURCE)
    with acting_as(ruth), pytest.raises(PermissionDenied):
        start_scoring_again(actor=ruth, instrument=eq5d)
    assert bring(sign_in(world.ruth), eq5d.slug, further()).status_code == 403


def test_the_commands_read_in_and_compute(world: World, eq5d: Instrument, tmp_path: Path) -> None:
    answered(world.ruth, eq5d)
    file, out = tmp_path / "sets.csv", StringIO()
    file.write_text(further())
    call_command("import_value_sets", eq5d.slug, str(file), "--source", SOURCE, stdout=out)
    call_command("score_again", eq5d.slug, stdout=out)
    said = out.getvalue()
    assert "1 added: Elsewhere" in said
    assert f"{eq5d.slug}: 1 sets of answers" in said
    assert "1 of them new or other than before" in said
    with pytest.raises(CommandError, match="already"):
        call_command("import_value_sets", eq5d.slug, str(file), "--source", SOURCE)
    with pytest.raises(CommandError, match="no questionnaire"):
        call_command("score_again", "nothing-like-it")
    assert Event.objects.filter(verb="proms.rescoring.started").count() == 1


def test_a_run_stopped_in_the_middle_goes_on_where_it_was(
    world: World, eq5d: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    for persona in (world.ruth, world.gerd):
        answered(persona, eq5d)
    curator = world.curator.actor()
    with acting_as(curator):
        add_value_sets(actor=curator, instrument=eq5d, table=further(), source=SOURCE)
        start_scoring_again(actor=curator, instrument=eq5d)
        assert not start_scoring_again(actor=curator, instrument=eq5d)
    monkeypatch.setattr(scoring_again, "PAGE", 1)
    monkeypatch.setattr(scoring_again, "PAGES", 1)
    assert score_again() == 1
    once = len(rows(world.ruth)) + len(rows(world.gerd))
    assert Rescoring.objects.get().reached == min(world.ruth.subject, world.gerd.subject)
    while not Rescoring.objects.get().done_at:
        score_again()
    run = Rescoring.objects.get()
    assert (run.looked, run.changed) == (2, {"index_Elsewhere": 2})
    assert len(rows(world.ruth)) + len(rows(world.gerd)) > once
    with acting_as(curator):
        start_scoring_again(actor=curator, instrument=eq5d)
    monkeypatch.undo()
    score_again()
    assert Rescoring.objects.latest("pk").added == 0  # the same again adds nothing


def test_answers_that_cannot_be_computed_stop_nobody_elses(
    world: World, sign_in: Any, eq5d: Instrument
) -> None:
    for persona in (world.ruth, world.gerd):
        sent = answered(persona, eq5d)
    with acting_as(world.gerd.actor()):
        Response.objects.bulk_create(
            [
                Response(
                    subject_id=sent.subject_id, instrument=eq5d, version=sent.version,
                    translation=sent.translation, answers=["no answers"], client_ref=uuid4(),
                )
            ]
        )  # fmt: skip
    curator, before = world.curator.actor(), len(rows(world.gerd))
    with acting_as(curator):
        add_value_sets(actor=curator, instrument=eq5d, table=further(), source=SOURCE)
        start_scoring_again(actor=curator, instrument=eq5d)
    score_again()
    run = Rescoring.objects.get()
    assert run.done_at is not None and (run.looked, run.failed) == (1, 1)
    assert "index_Elsewhere" in {scale for _spec, scale, _value in rows(world.ruth)}
    assert len(rows(world.gerd)) == before
    page = text_of(sign_in(world.curator).get(f"/instruments/{eq5d.slug}/again"))
    assert "The answers of 1 person could not be computed" in page


def test_the_job_learns_of_nobody_who_she_is(world: World) -> None:
    actor = System(Purpose.SCORE, world.ruth.subject)
    with acting_as(actor):
        assert rows_seen("members_subjectlink") == 0


def test_the_job_sees_one_person_and_nothing_without_one(world: World, eq5d: Instrument) -> None:
    sent = answered(world.ruth, eq5d)
    for actor in (System(Purpose.SCORE), System(Purpose.SCORE, uuid4())):
        with acting_as(actor):
            assert not Response.objects.visible_to(actor).filter(pk=sent.pk).exists()
    actor = System(Purpose.SCORE, world.ruth.subject)
    with acting_as(actor):
        assert Response.objects.visible_to(actor).filter(pk=sent.pk).exists()
    ruth = world.ruth.actor()
    with acting_as(ruth), connection.cursor() as cursor:
        cursor.execute("select * from subjects_to_score(%s, null, 10)", [eq5d.pk])
        assert cursor.fetchall() == []
