"""What requests about data, duties and parts put on the worklist, into the log and on the worker."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.work import register_job
from notifications.jobs import register_silence
from po_platform.access.actor import Actor, Hat, SignedIn

from .actions.rights_pack import make_packs
from .deeds import register_deeds
from .duties import OWN, register_duty
from .models import RightsRequest
from .parts import parts_off
from .queries.events_named import events_named
from .queries.rights import PACK, SHOWN, left_of, requests_open, title_of
from .queries.rights_places import calls_named, members_named, office_words
from .queries.set_up import own_points
from .queries.used import people_used, work_used
from .rights_counted import OWN as OWN_TEXTS
from .rights_counted import register_counted
from .rights_search import Source, register_search
from .set_up import register_points
from .start_page import Work, register_work
from .used import register_used

State = RightsRequest.State
SOURCES = (
    Source("members", gettext_lazy("Who is a member, by exact name, address or number"),
           members_named),
    Source("calls", gettext_lazy("Notes about calls"), calls_named),
    Source("office", gettext_lazy("What the office wrote down, and wishes to join"), office_words),
    Source("events", gettext_lazy("Events"), events_named),
)  # fmt: skip


def connect() -> None:
    """Called once, when all apps are loaded."""
    for source in SOURCES:
        register_search(source)
    register_counted(OWN_TEXTS)
    register_job(PACK, make_packs)
    register_silence(parts_off)
    register_used(people_used)
    register_used(work_used)
    for duty in OWN:
        register_duty(duty)
    register_points(own_points)
    register_work(
        Hat.ADMINISTRATOR,
        request_lines,
        glance="select 1 from members_rightsrequest where closed_at is null",
    )
    register_deeds(
        {
            "members.rights.opened": gettext_lazy("%(who)s wrote down a request about data."),
            "members.rights.identity_noted": gettext_lazy(
                "%(who)s wrote down how we know who asks about data."
            ),
            "members.rights.extended": gettext_lazy(
                "%(who)s took two months more for a request about data."
            ),
            "members.rights.searched": gettext_lazy("%(who)s searched for a request about data."),
            "members.rights.decided": gettext_lazy(
                "%(who)s decided what goes out for a request about data."
            ),
            "members.rights.prepared": gettext_lazy(
                "%(who)s wrote the answer to a request about data."
            ),
            "members.rights.sent_back": gettext_lazy(
                "%(who)s sent the answer to a request about data back."
            ),
            "members.rights.released": gettext_lazy(
                "%(who)s let the answer to a request about data go."
            ),
            "members.rights.packed": gettext_lazy("The answer to a request about data was made."),
            "members.rights.fetched": gettext_lazy(
                "%(who)s took the answer to a request about data along."
            ),
            "members.rights.sent": gettext_lazy("%(who)s answered a request about data."),
            "members.rights.withdrawn": gettext_lazy(
                "%(who)s wrote down that a request about data was taken back."
            ),
        }
    )


def request_lines(actor: Actor) -> list[Work]:
    """Every request whose month runs, with its next step."""
    return [_line(row, actor) for row in requests_open(actor=actor)[:SHOWN]]


def _line(row: RightsRequest, actor: Actor) -> Work:
    waits = isinstance(actor, SignedIn) and (
        row.person_id == actor.person_id
        or (row.state == State.READY and row.prepared_by == actor.account_id)
    )
    return Work(
        title=title_of(row),
        sub=row.get_kind_display(),
        url=reverse("members:request", args=[row.ref]),
        since=row.opened_at,
        waits_for=_("Somebody else of the office") if waits else "",
        next_step=NEXT[State(row.state)],
        next_sub=left_of(row),
        mine=not waits,
    )


NEXT = {
    State.OPEN: gettext_lazy("Search and answer"),
    State.READY: gettext_lazy("Look at the answer, and let it go"),
    State.RELEASED: gettext_lazy("Send the answer"),
}
