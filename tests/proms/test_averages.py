"""Averages of others: read in by a curator, one dotted line for who chooses it, never a verdict."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event
from members.actions.organisation import accept_purpose
from members.identity import Known
from po_platform.access.actor import Tick, acting_as
from proms.actions.arrangement import arrange_for_patient
from proms.intended_purpose import mark
from proms.models import Instrument, NormTable, ScaleChoice
from proms.norms import NormsRefused, choice_of, row_for, rows_of
from proms.norms import Row as NormRow
from proms.shipped import shipped_specs
from tests.access.test_the_vault import rows_seen
from tests.members.helper_steps import acting, help_of
from tests.members.sharing_steps import share
from tests.members.test_identity import tell
from tests.personas import Persona, World
from tests.proms.norm_tables import ABOUT, PAIN, TABLE, posted, read_in
from tests.proms.path import (
    main_of,
    on_her_list,
    put_weekly_in_use,
    send,
    some_answers,
    text_of,
)
from tests.proms.test_summary_pdf import by_a_helper

COURSE = "/my-answers"
MINE = "/my-answers/averages"
DOTTED = 'class="norm"'


# ---------- The table, as it is read ----------


def pain() -> Any:
    spec = shipped_specs()["weekly-check-in"]
    return next(scale for scale in spec.scales if scale.id == "pain")


def flaws(table: str) -> list[tuple[int, str]]:
    with pytest.raises(NormsRefused) as refused:
        rows_of(table, pain())
    return [(flaw.line, flaw.column) for flaw in refused.value.flaws]


def test_every_flaw_is_told_by_its_line_and_cell() -> None:
    head = "sex,age_from,age_to,mean,sd,n\n"
    assert flaws(head + "women,20,30,4,,\nall,x,30,11,,\n") == [
        (2, "sex"), (3, "age_from"), (3, "mean"),
    ]  # fmt: skip
    assert flaws(head + "all,30,20,4,,\n") == [(2, "age_to")]
    assert flaws(head + "all,,20,4,,\n") == [(2, "age_from")]
    assert flaws(head + "all,131,,4,,\n") == [(2, "age_from")]
    assert flaws(head + "all,,,-1,,\nmale,,,NaN,,\nfemale,,,,,\n") == [
        (2, "mean"), (3, "mean"), (4, "mean"),
    ]  # fmt: skip
    assert flaws(head + "all,,,4,-1,0\n") == [(2, "sd"), (2, "n")]
    assert flaws(head + "all,,,4,1,5,more\n") == [(2, "")]


@pytest.mark.parametrize("cell", ["1_0", "1e1", "1E-999999", "Infinity", "٣", "0.0000000001", "."])
def test_a_number_is_figures_and_a_point_alone(cell: str) -> None:
    head = "sex,age_from,age_to,mean,sd\n"
    assert flaws(f"{head}all,,,{cell},\nmale,,,4,{cell}\n") == [(2, "mean"), (3, "sd")]


@pytest.mark.parametrize("cell", ["4", "4.", ".5", "+4.25", "04", "-0"])
def test_a_number_as_a_publication_writes_it_is_read(cell: str) -> None:
    (row,) = rows_of(f"sex,age_from,age_to,mean\nall,,,{cell}\n", pain())
    assert row.mean == cell


def test_ages_that_overlap_within_a_group_are_refused() -> None:
    head = "sex,age_from,age_to,mean\n"
    assert flaws(head + "female,20,30,4\nfemale,30,40,4\n") == [(3, "age_from")]
    assert flaws(head + "female,20,,4\nfemale,70,,4\n") == [(3, "age_from")]
    assert flaws(head + "all,,,4\nall,,,5\n") == [(3, "age_from")]
    assert len(rows_of(head + "female,20,30,4\nmale,20,30,4\nfemale,31,,4\nfemale,,,4\n", pain()))


@pytest.mark.parametrize(
    "table",
    ["", "sex,age_from,age_to,mean\n", "sex,age_from,mean\nall,,4\n",
     "sex,age_from,age_to,mean,mean\nall,,,4,4\n", "sex,age_from,age_to,mean,z\nall,,,4,1\n",
     'sex,age_from,age_to,mean\nall,,,"4\n', "sex,age_from,age_to,mean\n" + "all,,,4\n" * 201],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_as_a_whole(table: str) -> None:
    assert {line for line, _column in flaws(table)} == {0}


def test_a_table_program_s_semicolons_and_commas_are_read() -> None:
    found = rows_of("\ufeffsex;age_from;age_to;mean\nFemale;18;29;3,5\n", pain())
    assert found == [NormRow("female", 18, 29, "3.5")]


def test_the_age_band_comes_before_all_ages_and_no_other_group_steps_in() -> None:
    rows = rows_of(TABLE, pain())

    def mean(sex: str, age: int | None) -> str:
        row = row_for(rows, sex, age)
        return row.mean if row else ""

    assert [mean("female", age) for age in (49, 50, 69, 70, 99)] == [
        "3.5", "5.25", "5.25", "6", "6",
    ]  # fmt: skip
    assert (mean("female", 17), mean("female", None), mean("male", None)) == ("", "", "")
    assert (mean("all", None), mean("all", 50)) == ("4.5", "4.5")


# ---------- The curator ----------


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def page(instrument: Instrument) -> str:
    return f"/instruments/{instrument.slug}/averages"


@pytest.mark.django_db
def test_a_table_is_looked_at_read_in_and_taken_out_of_use_again(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    curator = sign_in(world.curator)
    looked = curator.post(page(weekly), posted())
    shown = text_of(looked)
    assert "Nothing is kept yet" in shown and "women 50–69 5.25; standard deviation 2" in shown
    assert "Made Up and others (2021): Invented for a test. doi:10.0000/made-up" in shown
    assert not NormTable.objects.exists()
    # What the page of the look holds is what is sent on.
    assert 'name="table"' in main_of(looked) and 'name="keep"' in main_of(looked)
    kept = curator.post(page(weekly), posted(file=None, table=TABLE, keep="yes"))
    assert kept.status_code == 302
    table = NormTable.objects.get()
    assert (len(table.rows), table.rows[2]["mean"]) == (5, "5.25")
    assert "Nowhere, 2019" in text_of(curator.get(page(weekly)))
    assert curator.post(page(weekly), {"end": str(table.ref)}).status_code == 302
    assert "Nowhere, 2019" not in text_of(curator.get(page(weekly)))
    assert curator.post(page(weekly), {"end": str(table.ref)}).status_code == 404
    assert curator.post(page(weekly), {"end": "x"}).status_code == 404
    verbs = Event.objects.filter(verb__startswith="proms.norms").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "proms.norms.read_in",
        "proms.norms.ended",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"author": ""}, "Write who published it"),
        ({"title": ""}, "Write the title"),
        ({"published": ""}, "Write the year of the publication"),
        ({"address": ""}, "Write its DOI or its address"),
        ({"address": "in a book"}, "Write a DOI"),
        ({"place": ""}, "Write the country or the population"),
        ({"read_there": None}, "Read them there first"),
        ({"published": 2018}, "before the year these people were asked"),
        ({"year": 2999}, "Write a year that has begun"),
        ({"file": None}, "Choose a file"),
        ({"table": "sex"}, "Nothing is kept yet"),  # the file is what counts
    ],
)
def test_without_its_publication_nothing_is_read_in(
    world: World, sign_in: Any, weekly: Instrument, changes: dict[str, Any], words: str
) -> None:
    answer = sign_in(world.curator).post(page(weekly), posted(**changes))
    assert words in text_of(answer)
    assert not NormTable.objects.exists()


@pytest.mark.django_db
def test_flaws_stand_on_the_page_and_one_table_of_a_place_and_year_is_enough(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    curator = sign_in(world.curator)
    wrong = curator.post(page(weekly), posted("sex,age_from,age_to,mean\nall,,,40\n", keep="yes"))
    assert "Line 2, mean: Write a number from 0 to 10." in text_of(wrong)
    assert not NormTable.objects.exists()
    read_in(world, weekly)
    again = curator.post(page(weekly), posted(keep="yes"))
    assert "Take it out of use first" in text_of(again)
    assert curator.post(page(weekly), posted(keep="yes", year=2020)).status_code == 302
    assert NormTable.objects.count() == 2


@pytest.mark.django_db
def test_nobody_but_a_curator_reads_in_or_takes_out(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    table = read_in(world, weekly)
    for persona in (world.ruth, world.nasser, world.administrator):
        client = sign_in(persona)
        for sent in (posted(keep="yes", year=2018), {"end": str(table.ref)}):
            assert client.post(page(weekly), sent).status_code == 403
        assert client.get(page(weekly)).status_code == 403
    assert NormTable.objects.filter(ended_at__isnull=True).count() == 1


def command(weekly: Instrument, file: Path, *more: str, scale: str = "pain") -> str:
    about = [f"--{name}={getattr(ABOUT, name)}" for name in ABOUT.__dataclass_fields__]
    out = io.StringIO()
    call_command("import_norms", weekly.slug, scale, str(file), *about, *more, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_says_the_same_for_programs(
    world: World, weekly: Instrument, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(TABLE)
    with pytest.raises(CommandError, match="Read them there first"):
        command(weekly, file)
    looked = json.loads(command(weekly, file, "--read-there", "--json", "--dry-run"))
    assert (looked["read_in"], len(looked["rows"])) == (False, 5)
    assert (looked["low"], looked["high"], looked["direction"]) == ("0", "10", "higher_worse")
    way = "The number goes from 0 to 10; higher is worse."
    assert way in command(weekly, file, "--read-there", "--dry-run")
    assert not NormTable.objects.exists()
    assert json.loads(command(weekly, file, "--read-there", "--json"))["read_in"] is True
    assert NormTable.objects.get().scale == PAIN
    with pytest.raises(CommandError, match="Take it out of use first"):
        command(weekly, file, "--read-there")
    with pytest.raises(CommandError):
        command(weekly, file, "--read-there", scale="nothing")
    with pytest.raises(CommandError, match="does not have the role"):
        command(weekly, file, "--read-there", f"--as={world.ruth.account.email}")


# ---------- The member ----------


def born(persona: Persona, year: int) -> None:
    tell(persona, Known(birth_date=date(year, 3, 9)))


def chooses(client: Any, table: NormTable | None, sex: str = "female") -> Any:
    line = choice_of(table.ref, sex) if table else ""
    return client.post(MINE, {"line1": line})


@pytest.fixture
def answered(world: World, weekly: Instrument) -> NormTable:
    """Ruth, born 60 years before, answered twice; a table is in use."""
    born(world.ruth, timezone.localdate().year - 60)
    for value in (8, 3):
        send(world.ruth, on_her_list(world.ruth, weekly), some_answers(value))
    return read_in(world, weekly)


@pytest.mark.django_db
def test_a_member_chooses_a_line_and_it_says_where_it_was_published(
    world: World, sign_in: Any, answered: NormTable
) -> None:
    ruth = sign_in(world.ruth)
    assert DOTTED not in main_of(ruth.get(COURSE)), "off by default"
    assert "women, Nowhere, 2019" in text_of(ruth.get(MINE))
    assert chooses(ruth, answered).status_code == 302
    course = ruth.get(COURSE)
    # one line, and the same mark in “how to read the charts”
    assert main_of(course).count(DOTTED) == 2
    shown = text_of(course)
    said = "Dotted line, 5.25: average of women 50–69, Nowhere, 2019."
    publication = "Made Up and others (2021): Invented for a test. doi:10.0000/made-up"
    assert f"{said} {publication}" in shown
    assert "Dotted line at 5.25: average of women 50–69, Nowhere." in course.content.decode()
    assert "it says nothing about one person" in shown
    chooser = text_of(ruth.get(MINE))
    assert "only the year of birth is looked up for it" in chooser and "sex is kept" not in chooser
    assert f"Pain: {said} {publication}" in text_of(ruth.get("/my-answers/numbers"))
    for word in (
        "normal",
        "usual",
        "below average",
        "above average",
        "deviation",
        "risk",
        "worse than",
    ):
        assert word not in shown.casefold(), word
    chooses(ruth, None)
    assert DOTTED not in main_of(ruth.get(COURSE))


@pytest.mark.django_db
def test_where_the_age_is_not_known_all_ages_stand_there_and_the_page_says_why(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    send(world.ruth, on_her_list(world.ruth, weekly))
    rows = "sex,age_from,age_to,mean\nfemale,18,49,3\nfemale,,,4\nmale,18,49,3\n"
    table, ruth = read_in(world, weekly, table=rows), sign_in(world.ruth)
    chooses(ruth, table, "female")
    shown = text_of(ruth.get(COURSE))
    assert "4: average of women, Nowhere, 2019. The year of birth is not known here." in shown
    chooses(ruth, table, "male")
    course = ruth.get(COURSE)
    assert (
        "No dotted line: the table from Nowhere has no row for all ages."
        " The year of birth is not known here." in text_of(course)
    )
    assert DOTTED not in main_of(course)
    born(world.ruth, timezone.localdate().year - 60)
    assert "Nowhere has no row for this age." in text_of(ruth.get(COURSE))
    chooses(ruth, table, "female")
    shown = text_of(ruth.get(COURSE))
    assert "4: average of women, Nowhere, 2019. The table has no row for this age." in shown


@pytest.mark.django_db
def test_a_table_out_of_use_or_of_another_rule_draws_nothing(
    world: World, sign_in: Any, answered: NormTable
) -> None:
    ruth = sign_in(world.ruth)
    chooses(ruth, answered)
    NormTable.objects.update(rule="0" * 64)
    assert DOTTED not in main_of(ruth.get(COURSE))
    assert "There is no such line" in text_of(ruth.get(MINE))
    NormTable.objects.update(rule=answered.rule)
    assert DOTTED in main_of(ruth.get(COURSE))
    sign_in(world.curator).post("/instruments/weekly-check-in/averages", {"end": answered.ref})
    shown = main_of(ruth.get(COURSE))
    assert DOTTED not in shown and MINE not in shown


@pytest.mark.django_db
def test_before_the_purpose_is_accepted_there_is_no_line_to_choose_or_see(
    world: World, sign_in: Any, answered: NormTable
) -> None:
    ruth = sign_in(world.ruth)
    chooses(ruth, answered)
    office = world.administrator.actor()
    with acting_as(office):
        accept_purpose(actor=office, mark="")
    assert DOTTED not in main_of(ruth.get(COURSE))
    assert "There is no such line" in text_of(ruth.get(MINE))
    ruth.post(MINE, {})
    with acting_as(office):
        accept_purpose(actor=office, mark=mark())
    assert DOTTED in main_of(ruth.get(COURSE)), "what cannot be seen now is kept"
    with acting_as(office):
        accept_purpose(actor=office, mark="")
    assert "before the office stands by" in text_of(
        sign_in(world.curator).get("/instruments/weekly-check-in/averages")
    )


@pytest.mark.django_db
def test_only_a_line_that_is_offered_can_be_chosen_and_only_by_herself(
    world: World, sign_in: Any, answered: NormTable
) -> None:
    ruth = sign_in(world.ruth)
    for strange in ("x", choice_of(answered.ref, "none"), choice_of(world.ruth.subject, "all")):
        assert ruth.post(MINE, {"line1": strange}).status_code == 200
    assert kept(world.ruth) == {}
    chooses(ruth, answered)
    assert kept(world.ruth) == {PAIN: choice_of(answered.ref, "female")}
    share(world.ruth, world.nasser)
    for other in (world.nasser, world.gerd):
        assert kept(other) == {}
        with acting_as(other.actor()):
            assert rows_seen("proms_scalechoice") == 0, "the vault by itself"
    helper = acting(world.helper, help_of(world.ruth, world.helper, Tick.SUMMARY))
    assert helper is not None
    with acting_as(helper):
        assert rows_seen("proms_scalechoice") == 0


@pytest.mark.django_db(transaction=True)
def test_the_vault_by_itself_lets_nobody_choose_for_another(
    world: World, weekly: Instrument
) -> None:
    share(world.ruth, world.nasser)
    helper = acting(world.helper, help_of(world.ruth, world.helper, Tick.SUMMARY))
    assert helper is not None
    ruth = world.ruth.actor()
    with acting_as(ruth):
        written(world.ruth, ruth.account_id)
    for actor, account in (
        (world.gerd.actor(), world.gerd.account.pk),
        (helper, helper.account_id),
        (ruth, world.nasser.account.pk),  # in her clinician's name
        (world.nasser.actor(), ruth.account_id),  # in hers
    ):
        with pytest.raises(DatabaseError), acting_as(actor):
            written(world.ruth, account)
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("update proms_scalechoice set norm = 'x'")
            assert cursor.rowcount == (actor is ruth)


def written(about: Persona, account: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into proms_scalechoice (subject_id, account_id, scale, place, norm)"
            " values (%s, %s, 'a.b', 'clinic', 'y')",
            [about.subject, account],
        )


def kept(persona: Persona) -> dict[str, str]:
    actor = persona.actor()
    with acting_as(actor):
        return dict(ScaleChoice.objects.visible_to(actor).values_list("scale", "norm"))


# ---------- The clinician ----------


@pytest.mark.django_db
def test_a_clinician_sees_hers_on_the_page_in_the_pdf_and_behind_it(
    world: World, sign_in: Any, answered: NormTable
) -> None:
    share(world.ruth, world.nasser)
    share(world.ruth, world.oduya)
    nasser, here = sign_in(world.nasser), f"/clinic/people/{world.ruth.subject}"
    assert DOTTED not in main_of(nasser.get(here))
    line = choice_of(answered.ref, "female")
    assert nasser.post(f"{here}/scales", {"line1": line}).status_code == 302
    summary = nasser.get(here)
    assert main_of(summary).count(DOTTED) == 2
    said = "Dotted line, 5.25: average of women 50–69, Nowhere, 2019."
    assert said in text_of(summary) and said in text_of(nasser.get(f"{here}/numbers"))
    pdf = PdfReader(io.BytesIO(nasser.get(f"{here}/summary.pdf").content))
    assert len(pdf.pages) == 1
    words = " ".join(pdf.pages[0].extract_text().split())
    assert said in words and "doi:10.0000/made-up" in words
    assert "Dotted" not in text_of(nasser.get(f"{here}/text"))
    assert DOTTED not in main_of(sign_in(world.oduya).get(here)), "hers alone"
    assert DOTTED not in main_of(sign_in(world.ruth).get(COURSE)), "hers alone"
    assert Event.objects.filter(verb="proms.scale.arranged").count() == 1
    nasser.post(f"{here}/scales", {"line1": line, "scale1": "folded"})
    assert DOTTED in main_of(nasser.get(here)), "folded, it is still there"
    nasser.post(f"{here}/scales", {"reset": "yes"})
    assert DOTTED not in main_of(nasser.get(here))


@pytest.mark.django_db
def test_a_program_that_places_scales_leaves_lines_as_they_are(
    world: World, answered: NormTable
) -> None:
    share(world.ruth, world.nasser)
    nasser, line = world.nasser.actor(), choice_of(answered.ref, "all")
    with acting_as(nasser):
        arrange_for_patient(actor=nasser, subject=world.ruth.subject, places={}, norms={PAIN: line})
        arrange_for_patient(actor=nasser, subject=world.ruth.subject, places={PAIN: "first"})
    assert kept(world.nasser) == {PAIN: line}


@pytest.mark.django_db
def test_it_stands_beside_her_own_answers_alone(
    world: World, sign_in: Any, weekly: Instrument, answered: NormTable
) -> None:
    by_a_helper(world, weekly, 5)
    two = read_in(world, weekly, about=replace(ABOUT, place="Elsewhere"))
    ruth = sign_in(world.ruth)
    assert "Elsewhere" in text_of(ruth.get(MINE)) and "Nowhere" in text_of(ruth.get(MINE))
    chooses(ruth, two, "male")
    course = ruth.get(COURSE)
    assert "Pain, entered by a helper" in text_of(course)
    assert text_of(course).count("average of men 18+, Elsewhere, 2019") == 1
    assert main_of(course).count(DOTTED) == 2
