"""A step shows her diary beside it; what she taps there lies in the diary and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from education.forms.programme_desk import StepForm
from education.models import Programme, ProgrammeVersion, StepState
from education.programme_shape import BOARD, REFLECT
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from proms.actions.diary import Line, NewMeasure, add_measure, write_entry
from proms.models import DiaryEntry, DiaryMeasure
from tests.education.programme_path import begun, shipped, short
from tests.personas import World

pytestmark = pytest.mark.django_db


def with_diary(world: World) -> str:
    """The address of a step that shows the diary."""
    programme = short(world)
    assert programme.live is not None
    programme.live.modules[0]["steps"][0]["diary"] = True
    ProgrammeVersion.objects.filter(pk=programme.live.pk).update(modules=programme.live.modules)
    return f"/programmes/mine/{begun(world.ruth, programme).ref}/steps"


def measures(world: World) -> DiaryMeasure:
    today, actor = timezone.localdate(), world.ruth.actor()
    with acting_as(actor):
        made = add_measure(
            actor=actor, new=NewMeasure("Rest", "", Decimal(0), Decimal(4), "higher_better")
        )
        for days, value in ((0, 1), (6, 2), (7, 3)):
            line = Line(on=today - timedelta(days=days), value=Decimal(value))
            write_entry(actor=actor, measure_ref=made.ref, line=line)
    return made


def test_the_programme_that_is_shipped_has_a_step_with_her_diary(
    world: World, sign_in: Any
) -> None:
    row, made = begun(world.ruth, shipped(world)), measures(world)
    ruth = sign_in(world.ruth)
    page = ruth.get(f"/programmes/mine/{row.ref}/steps/rest-early").content.decode()
    assert "Rest: 1" in page and f'name="diary-{made.ref}"' in page
    other = ruth.get(f"/programmes/mine/{row.ref}/steps/looking-back").content.decode()
    assert f'name="diary-{made.ref}"' not in other


def test_the_last_seven_days_and_one_tap_for_today(world: World, sign_in: Any) -> None:
    steps, made = with_diary(world), measures(world)
    ruth, field = sign_in(world.ruth), f"diary-{made.ref}"
    page = ruth.get(f"{steps}/one").content.decode()
    assert "Rest: 1" in page
    assert "Rest: 2" in page
    assert "Rest: 3" not in page
    chosen = page.split(f'name="{field}"')[1].split("</select>")[0]
    assert chosen.count("<option") == 6  # 0 to 4, or nothing
    assert "From your diary" not in ruth.get(f"{steps}/two").content.decode()
    assert ruth.post(f"{steps}/one", {"words": "mine", field: "4"}).status_code == 302
    for nothing in ("", "5", "-1", "4.5", "x"):
        ruth.post(f"{steps}/one", {"words": "mine", field: nothing})
    with acting_as(world.ruth.actor()) as actor:
        today = own_rows(DiaryEntry, actor).filter(on=timezone.localdate()).order_by("pk")
        assert [one.value for one in today] == [Decimal(1), Decimal(4)]
        state = own_rows(StepState, actor).get(step="one")
    assert (state.words, state.answers) == ("mine", {})


def test_a_step_to_practise_on_asks_for_no_number(world: World, sign_in: Any) -> None:
    steps, made = with_diary(world), measures(world)
    version = ProgrammeVersion.objects.get()
    version.modules[0]["steps"][0] |= {"kind": "board"}
    version.save()
    ruth = sign_in(world.ruth)
    assert "From your diary" not in ruth.get(f"{steps}/one").content.decode()
    ruth.post(f"{steps}/one", {"words": "mine", f"diary-{made.ref}": "4"})
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(DiaryEntry, actor).count() == 3
    form = {kind: StepForm(kind=kind, questionnaires=()).fields for kind in (BOARD, REFLECT)}
    assert "diary" not in form[BOARD]
    assert "diary" in form[REFLECT]


def test_without_a_diary_there_is_a_way_to_begin_one(world: World, sign_in: Any) -> None:
    page = sign_in(world.ruth).get(f"{with_diary(world)}/one").content.decode()
    assert "Nothing in the last seven days." in page
    assert "Begin a diary" in page


def test_nobody_writes_into_the_diary_of_somebody_else(world: World, sign_in: Any) -> None:
    steps, made = with_diary(world), measures(world)
    gerds = f"/programmes/mine/{begun(world.gerd, short_again()).ref}/steps/one"
    sign_in(world.gerd).post(gerds, {f"diary-{made.ref}": "4"})
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(DiaryEntry, actor).count() == 3
    assert sign_in(world.gerd).get(f"{steps}/one").status_code == 404


def short_again() -> Any:
    """The programme there is already."""
    return ProgrammeVersion.objects.select_related("programme").get().programme


def test_a_chosen_number_stays_while_something_else_is_put_right_and_is_named_when_kept(
    world: World, sign_in: Any
) -> None:
    steps, made = with_diary(world), measures(world)
    programme = Programme.objects.get(slug="short")
    assert programme.live is not None
    programme.live.modules[0]["steps"][1]["diary"] = True
    ProgrammeVersion.objects.filter(pk=programme.live.pk).update(modules=programme.live.modules)
    ruth, field = sign_in(world.ruth), f"diary-{made.ref}"
    wrong = ruth.post(f"{steps}/two", {"if_text": "", "then_text": "sit", field: "3"})
    assert wrong.status_code == 422
    assert '<option value="3" selected>' in wrong.content.decode()
    kept = ruth.post(
        f"{steps}/two", {"if_text": "tea", "then_text": "sit", field: "3"}, follow=True
    )
    assert "Written into your diary: Rest 3." in kept.content.decode()
    without = ruth.post(f"{steps}/two", {"if_text": "tea", "then_text": "sit"}, follow=True)
    assert "Written into your diary" not in without.content.decode()
