"""Circulars in the office: written once, read again, tried out, sent at one press, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from members.actions import circulars as actions
from members.actions.news import publish_circular
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.circular_rules import mark_of, may_change_circular
from members.forms.publishing import CircularForm, initial_of_circular
from members.models import Circular
from members.queries import circulars as queries
from members.queries.groups import name_of
from members.queries.publishing import Told
from members.views.office import key_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand

State = Circular.State


def texts_of(row: Circular) -> list[Told]:
    """Language by language, each under its own name, as it will be read."""
    return [
        Told(row.subject.get(code, ""), row.text[code], code, _(str(name)))
        for code, name in settings.LANGUAGES
        if row.text.get(code)
    ]


@only(Hat.ADMINISTRATOR)
@require_safe
def circulars(request: HttpRequest) -> HttpResponse:
    """All circulars, the newest first."""
    actor = signed_in_actor(request)
    rows, older = queries.all_circulars(actor=actor, before=key_of(request, "before"))
    context = {"circulars": rows, "older": older}
    return render(request, "members/office/publishing/circulars.html", context)


@only(Hat.ADMINISTRATOR)
def write(request: HttpRequest, ref: UUID | None = None) -> HttpResponse:
    """A new one, or another text of a draft."""
    actor = signed_in_actor(request)
    row = queries.circular_row(actor=actor, ref=ref).row if ref else None
    if row is not None:
        demand(may_change_circular(row))
    form = CircularForm(sent(request), initial=initial_of_circular(row) if row else None)
    made: list[Circular] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: made.append(actions.write_circular(actor=actor, ref=ref, **form.values())),
        )
    ):
        messages.success(request, _("Saved. Nothing is sent yet: read it once more."))
        return redirect("members:office_circular", made[0].ref)
    context = {"form": form, "row": row}
    page = "members/office/publishing/circular_edit.html"
    return render(request, page, context, status=status_of(form))


@only(Hat.ADMINISTRATOR, health=True)
@require_safe
def circular(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The second look before it is sent; afterwards what became of it."""
    actor = signed_in_actor(request)
    found = queries.circular_row(actor=actor, ref=ref)
    row = found.row
    context: dict[str, Any] = {
        "found": found,
        "group_name": name_of(row.group) if row.group else "",
        "language": _(str(dict(settings.LANGUAGES).get(row.language, ""))) if row.language else "",
        "texts": texts_of(row),
    }
    if row.state == State.DRAFT:
        context |= {
            "reach": queries.reach_of(
                actor=actor, group=row.group.pk if row.group else None, language=row.language
            ),
            "telling": queries.telling(row.text.values()) if row.group is None else [],
            "mark": mark_of(row),
            "another": queries.another_could_look(actor=actor),
            "mine": row.made_by == actor.account_id,
        }
    return render(request, "members/office/publishing/circular.html", context)


@only(Hat.ADMINISTRATOR)
@require_POST
def try_it(request: HttpRequest, ref: UUID) -> HttpResponse:
    """To my own mailbox."""
    count = actions.try_circular(actor=signed_in_actor(request), ref=ref)
    said = ngettext("%(count)s e-mail is on its way to you.", "%(count)s e-mails are on their way"
                    " to you.", count)  # fmt: skip
    messages.success(request, said % {"count": count})
    return redirect("members:office_circular", ref)


@only(Hat.ADMINISTRATOR)
@require_POST
def look_over(request: HttpRequest, ref: UUID) -> HttpResponse:
    """I have read it, as the second person."""
    actor = signed_in_actor(request)
    return _done(
        request, ref, lambda: actions.look_over_circular(actor=actor, ref=ref), _("Noted.")
    )


@only(Hat.ADMINISTRATOR)
@require_POST
def send(request: HttpRequest, ref: UUID) -> HttpResponse:
    """On its way."""
    actor, mark = signed_in_actor(request), request.POST.get("mark", "")
    return _done(
        request,
        ref,
        lambda: actions.send_circular(actor=actor, ref=ref, mark=mark),
        _("It is on its way. You can close this page."),
    )


@only(Hat.ADMINISTRATOR)
@require_POST
def back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What has not left yet stays here."""
    actor = signed_in_actor(request)
    return _done(
        request,
        ref,
        lambda: actions.take_back_circular(actor=actor, ref=ref),
        _("Taken back. What has not left yet is not sent."),
    )


@only(Hat.ADMINISTRATOR)
@require_POST
def again(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A correction of what was sent, or a new draft of what was taken back."""
    made = actions.begin_again(actor=signed_in_actor(request), ref=ref)
    return redirect("members:change_circular", made.ref)


@only(Hat.ADMINISTRATOR)
@require_POST
def as_news(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The same text for everybody."""
    actor = signed_in_actor(request)
    return _done(
        request,
        ref,
        lambda: publish_circular(actor=actor, ref=ref),
        _("Published. Everybody can read it now."),
    )


def _done(request: HttpRequest, ref: UUID, action: Callable[[], object], said: str) -> HttpResponse:
    """Back to its page; a refusal stands there in words instead."""
    try:
        action()
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("members:office_circular", ref)
