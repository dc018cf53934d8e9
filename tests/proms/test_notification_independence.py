"""No alarms: equally complete answers, low, high or any, lead to the same mails, tasks, lists and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from django.db import transaction

from audit.models import Event
from members.glances import Asking
from notifications.models import Outbox
from po_platform.access.actor import acting_as
from proms import on_start_pages
from proms.actions import responses
from proms.actions.arrangement import arrange_for_patient
from proms.actions.norms import choose_own_norms
from proms.arrangement import scale_key
from proms.models import Assignment, Response
from proms.norms import choice_of
from proms.queries.assignments import my_responses
from proms.queries.instruments import newest_version
from proms.reminders import queue_reminders
from proms.scale_spec import ScaleSpec
from proms.shipped import shipped_specs
from questionnaires.definition import Definition
from questionnaires.queries import form_of
from tests.access.walk import client_for
from tests.members.sharing_steps import share
from tests.notifications.mailbox import deliver
from tests.personas import World
from tests.proms.api import post, program, sending
from tests.proms.norm_tables import read_in
from tests.proms.path import asked_by, main_of, on_her_list, put_in, send, use
from tests.proms.wordless import Pick, any_of, complete, form_for, highest, lowest
from tests.questionnaires.forms import choice, questionnaire

pytestmark = pytest.mark.django_db
RANDOM_SETS = 2
# Beside everybody's start page: the lists of those who have one.
LISTS = {
    "nasser": ("/clinic", "/clinic?order=arrival"),
    "oduya": ("/clinic",),
    "administrator": ("/office",),
    "curator": ("/instruments",),
    "gerd": ("/my-answers",),
}
# Changes from one run to the next whatever was answered.
CHANGING = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{1,2}:\d{2}|[0-9a-f]{32,}|Message-ID:.*"
)


EXPLAINED = re.compile(r'<details class="explained.*?</details>', re.DOTALL)
AVERAGE = re.compile(r'<p class="norm-said">.*?</p>')
OTHER = questionnaire(choice("a", "x", "y"), title="Another form")


class Ground:
    """Instruments on Ruth's list, asked by the doctor she shares with; Gerd answered another."""

    def __init__(self, world: World, *specs: ScaleSpec) -> None:
        self.world, self.specs = world, specs
        share(world.ruth, world.nasser)
        share(world.gerd, world.nasser)
        send(world.gerd, on_her_list(world.gerd, use(world, put_in(world, OTHER))), {"a": "x"})
        self.asked = [(spec, *self._asked(spec)) for spec in specs]
        self._lines_of_averages()
        deliver()

    def _lines_of_averages(self) -> None:
        """Each has a made-up average in the middle of a scale; both who look chose to see it."""
        ruth, nasser = self.world.ruth.actor(), self.world.nasser.actor()
        chosen = {}
        for spec, assignment, _ in self.asked:
            scale = next(one for one in spec.scales if not one.aside)
            middle = f"sex,age_from,age_to,mean\nall,,,{(scale.low + scale.high) / 2}\n"
            key = scale_key(spec.id, scale.id)
            table = read_in(self.world, assignment.instrument, key, middle)
            chosen[key] = choice_of(table.ref, "all")
        with acting_as(ruth):
            choose_own_norms(actor=ruth, norms=chosen)
        with acting_as(nasser):
            arrange_for_patient(
                actor=nasser, subject=self.world.ruth.subject, places={}, norms=chosen
            )

    def _asked(self, spec: ScaleSpec) -> tuple[Assignment, Definition]:
        instrument = use(self.world, put_in(self.world, form_for(spec), spec.id))
        assert instrument.specs.filter(version=spec.version).exists(), spec.id
        definition = form_of(newest_version(instrument), "en").definition
        return asked_by(self.world.nasser, self.world.ruth, instrument), definition

    def sets(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Lowest, highest and some random complete sets of answers to each."""
        random = Random(self.specs[0].id)  # noqa: S311  (answers, not secrets)
        picks: dict[str, Pick] = {"lowest": lowest, "highest": highest}
        picks |= {f"random {n}": any_of(random) for n in range(RANDOM_SETS)}
        return {
            name: {spec.id: complete(form, spec, pick) for spec, _, form in self.asked}
            for name, pick in picks.items()
        }

    def after(self, answers: dict[str, dict[str, Any]], capture: Any) -> dict[str, Any]:
        """Everything that can be noticed outside the answers themselves once they were sent."""
        with undone():
            member = program(self.world.ruth)
            with capture(execute=True):
                for spec, assignment, _ in self.asked:
                    given = sending(answers=answers[spec.id])
                    answer = post(member, assignment.ref, given)
                    assert answer.status_code == 201, (spec.id, answer.content)
                    assert all(score["state"] == "ok" for score in answer.json()["scores"]), spec.id
            return {
                "outbox": list(
                    Outbox.objects.order_by("pk").values_list("kind", "person_id", "state", "why")
                ),
                "mails": [masked(f"{m.to} {m.subject} {m.body}") for m in deliver()],
                "audit": list(Event.objects.order_by("pk").values_list("verb", "detail")),
                "rows": self._rows_elsewhere(),
                **self._pages(),
            }

    def _rows_elsewhere(self) -> tuple[int, int]:
        actor = self.world.ruth.actor()
        with acting_as(actor):
            mine = Assignment.objects.visible_to(actor)
            return mine.count(), Response.objects.visible_to(actor).count()

    def _pages(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, persona in self.world.people.items():
            client = client_for(persona)
            for address in ("/start", *LISTS.get(name, ())):
                page = client.get(address)
                text = main_of(page) if page.status_code == 200 else ""
                found[f"{name} {address}"] = (page.status_code, masked(text))
        # Of her own course everything is hers but what each questionnaire is said to show.
        course = main_of(client_for(self.world.ruth).get("/my-answers"))
        found["ruth averages"] = AVERAGE.findall(course)
        assert len(found["ruth averages"]) == len(self.asked)
        found["ruth explained"] = EXPLAINED.findall(course)
        assert len(found["ruth explained"]) == len(self.asked)
        for spec, assignment, _ in self.asked:
            confirmation = client_for(self.world.ruth).get(f"/answer/{assignment.ref}/sent")
            found[f"ruth sent {spec.id}"] = masked(main_of(confirmation))
        return found


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside never happened."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def masked(text: str) -> str:
    return CHANGING.sub("…", text)


def differences(ground: Ground, capture: Any) -> list[str]:
    """Where any set of answers left another trace than the lowest one."""
    traces = {name: ground.after(answers, capture) for name, answers in ground.sets().items()}
    expected = traces["lowest"]
    return [
        f"{name}: {what}"
        for name, trace in traces.items()
        for what in trace
        if trace[what] != expected[what]
    ]


def test_answers_to_no_shipped_instrument_leave_a_trace_but_themselves(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    ground = Ground(world, *shipped_specs().values())
    sets = ground.sets()
    for spec in ground.specs:
        assert sets["lowest"][spec.id] != sets["highest"][spec.id], spec.id
        assert len({len(answers[spec.id]) for answers in sets.values()}) == 1, spec.id
    assert differences(ground, django_capture_on_commit_callbacks) == []


# ---------- Planted: each of these turns it red ----------


def test_a_mail_on_a_high_score_is_found(
    world: World, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = Ground(world, shipped_specs()["phq-9"])
    score = responses.score_response

    def alarming(response: Response) -> None:
        score(response)
        if (
            response.scores.model.objects.visible_to(world.ruth.actor())
            .filter(response=response, value__gte=20)
            .exists()
        ):
            queue_reminders(on_her_list(world.ruth, response.instrument))

    monkeypatch.setattr(responses, "score_response", alarming)
    found = differences(ground, django_capture_on_commit_callbacks)
    assert "highest: outbox" in found


def test_a_list_that_looks_at_answers_is_found(
    world: World, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = Ground(world, shipped_specs()["weekly-check-in"])
    course_row = on_start_pages.course_row

    def telling(actor: Any, known: Any) -> Any:
        found = course_row(actor, known)
        newest = my_responses(actor=actor).first()
        if found is None or newest is None or newest.answers.get("q1", 0) < 9:
            return found
        return type(found)(found.label, "You have a lot of pain.", found.url, found.link, 30)

    asking = Asking(telling, facts={"newest": on_start_pages.NEWEST})
    monkeypatch.setattr("members.start_page._rows", [asking])
    found = differences(ground, django_capture_on_commit_callbacks)
    assert "highest: ruth /start" in found
