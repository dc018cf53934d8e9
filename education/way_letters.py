"""Letters and calls to who goes her way on paper: what she began is still there, and her code."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from education.actions.keying import print_step_code
from education.models import Enrolment
from members.models import Person
from members.queries.organisation import current_organisation
from members.queries.own import own_rows
from members.reply_codes import in_groups
from notifications.kinds import Pending
from notifications.paper import PaperPart
from po_platform.access.actor import System
from po_platform.kit import spoken

State = Enrolment.State


def way_on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """That it waits, and the code with which the desk enters steps; nothing once it rests or ended."""
    row = _way(actor, pending)
    if row is None or row.state not in (State.ACTIVE, State.DONE) or row.version.stop_id:
        return None
    found = print_step_code(actor=actor, enrolment=row)
    phone = current_organisation(get_language() or "en").phone
    call = (
        _("You would rather talk? Call %(phone)s and read us the code below.") % {"phone": phone}
        if phone
        else _("You would rather talk? Call us and read us the code below.")
    )
    said = (
        _("The steps you began with us are there for you, at your own pace. There is no end date."),
        _(
            "You go your way on paper? Your sheets are yours. If you like, send us what you wrote or a"
            " copy, and we enter it. If you have no sheets, call us, and they come by post."
        ),
        call,
        _("You would like a pause, or to stop? A call is enough, and you need not say why."),
    )
    until = _("The code is good until %(day)s.") % {"day": spoken.day(found.until.date())}
    subject = _("Steps at your own pace")
    return PaperPart(said, code=in_groups(found.code), until=until, subject=subject)


def closing_on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """That nobody writes any more, and that the way back is open."""
    if _way(actor, pending) is None:
        return None
    said = _(
        "We stop writing about the steps you began with us. What you wrote stays yours. You can go on"
        " whenever you like: call us."
    )
    return PaperPart((said,), subject=_("Steps at your own pace"))


def _way(actor: System, pending: Pending) -> Enrolment | None:
    if not pending.about:
        return None
    rows = own_rows(Enrolment, actor).select_related("version").exclude(state=State.LEFT)
    row = rows.filter(ref=UUID(pending.about), rested_at=None).first()
    if row is not None and row.begun == Enrolment.Begun.PROXY and _no_account(actor):
        return None  # a child's: who acts by law is told, and no code comes by post
    return row


def _no_account(actor: System) -> bool:
    return Person.objects.filter(pk=actor.person_id or 0, account=None).exists()
