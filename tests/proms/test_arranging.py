"""What opens first in a summary: a clinic's choice and a clinician's; nothing ever leaves the page."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import Event
from members.models import ClinicMembership
from po_platform.access.actor import acting_as
from proms.arrangement import Arrangement
from proms.models import ClinicScales, Response, ScaleChoice
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import main_of, on_her_list, put_weekly_in_use, send, text_of

KEYS = ["a.1", "a.2", "b.1"]


def opened(arrangement: Arrangement, keys: list[str] = KEYS) -> list[str]:
    return [keys[place] for place in arrangement.opened(keys)]


def test_without_a_choice_everything_opens_in_the_order_of_the_form() -> None:
    assert opened(Arrangement()) == KEYS


def test_a_clinic_s_choice_opens_in_its_order_and_a_person_s_own_stands_above_it() -> None:
    assert opened(Arrangement(clinic=("b.1", "a.1"))) == ["b.1", "a.1"]
    assert opened(Arrangement(("b.1",), first=frozenset({"a.2"}))) == ["b.1", "a.2"]
    assert opened(Arrangement(("b.1", "a.1"), folded=frozenset({"b.1"}))) == ["a.1"]
    assert opened(Arrangement(folded=frozenset({"a.2"}))) == ["a.1", "b.1"]


def test_whoever_answered_none_of_it_has_everything_open() -> None:
    assert opened(Arrangement(clinic=("x.1",))) == KEYS
    assert opened(Arrangement(folded=frozenset(KEYS))) == KEYS


def test_two_lines_of_one_scale_stay_two() -> None:
    assert opened(Arrangement(clinic=("a.1",)), ["a.1", "a.1", "b.1"]) == ["a.1", "a.1"]


@pytest.fixture
def sent(world: World) -> Response:
    found = send(world.ruth, on_her_list(world.ruth, put_weekly_in_use(world)))
    share(world.ruth, world.oduya)
    return found


def page(world: World) -> str:
    return f"/clinic/people/{world.ruth.subject}"


def shown_first(answer: Any) -> str:
    """The part of the summary above what is folded."""
    main = main_of(answer)
    charts = main[main.index('id="changed"') :]
    charts = charts[charts.index("</section>") :]
    return charts.split('id="folded"')[0]


def choose(client: Any, world: World, *scales: str) -> Any:
    places = {f"place{number}": scale for number, scale in enumerate(scales, 1)}
    return client.post(f"/clinic/scales/{world.clinic.pk}", places)


@pytest.mark.django_db
def test_a_clinic_opens_what_it_chose_and_nothing_leaves_the_page(
    world: World, sign_in: Any, sent: Response
) -> None:
    client = sign_in(world.oduya)
    before = text_of(client.get(page(world)))
    assert choose(client, world, "weekly-check-in.sleep").status_code == 302
    summary = client.get(page(world))
    assert "Sleep" in shown_first(summary) and "Pain" not in shown_first(summary)
    after = text_of(summary)
    for scale in ("Pain", "Tiredness", "Sleep"):
        assert after.count(scale) >= before.count(scale)
    assert "Sleep" in text_of(client.get("/clinic/mine"))
    assert Event.objects.filter(verb="proms.clinic_scales.chosen").count() == 1


@pytest.mark.django_db
def test_who_works_elsewhere_chooses_nothing_here(world: World, sign_in: Any) -> None:
    put_weekly_in_use(world)
    assert choose(sign_in(world.nasser), world, "weekly-check-in.sleep").status_code == 404
    assert choose(sign_in(world.ruth), world, "weekly-check-in.sleep").status_code == 403
    ClinicMembership.objects.filter(clinic=world.clinic).update(left_at="2026-01-01T00:00Z")
    assert choose(sign_in(world.oduya), world, "weekly-check-in.sleep").status_code == 404
    assert not ClinicScales.objects.exists()
    assert "You work at no clinic here" in text_of(sign_in(world.nasser).get("/clinic/mine"))


@pytest.mark.django_db
def test_a_scale_has_one_place_and_is_one_there_is(world: World, sign_in: Any) -> None:
    put_weekly_in_use(world)
    client = sign_in(world.oduya)
    twice = choose(client, world, "weekly-check-in.sleep", "weekly-check-in.sleep")
    assert "This one has a place already" in text_of(twice)
    assert choose(client, world, "nothing.like-it").status_code == 200
    assert not ClinicScales.objects.exists()


def arranged(world: World) -> dict[str, str]:
    actor = world.oduya.actor()
    with acting_as(actor):
        return dict(ScaleChoice.objects.visible_to(actor).values_list("scale", "place"))


@pytest.mark.django_db
def test_a_clinician_folds_a_scale_for_one_person_and_brings_it_back(
    world: World, sign_in: Any, sent: Response
) -> None:
    client = sign_in(world.oduya)
    form = client.get(f"{page(world)}/scales")
    assert "Pain (" in text_of(form)
    assert client.post(f"{page(world)}/scales", {"scale1": "folded"}).status_code == 302
    summary = client.get(page(world))
    assert "Pain" not in shown_first(summary)
    assert "Folded: Pain 4" in text_of(summary)  # the print says it too
    assert list(arranged(world).values()) == ["folded"]
    assert Event.objects.filter(verb="proms.scale.arranged").count() == 1
    client.post(f"{page(world)}/scales", {"reset": "yes"})
    assert "Pain" in shown_first(client.get(page(world)))


@pytest.mark.django_db
def test_it_changes_nobody_else_s_page(world: World, sign_in: Any, sent: Response) -> None:
    share(world.ruth, world.nasser)
    before = main_of(sign_in(world.nasser).get(page(world)))
    sign_in(world.oduya).post(f"{page(world)}/scales", {"scale1": "folded"})
    after = main_of(sign_in(world.nasser).get(page(world)))
    assert "folded" not in after and len(after) == len(before)


@pytest.mark.django_db
def test_who_does_not_share_is_arranged_by_nobody(world: World, sign_in: Any) -> None:
    put_weekly_in_use(world)
    for method in ("get", "post"):
        answer = getattr(sign_in(world.oduya), method)(f"{page(world)}/scales")
        assert answer.status_code == 404
        assert getattr(sign_in(world.gerd), method)(f"{page(world)}/scales").status_code == 403


@pytest.mark.django_db
def test_a_choice_that_no_form_offers_is_told(world: World, sign_in: Any, sent: Response) -> None:
    answer = sign_in(world.oduya).post(f"{page(world)}/scales", {"scale1": "gone"})
    assert answer.status_code == 200
    assert not arranged(world)
