"""Answers are stored once, scored, and seen by whom the member chose."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from po_platform.access.actor import acting_as
from proms.actions.responses import OtherAnswers, Sending, submit_response, withdraw_response
from proms.models import Assignment, Response, Score
from proms.queries.course import scores_over_time
from questionnaires.models import Draft
from tests.personas import World
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers


@pytest.mark.django_db
def test_answers_are_stored_with_their_scores_and_close_the_assignment(world: World) -> None:
    assignment = on_her_list(world.ruth, put_weekly_in_use(world))
    send(world.ruth, assignment, some_answers(pain=4))
    actor = world.ruth.actor()
    with acting_as(actor):
        response = Response.objects.visible_to(actor).get()
        scores = {s.scale: s.value for s in Score.objects.visible_to(actor)}
        assert Assignment.objects.visible_to(actor).get().state == "done"
        assert not Draft.objects.visible_to(actor).exists()
    assert response.answers["q1"] == 4
    assert scores["pain"] == 4


@pytest.mark.django_db
def test_the_same_sending_twice_is_one_response(world: World) -> None:
    assignment = on_her_list(world.ruth, put_weekly_in_use(world))
    actor = world.ruth.actor()
    sending = Sending(uuid4(), some_answers(), {}, "en")
    with acting_as(actor):
        first = submit_response(actor=actor, assignment=assignment, sending=sending)
        again = submit_response(actor=actor, assignment=assignment, sending=sending)
        assert first.response.pk == again.response.pk
        assert (first.is_new, again.is_new) == (True, False)
        assert Response.objects.visible_to(actor).count() == 1


@pytest.mark.django_db
def test_other_answers_under_the_same_name_are_refused(world: World) -> None:
    assignment = on_her_list(world.ruth, put_weekly_in_use(world))
    actor = world.ruth.actor()
    name = uuid4()
    with acting_as(actor):
        submit_response(
            actor=actor, assignment=assignment, sending=Sending(name, some_answers(4), {}, "en")
        )
        with pytest.raises(OtherAnswers):
            submit_response(
                actor=actor, assignment=assignment, sending=Sending(name, some_answers(9), {}, "en")
            )


@pytest.mark.django_db
def test_a_second_sending_is_refused(world: World) -> None:
    assignment = on_her_list(world.ruth, put_weekly_in_use(world))
    send(world.ruth, assignment)
    with pytest.raises(PermissionDenied, match="sent these answers already"):
        send(world.ruth, assignment)


@pytest.mark.django_db
def test_nobody_answers_for_somebody_else(world: World) -> None:
    assignment = on_her_list(world.ruth, put_weekly_in_use(world))
    with pytest.raises(Http404):
        send(world.gerd, assignment)


@pytest.mark.django_db
def test_answers_taken_back_leave_the_course(world: World) -> None:
    response = send(world.ruth, on_her_list(world.ruth, put_weekly_in_use(world)))
    actor = world.ruth.actor()
    with acting_as(actor):
        assert scores_over_time(actor=actor, subject=world.ruth.subject)
        withdraw_response(actor=actor, response=response)
        assert not scores_over_time(actor=actor, subject=world.ruth.subject)
