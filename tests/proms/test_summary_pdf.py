"""What the page says stands in its PDF too: bands, events, gaps, who filled it in, on one sheet."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pypdf import PdfReader

from po_platform.access.actor import Tick, acting_as
from proms.actions.diary import Line, NewMeasure, add_measure, share_measure, write_entry
from proms.actions.responses import Sending, submit_response
from proms.models import Instrument
from proms.queries.instruments import newest_version
from proms.shipped import shipped_specs
from questionnaires.queries import form_of
from tests.members.helper_steps import acting, help_of
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.path import on_her_list, put_in, put_weekly_in_use, send, some_answers, use
from tests.proms.test_visits import CANARY, visit_of
from tests.proms.wordless import complete, form_for, highest, lowest

pytestmark = pytest.mark.django_db


def filled_in(world: World, slug: str, *picks: Any) -> Instrument:
    """A form of a shipped spec, answered so often by herself."""
    spec = shipped_specs()[slug]
    form = use(world, put_in(world, form_for(spec), spec.id))
    definition = form_of(newest_version(form), "en").definition
    for pick in picks:
        send(world.ruth, on_her_list(world.ruth, form), complete(definition, spec, pick))
    return form


def by_a_helper(world: World, form: Instrument, pain: int) -> None:
    begun = on_her_list(world.ruth, form)
    actor = acting(world.helper, help_of(world.ruth, world.helper, Tick.ANSWER))
    assert actor is not None
    with acting_as(actor):
        sending = Sending(uuid4(), some_answers(pain), {}, "en")
        submit_response(actor=actor, assignment=begun, sending=sending)


def happened(persona: Persona, words: str, *, shared: bool) -> None:
    herself = persona.actor()
    with acting_as(herself):
        line = Line(timezone.localdate(), words=words, event=True, shared=shared)
        write_entry(actor=herself, measure_ref=None, line=line)


def measured(persona: Persona, name: str, *, shared: bool) -> None:
    herself = persona.actor()
    with acting_as(herself):
        new = NewMeasure(name, "", Decimal(0), Decimal(10), "higher_worse")
        ref = add_measure(actor=herself, new=new).ref
        line = Line(timezone.localdate(), value=Decimal(4))
        write_entry(actor=herself, measure_ref=ref, line=line)
        share_measure(actor=herself, ref=ref, shared=shared)


def pages_of(answer: Any) -> list[str]:
    reader = PdfReader(io.BytesIO(answer.content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_seven_scales_say_on_one_sheet_what_the_page_says(world: World, sign_in: Any) -> None:
    visit = visit_of(world.ruth)
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, CANARY))
    for slug in ("phq-9", "gad-7"):
        filled_in(world, slug, lowest, highest)
    happened(world.ruth, "new tablets", shared=True)
    (page,) = pages_of(sign_in(world.ruth).get(f"/visits/{visit.ref}/summary.pdf"))
    for words in (
        "moderate",  # the words of bands beside the plot
        "new tablets",
        "↑ Higher = more “Pain” (worse)",
        "↑ Higher = better",
        "↑ Higher = worse",
        "↑ 27 higher, worse",
        "(meaningful: 5)",
        "too few answers for a score",
        "Computed by the published rule of each questionnaire",
        "PHQ-9, rule",
    ):
        assert words in page, words


def sizes_of(answer: Any) -> dict[str, float]:
    """Every piece of text with the smallest size it is printed in, in points."""
    found: dict[str, float] = {}

    def seen(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        for words in filter(None, [text.strip()]):
            printed = abs(size * tm[3] * cm[3])
            found[words] = min(printed, found.get(words, printed))

    for page in PdfReader(io.BytesIO(answer.content)).pages:
        page.extract_text(visitor_text=seen)
    return found


def test_with_many_scales_no_word_is_printed_smaller_than_ten_points(
    world: World, sign_in: Any
) -> None:
    visit = visit_of(world.ruth)
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, CANARY))
    for slug in ("phq-9", "gad-7", "phq-15"):
        filled_in(world, slug, lowest, highest)
    sizes = sizes_of(sign_in(world.ruth).get(f"/visits/{visit.ref}/summary.pdf"))
    assert any("moderate" in words for words in sizes)
    small = {words: size for words, size in sizes.items() if size < 9.99}
    assert not small


def test_of_her_diary_a_doctor_reads_only_what_she_shows(world: World, sign_in: Any) -> None:
    visit = visit_of(world.ruth)
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7))
    for shared, said in ((True, "for all eyes"), (False, "for mine alone")):
        happened(world.ruth, f"happened {said}", shared=shared)
        measured(world.ruth, f"Weight {said}", shared=shared)
    client = sign_in(world.ruth)
    shown = client.get(f"/visits/{visit.ref}/show").content.decode()
    printed = " ".join(pages_of(client.get(f"/visits/{visit.ref}/summary.pdf")))
    for page in (shown, printed):
        assert "happened for all eyes" in page and "Weight for all eyes" in page
        assert "for mine alone" not in page
    assert "happened for mine alone" in client.get("/my-answers").content.decode()


def test_it_says_who_filled_it_in_where_it_was_not_herself(world: World, sign_in: Any) -> None:
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7))
    by_a_helper(world, weekly, 3)
    pages = pages_of(sign_in(world.ruth).get(f"/visits/{visit_of(world.ruth).ref}/summary.pdf"))
    assert "Entered by a helper, on this website" in pages[0]
    assert "Pain, entered by a helper" in " ".join(pages)


def test_what_a_clinician_folded_is_named_with_its_number(world: World, sign_in: Any) -> None:
    send(world.ruth, on_her_list(world.ruth, put_weekly_in_use(world)), some_answers(7))
    share(world.ruth, world.nasser)
    client = sign_in(world.nasser)
    here = f"/clinic/people/{world.ruth.subject}"
    assert client.post(f"{here}/scales", {"scale1": "folded"}).status_code == 302
    (text,) = pages_of(client.get(f"{here}/summary.pdf"))
    assert "Not drawn here: Pain 7 of 10" in text
