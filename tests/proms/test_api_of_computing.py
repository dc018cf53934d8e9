"""Programs read how numbers came about, from where on a change counts, and the page as text."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import Read
from members.actions.organisation import accept_purpose
from po_platform.access.actor import acting_as
from proms import looks
from proms.intended_purpose import mark
from proms.models import Response
from proms.queries.instruments import newest_version
from proms.shipped import shipped_specs
from questionnaires.queries import form_of
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.api import program
from tests.proms.path import on_her_list, put_in, send, text_of, use
from tests.proms.wordless import complete, form_for, highest

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(world: World) -> Response:
    """The most points of a form whose source names bands and a change; Ruth shares it."""
    spec = shipped_specs()["phq-9"]
    form = use(world, put_in(world, form_for(spec), spec.id))
    definition = form_of(newest_version(form), "en").definition
    share(world.ruth, world.nasser)
    return send(world.ruth, on_her_list(world.ruth, form), complete(definition, spec, highest))


def words(world: World, mark_of_words: str) -> None:
    actor = world.administrator.actor()
    with acting_as(actor):
        accept_purpose(actor=actor, mark=mark_of_words)


def looked(world: World) -> list[str]:
    with acting_as(world.ruth.actor()) as ruth:
        return [one.what for one in Read.objects.visible_to(ruth).order_by("pk")]


def test_steps_come_as_on_the_page(world: World, sign_in: Any, sent: Response) -> None:
    (rule,) = program(world.ruth).get(f"/api/v1/responses/{sent.ref}/how").json()["results"]
    (total,) = rule["numbers"]
    assert (rule["earlier"], len(total["counted"])) == (False, 9)
    page = text_of(sign_in(world.ruth).get(f"/my-answers/{sent.ref}/how"))
    assert total["steps"] and all(step in page for step in total["steps"])
    assert total["source"] in page


def test_a_clinician_reads_steps_and_text_of_who_shares_and_it_is_recorded(
    world: World, sign_in: Any, sent: Response
) -> None:
    client, here = sign_in(world.nasser), f"/api/v1/patients/{world.ruth.subject}"
    steps = client.get(f"{here}/responses/{sent.ref}/how").json()
    assert steps == program(world.ruth).get(f"/api/v1/responses/{sent.ref}/how").json()
    text = client.get(f"{here}/summary").json()["text"]
    assert looked(world) == [looks.ANSWERS, looks.TEXT]
    page = client.get(f"/clinic/people/{world.ruth.subject}/text").context["text"]
    assert text == page and "27 of 27" in text


def test_nobody_else_reads_either_of_them(world: World, sign_in: Any, sent: Response) -> None:
    here = f"/api/v1/patients/{world.ruth.subject}"
    for address in (f"{here}/responses/{sent.ref}/how", f"{here}/summary"):
        for other in (world.oduya, world.gerd, world.curator, world.desk):
            assert sign_in(other).get(address).status_code in (403, 404)
        assert program(world.nasser).get(address).status_code == 403  # no second factor
    own = f"/api/v1/responses/{sent.ref}/how"
    for other in (world.gerd, world.nasser):
        assert program(other).get(own).status_code == 404
    assert looked(world) == []


def test_a_line_says_from_where_on_a_change_counts_once_words_are_accepted(
    world: World, sign_in: Any, sent: Response
) -> None:
    words(world, "")
    (line,) = program(world.ruth).get("/api/v1/course").json()["results"]
    assert (line["change"], line["bands"]) == (None, [])
    words(world, mark())
    (line,) = program(world.ruth).get("/api/v1/course").json()["results"]
    scale = shipped_specs()["phq-9"].scales[0]
    assert scale.change is not None
    assert (line["change"]["better"], line["change"]["source"]) == (
        scale.change.better,
        scale.change.source,
    )
