"""Averages in the PDF of a summary: quiet beside the bands, the publication once, still one sheet."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from proms.models import Instrument, NormTable
from proms.norms import choice_of
from proms.shipped import shipped_specs
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.norm_tables import ABOUT, read_in
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers
from tests.proms.test_summary_pdf import filled_in, pages_of
from tests.proms.wordless import highest, lowest

pytestmark = pytest.mark.django_db
ALL_AGES = "sex,age_from,age_to,mean\nall,,,3.5\n"
LONG = replace(
    ABOUT,
    place="Some country of the north",
    title="Averages invented for a test of many scales at once, asked of a made-up group of people"
    " of every age, with a title as long as that of many a publication",
)
SAID = "Dotted line, 3.5: average of all, Some country of the north, 2019."
SOURCE = "Made Up and others (2021): Averages invented for a test"
WEEKLY = ("pain", "tiredness", "sleep", "daily_tasks", "well_being")


def tables(world: World, weekly: Instrument, phq: Instrument) -> list[NormTable]:
    found = [read_in(world, weekly, f"weekly-check-in.{one}", ALL_AGES, LONG) for one in WEEKLY]
    return [*found, read_in(world, phq, "phq-9.total", ALL_AGES, LONG)]


@pytest.fixture
def six(world: World) -> list[NormTable]:
    """Six scales of Ruth, answered twice, and a table for each; a clinician may see them."""
    weekly = put_weekly_in_use(world)
    for value in (8, 3):
        send(world.ruth, on_her_list(world.ruth, weekly), some_answers(value))
    phq = filled_in(world, "phq-9", lowest, highest)
    share(world.ruth, world.nasser)
    return tables(world, weekly, phq)


def chosen(client: Any, world: World, six: list[NormTable]) -> Any:
    """The PDF with these averages, in the order of the scales."""
    here = f"/clinic/people/{world.ruth.subject}"
    lines = {f"line{n}": choice_of(one.ref, "all") for n, one in enumerate(six, 1)}
    assert client.post(f"{here}/scales", lines).status_code == 302
    return client.get(f"{here}/summary.pdf")


def test_six_charts_with_six_averages_stay_on_as_many_pages_as_without(
    world: World, sign_in: Any, six: list[NormTable]
) -> None:
    nasser = sign_in(world.nasser)
    without = pages_of(nasser.get(f"/clinic/people/{world.ruth.subject}/summary.pdf"))
    beside = pages_of(chosen(nasser, world, six))
    assert "Averages:" not in " ".join(without)
    assert " ".join(beside).count(SAID) == 6
    assert " ".join(beside).count(SOURCE) == 1
    assert len(beside) == len(without) == 1


def test_of_two_publications_each_says_for_which_numbers(
    world: World, sign_in: Any, six: list[NormTable]
) -> None:
    another = LONG.title.replace("Averages", "Others")
    NormTable.objects.filter(pk=six[-1].pk).update(title=another)
    scales = shipped_specs()["weekly-check-in"].scales
    names = ", ".join(scale.label["en"] for scale in scales if scale.id in WEEKLY)
    words = " ".join(pages_of(chosen(sign_in(world.nasser), world, six)))
    assert f"Averages: {names}: {SOURCE}" in words
    assert "; Mood questions: Made Up and others (2021): Others invented for a test" in words


def test_its_words_stand_quiet_between_those_of_bands(
    world: World, sign_in: Any, six: list[NormTable]
) -> None:
    nasser, here = sign_in(world.nasser), f"/clinic/people/{world.ruth.subject}"
    assert not quiet(nasser.get(f"{here}/summary.pdf"))
    nasser.post(f"{here}/scales", {"line6": choice_of(six[-1].ref, "all")})
    beside = nasser.get(f"{here}/summary.pdf")
    assert "minimal" in " ".join(pages_of(beside))
    assert 1 <= quiet(beside) <= 2  # one line of words, or two; nothing else is grey


def quiet(answer: Any) -> int:
    """How many pieces of text are printed in the grey of what names no band."""
    pages = PdfReader(io.BytesIO(answer.content)).pages
    contents = [page.get_contents() for page in pages]
    streams = [one.get_data().decode("latin1") for one in contents if one is not None]
    return sum(len(re.findall(r"\b0\.3529\d* scn\s+BT\b", stream)) for stream in streams)
