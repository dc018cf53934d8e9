"""What waits for the office, as lines of one worklist."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.queries import PostOffice, post_office
from po_platform.access.actor import Hat, SignedIn
from po_platform.kit import spoken

from .letter_work import letter_line, returned_lines
from .lost_factor_rules import FACTOR_DELAY
from .models import JoinRequest, LostFactorRequest, Person
from .queries.cards import card_wishes
from .queries.letters import without_letters
from .queries.office import bounced_mailboxes, open_factor_requests
from .start_page import Work, register_work

MAIL_IS_LATE = timedelta(hours=1)
SHOWN = 25  # lines of one kind on the first page
# What each kind of line goes by; everybody who waits to be let in stands on the page anyway.
GLANCES = {
    "factors": """select 1 from members_lostfactorrequest
      where cancelled_at is null and done_at is null""",
    "cards": "select 1 from members_account where card_wanted_at is not null",
    "mailboxes": "select 1 from members_account where mail_paused_at is not null",
    # Both kinds named: each has its index of what is due.
    "post": """select 1 from notifications_outbox
      where state = 0 and not service and due_at < statement_timestamp() - interval '1 hour'
      union all select 1 from notifications_outbox
      where state = 0 and service and due_at < statement_timestamp() - interval '1 hour'
      union all select 1 from notifications_outbox
      where state = 5 and done_at > statement_timestamp() - interval '7 days'""",
    "letters": "select 1 from notifications_outbox where state = 6",
    "returned": "select 1 from members_person where post_stopped_at is not null",
}


def connect() -> None:
    """Called once, when all apps are loaded."""
    for name, provider in (
        ("factors", _factors),
        ("cards", _cards),
        ("mailboxes", _mailboxes),
        ("post", _post),
        ("letters", letter_line),
        ("returned", _returned),
    ):
        register_work(Hat.ADMINISTRATOR, provider, glance=GLANCES[name])


def _factors(actor: SignedIn) -> list[Work]:
    return factor_lines(open_factor_requests(actor=actor)[:SHOWN], actor)


def _cards(actor: SignedIn) -> list[Work]:
    return card_lines(card_wishes(actor=actor)[:SHOWN])


def _mailboxes(actor: SignedIn) -> list[Work]:
    return mailbox_lines(bounced_mailboxes(actor=actor)[:SHOWN])


def _post(actor: SignedIn) -> list[Work]:
    return post_line(post_office(actor=actor))


def _returned(actor: SignedIn) -> list[Work]:
    return returned_lines(without_letters(actor=actor)[:SHOWN])


def joining_lines(requests: Iterable[JoinRequest]) -> list[Work]:
    """People who asked to be let in."""
    return [
        Work(
            title=request.person.display_name,
            sub=_("Would like to join"),
            url=reverse("members:joiner", args=[request.pk]),
            since=request.at,
            next_step=_("Let in or not"),
            next_sub=_("About 2 minutes"),
        )
        for request in requests
    ]


def factor_lines(requests: Iterable[LostFactorRequest], actor: SignedIn) -> list[Work]:
    """Lost second factors: for the second person to confirm, or running out their day."""
    return [_factor_line(request, actor) for request in requests]


def _factor_line(request: LostFactorRequest, actor: SignedIn) -> Work:
    waits_for, next_step, next_sub = _factor_step(request, actor)
    return Work(
        title=request.account.person.display_name,
        sub=_("Lost the second factor"),
        url=reverse("members:office_factor", args=[request.account.person.ref]),
        since=request.asked_at,
        waits_for=waits_for,
        next_step=next_step,
        next_sub=next_sub,
        mine=not waits_for,
    )


def _factor_step(request: LostFactorRequest, actor: SignedIn) -> tuple[str, str, str]:
    """For whom it waits ('' for the reader), the next step, and a word about it."""
    if request.confirmed_at is not None:
        gone_at = spoken.moment(request.confirmed_at + FACTOR_DELAY)
        return (
            _("A day to pass"),
            _("Nothing: it is removed by itself"),
            _("On %(moment)s") % {"moment": gone_at},
        )
    if request.asked_by == actor.account_id:
        return (
            _("Somebody else of the office"),
            _("Ask somebody else to confirm"),
            _("You asked for it, so you cannot"),
        )
    return "", _("Confirm or stop"), _("About 5 minutes, call back first")


def card_lines(people: Iterable[Person]) -> list[Work]:
    """People who ordered a code card."""
    return [
        Work(
            title=person.display_name,
            sub=_("Would like a code card"),
            url=reverse("members:person_card", args=[person.ref]),
            since=person.account.card_wanted_at if person.account else None,
            next_step=_("Make the card and send it"),
            next_sub=_("About 5 minutes, with a printer"),
        )
        for person in people
    ]


def mailbox_lines(people: Iterable[Person]) -> list[Work]:
    """Mailboxes that refused us."""
    return [
        Work(
            title=person.display_name,
            sub=_("The mailbox refuses what we send"),
            url=reverse("members:person", args=[person.ref]),
            since=person.account.mail_paused_at if person.account else None,
            next_step=_("Call, and correct the address"),
            next_sub=_("About 5 minutes"),
        )
        for person in people
    ]


def post_line(post: PostOffice) -> list[Work]:
    """One line when e-mails do not leave: nobody else would notice in time."""
    late = post.oldest_due_at is not None and timezone.now() - post.oldest_due_at > MAIL_IS_LATE
    if not late and not post.failed:
        return []
    if late:
        title = ngettext(
            "%(count)s e-mail does not go out", "%(count)s e-mails do not go out", post.waiting
        ) % {"count": post.waiting}
        next_step = _("Ask whoever runs the server: worker and mail server")
    else:
        title = ngettext(
            "%(count)s e-mail was given up this week",
            "%(count)s e-mails were given up this week",
            post.failed,
        ) % {"count": post.failed}
        next_step = _("Ask whoever runs the server to look at the record")
    return [
        Work(
            title=title,
            sub=_("Sending e-mail"),
            url="",
            since=post.oldest_due_at if late else None,
            next_step=next_step,
        )
    ]
