"""What may be done with a circular now, and why not; pure, asked again by the actions under lock."""

from __future__ import annotations

import hashlib
import json

from django.utils.translation import gettext as _

from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import Circular

State = Circular.State


def may_change_circular(circular: Circular) -> Verdict:
    """As long as nobody got it."""
    if circular.state != State.DRAFT:
        return Denied(_("It is on its way already. Take it back, or write a correction."))
    return Allowed()


def may_look_over(circular: Circular, account_id: int | None) -> Verdict:
    """A second person, not who wrote it."""
    if circular.state != State.DRAFT:
        return Denied(_("It is on its way already."))
    if account_id is None or circular.made_by == account_id:
        return Denied(_("You wrote it yourself. Ask somebody else of the office to read it."))
    return Allowed()


def may_send_circular(circular: Circular, *, mark: str) -> Verdict:
    """Once, and exactly what was looked at: `mark` is that of the text on the page before."""
    if circular.state != State.DRAFT:
        return Denied(_("It is on its way already."))
    if circular.group is not None and circular.group.closed_at is not None:
        return Denied(_("This group is closed. Choose another one."))
    if mark != mark_of(circular):
        return Denied(_("It was changed meanwhile. Read it again before you send it."))
    return Allowed()


def may_take_back(circular: Circular) -> Verdict:
    """Also later: it leaves the members’ page, and what waits does not go out."""
    if circular.state == State.TAKEN_BACK:
        return Denied(_("It was taken back already."))
    return Allowed()


def may_be_news(circular: Circular) -> Verdict:
    """What all were told; not what was written to a group."""
    if circular.group_id is not None:
        return Denied(_("This was written to a group. Write a news item of its own."))
    if circular.state not in (State.SENDING, State.SENT):
        return Denied(_("Send it first. Then the same text can stand on the public pages."))
    return Allowed()


def mark_of(circular: Circular) -> str:
    """Changes with every word and with the audience."""
    said = [
        circular.subject, circular.text, circular.group_id, circular.language, circular.in_mail,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]
