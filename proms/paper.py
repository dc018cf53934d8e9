"""What a letter says about one open questionnaire: three ways to answer, a code, and the form."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from members.letter_words import unbroken
from members.queries.organisation import current_organisation
from members.reply_codes import in_groups
from notifications.kinds import Pending
from notifications.paper import PaperPart, ReturnForm
from po_platform.access.actor import System
from po_platform.kit import spoken
from proms.actions.reply_codes import print_reply_code
from proms.models import Assignment
from proms.rules import may_be_used
from proms.watched import fixed_words
from questionnaires.on_paper import paper_questions
from questionnaires.paging import everywhere
from questionnaires.queries import Form, form_of

# There and back; what closes sooner cannot be answered on paper.
BY_POST = timedelta(days=4)


def on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """Runs as the system for this person alone; None when it is not open long enough."""
    language = get_language() or "en"
    held: Assignment | None = (
        Assignment.objects.visible_to(actor)
        .select_related("instrument", "version")
        .select_for_update(of=("self",))
        .filter(pk__in=pending.about.split(","), state=Assignment.State.OPEN)
        .order_by("pk")
        .first()
    )
    if held is None or (held.closes_at and held.closes_at < timezone.now() + BY_POST):
        return None
    form = form_of(held.version, language)
    code, until = print_reply_code(actor=actor, assignment=held, language=form.language)
    printed = printed_form(held, form) if may_be_used(held.instrument) else None
    return PaperPart(
        tuple(
            _sentences(
                held, form.texts.title or held.instrument.name, with_form=printed is not None
            )
        ),
        in_groups(code),
        _("It is good until %(day)s.") % {"day": spoken.day(spoken.last_day(until))},
        form=printed,
    )


def _sentences(held: Assignment, title: str, *, with_form: bool) -> list[str]:
    minutes = held.instrument.minutes
    words = ngettext(
        "There is a questionnaire for you: “%(title)s”. It takes about %(minutes)s minute.",
        "There is a questionnaire for you: “%(title)s”. It takes about %(minutes)s minutes.",
        minutes,
    )
    phone = current_organisation(get_language() or "en").phone
    call = (
        _("By telephone: call %(phone)s and read us the code below. We read the questions to you.")
        if phone
        else _("By telephone: call us and read us the code below. We read the questions to you.")
    )
    found = [words % {"minutes": minutes, "title": title}]
    if with_form:
        found.append(
            _("On paper: fill in the form that comes with this letter and send it back to us.")
        )
    found.append(call % {"phone": unbroken(phone)})
    if held.closes_at:
        found.append(
            _("You have time until %(day)s.") % {"day": spoken.day(spoken.last_day(held.closes_at))}
        )
    found.append(
        _("You need not answer, and you need not give a reason. You can leave any question open.")
    )
    return found


def printed_form(held: Assignment, form: Form) -> ReturnForm:
    """The questions as they are printed, with what stands before and after them."""
    texts, instrument = form.texts, held.instrument
    said = " ".join(fixed_words(on_paper=True))
    ticking = _("Tick one box for each question, unless it says otherwise.")
    day = _("Filled in on (day, month, year): ______________________")
    heads = [texts.label(item) for item in everywhere(form.definition, "header")]
    foots = [texts.label(item) for item in everywhere(form.definition, "footer")]
    return ReturnForm(
        texts.title or instrument.name,
        paper_questions(form),
        before=tuple(filter(None, [texts.description, *heads, said, ticking, day])),
        after=tuple(filter(None, [*foots, said, _("Thank you. Send us all sheets of this form.")])),
        rights=texts.copyright or instrument.attribution,
    )
