"""What waits at the desks of curators, committee and researchers, and what may not lie idle."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members.duties import Duty
from members.glances import Found
from members.holdings import Holding
from members.start_page import Work
from po_platform.access.actor import Actor, Hat, SignedIn
from registry.models import DataRequest, Release
from registry.queries.counts import short_of_numbers
from registry.queries.requests import requests_for
from registry.request_flow import State
from registry.request_words import STATES

MOST = 50
OF_CURATORS = (State.SCREENING, State.SIGNED, State.READY)
OF_RESEARCHERS = (State.DRAFT, State.QUESTION, State.AMENDING, State.AGREEMENT)

# As queries.releases.uses_of_my_data says, and how many uses she was asked about.
KEPT = {
    "uses": """select count(*) from registry_releasesubject s
      join registry_release r on r.id = s.release_id
     where s.subject_id = %(subject)s and r.state in ('active', 'expired', 'archived', 'destroyed')
       and (s.gone_at <= r.freed_at) is not true""",
    "asked": "select count(*) from registry_useasked where subject_id = %(subject)s",
}

DUTIES = (
    Duty(
        "registry.committee",
        _("Decide about requests for data"),
        _("Nobody alone should decide who gets data about members."),
        (Hat.COMMITTEE,),
        3,
        _("Stays closed: with too few votes no request is decided."),
        part="registry",
    ),
    Duty(
        "registry.second_look",
        _("Look at a release before it goes out"),
        _("What has gone out does not come back."),
        (Hat.CURATOR, Hat.COMMITTEE),
        2,
        _("Stays closed: whoever made a release cannot set it free."),
        part="registry",
    ),
)


def curators(actor: Actor) -> list[Work]:
    """Requests to screen, contracts, releases."""
    return _work(actor, OF_CURATORS, _("Go on with it"))


def committee(actor: Actor) -> list[Work]:
    """Requests to vote on, and releases to look at."""
    found = _work(actor, (State.REVIEW,), _("Read and vote"))
    looks = requests_for(actor=actor).filter(releases__state=Release.State.BUILT)
    found += [_line(one, _("Look at the release")) for one in looks[:MOST]]
    return found + [
        Work(
            title=one.title,
            sub=_("Hardly another number of people may be told."),
            url=reverse("registry:more_numbers", args=[one.slug]),
            next_step=_("Decide whether there are more"),
        )
        for one in short_of_numbers(actor=actor)
    ]


def researchers(actor: Actor) -> list[Work]:
    """Her own drafts, questions to answer, contracts to sign."""
    return _work(actor, OF_RESEARCHERS, _("Go on with it"))


def _work(actor: Actor, states: tuple[State, ...], next_step: object) -> list[Work]:
    if not isinstance(actor, SignedIn):
        return []
    rows = requests_for(actor=actor).filter(state__in=states)
    if states is OF_RESEARCHERS:
        rows = rows.filter(asked_by=actor.account_id)
    return [_line(one, next_step) for one in rows.order_by("state_at")[:MOST]]


def _line(one: DataRequest, next_step: object) -> Work:
    return Work(
        title=one.title,
        sub=STATES[one.state],
        url=reverse("registry:data_request", args=[one.ref]),
        since=one.state_at,
        next_step=next_step,  # type: ignore[arg-type]  # lazy text
    )


def holding(_actor: SignedIn, found: Found) -> Iterable[Holding]:
    """Among what we keep: the uses that contain her data, and those she was asked about."""
    told = []
    if count := found["uses"]:
        told.append(ngettext("%(n)d use.", "%(n)d uses.", count) % {"n": count})
    if asked := found["asked"]:
        words = ngettext("We asked you about %(n)d use.", "We asked you about %(n)d uses.", asked)
        told.append(words % {"n": asked})
    if told:
        here = reverse("registry:my_uses")
        yield Holding(_("Who uses my data"), " ".join(told), here, _("See them"))
