"""What always holds on a way, whatever somebody does and however long she waits between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from education.actions import enrolling
from education.actions.measuring import ask_again
from education.actions.nudging import nudge_quiet
from education.actions.reminders import remind_as_set, set_reminders
from education.actions.stepping import open_step
from education.models import Enrolment, Measuring, Programme, ProgrammeCard
from members.queries.own import own_rows
from po_platform.access.actor import SignedIn, acting_as
from tests.education.programme_path import enrolment_of, short
from tests.education.test_quiet_ladder import put_back
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db
QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DEEDS = st.one_of(
    st.integers(1, 60),  # so many days go by
    st.sampled_from(["step", "pause", "leave", "finish", "come back"]),
)


def does(actor: SignedIn, row: Enrolment, deed: str) -> None:
    until = timezone.localdate() + timedelta(days=30)
    deeds: dict[str, Any] = {
        "step": lambda: open_step(actor=actor, ref=row.ref, step_id="one"),
        "pause": lambda: enrolling.pause(actor=actor, ref=row.ref, until=until),
        "leave": lambda: enrolling.leave(actor=actor, ref=row.ref),
        "finish": lambda: enrolling.finish(actor=actor, ref=row.ref),
        "come back": lambda: enrolling.come_back(actor=actor, ref=row.ref),
    }
    try:
        deeds[deed]()
    except PermissionDenied:
        return


def time_goes_by(persona: Persona, days: int) -> None:
    put_back(persona, days)
    with acting_as(persona.actor()) as actor:
        for one in own_rows(Measuring, actor):
            one.due_on -= timedelta(days=days)
            one.save(update_fields=["due_on"])


@QUICK
@given(deeds=st.lists(DEEDS, min_size=3, max_size=14))
def test_no_mail_in_a_pause_three_nudges_at_most_and_one_question_later(
    world: World, deeds: list[int | str]
) -> None:
    with transaction.atomic():  # taken back below: each example begins anew
        programme = Programme.objects.filter(slug="short").first()
        programme = programme or short(world, measured_by="whatever-it-is-called")
        ruth = world.ruth.actor()
        with acting_as(ruth):
            row = enrolling.enrol(actor=ruth, programme=programme)
            set_reminders(actor=ruth, ref=row.ref, weekday=3)
        nudged = asked = reminded = days = 0
        for deed in deeds:
            if isinstance(deed, int):
                time_goes_by(world.ruth, deed)
                days += deed
            else:
                nudged = 0  # she was here
                with acting_as(ruth):
                    does(ruth, row, deed)
            before = enrolment_of(world.ruth)
            wrote, again, as_set = nudge_quiet(), ask_again(), remind_as_set()
            reminded += as_set
            assert not (as_set and (before.paused_until or before.state != "active" or wrote))
            assert reminded <= days // 7 + 1
            nudged, asked = nudged + wrote, asked + again
            assert not (wrote and (before.paused_until or before.state != "active"))
            assert not (again and before.state != "done")
            assert nudged <= 3
            assert asked <= 1
        transaction.set_rollback(True)


@QUICK
@given(uses=st.integers(0, 4), tries=st.integers(0, 7))
def test_a_card_counts_exactly_as_often_as_it_may(world: World, uses: int, tries: int) -> None:
    with transaction.atomic():
        card = ProgrammeCard.objects.create(
            account=world.nasser.account, programme=short(world), code_hash=b"x",
            printed_name="A practice", may_be_used=uses,
            expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        counted = [enrolling.redeem_card(card.ref) for _time in range(tries)]
        assert sum(counted) == min(uses, tries)
        assert counted == sorted(counted, reverse=True)
        transaction.set_rollback(True)
