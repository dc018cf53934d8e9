"""Who wants calls instead of mail stands on the desk's list while one form waits for her."""

from __future__ import annotations

import logging
import secrets
from uuid import uuid4

from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from audit.actions import record
from members.call_secrets import can_be_dialled, mark_of, seal_for_call
from members.facts import subject_of
from members.models import CallRequest, Person
from members.queries.calls import promised_days
from members.queries.identity import identity_of
from members.queries.letters import no_letters_to
from members.working_days import in_working_days
from notifications.actions.printing import (
    Post,
    Said,
    people_waiting,
    post_for,
    say_printed,
    say_unsaid,
    still_right,
)
from notifications.directory import Way
from notifications.paper import PaperPart
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit.crypto import secret_hash

from .letters import stop_post

log = logging.getLogger(__name__)
AT_ONCE = 100


def put_on_call_list() -> int:
    """For the tick: one call for each person something waits for; how many were put there."""
    waiting = people_waiting(Way.PHONE, AT_ONCE, but=no_letters_to())
    return sum(_one_person(person_id) for person_id in waiting)


def _one_person(person_id: int) -> bool:
    with acting_as(System(Purpose.EXPORT, person_id=person_id)):
        posts = post_for([person_id], Way.PHONE, settle=True)
        if not posts:
            return False
        her = System(Purpose.EXPORT, subject_of(person_id), person_id)
        with acting_as(her), override(posts[0].recipient.language):
            return _put(her, Person.objects.get(pk=person_id), posts[0])


def _put(her: System, person: Person, post: Post) -> bool:
    """The oldest thing that waits; the next one follows when this call is closed."""
    calls = CallRequest.objects.visible_to(her).filter(person=person)
    if calls.filter(closed_at__isnull=True).exists():
        return False
    known = identity_of(actor=her, person_id=person.pk)
    first = post.said[0]
    same = [one.pending.row_id for one in post.said if _thing(one) == _thing(first)]
    if not can_be_dialled(known.phone):
        if first.kind.calls_only:  # she gets her mails; only this call cannot be made
            say_unsaid(same)
        else:
            stop_post(actor=her, person=person, why=Person.NoPost.NO_NUMBER)
        return False
    part = first.kind.paper(her, first.pending) if first.kind.paper else None
    if part is None:
        say_unsaid(same)
        return False
    call = _call(person, known.real_name or person.display_name, known.phone, part, same)
    call.language = post.recipient.language
    CallRequest.objects.bulk_create([call])
    say_printed(same)
    record(actor=her, verb="members.call.reminder_put")
    return True


def _thing(one: Said) -> tuple[str, str]:
    return one.kind.says, one.pending.about


def _call(person: Person, name: str, number: str, part: PaperPart, rows: list[int]) -> CallRequest:
    ref = uuid4()
    return CallRequest(
        ref=ref,
        person=person,
        secret_hash=secret_hash(secrets.token_urlsafe(18)),
        name=seal_for_call(ref, "name", name),
        number=seal_for_call(ref, "number", number),
        number_mark=mark_of(number),
        code=seal_for_call(ref, "code", part.code),
        about=CallRequest.About.REMINDER,
        promised_on=in_working_days(timezone.localdate(), promised_days()),
        rows=rows,
    )


def end_outdated_calls() -> int:
    """For the tick: what was answered, or is not wanted any more, goes from the desk's list."""
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select id, rows from open_reminder_calls()")
        calls = dict(cursor.fetchall())
        right = still_right({row for rows in calls.values() for row in rows}, Way.PHONE)
        over = [call for call, rows in calls.items() if not right.intersection(rows)]
        cursor.execute("select end_reminder_calls(%s)", [over])
    return len(over)
