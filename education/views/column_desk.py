"""Columns from behind: offered, offered again, ended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import columns as actions
from education.forms.columns import OfferColumnForm
from education.models import Column
from education.queries import columns as queries
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from notifications.letters import absolute
from po_platform.access.actor import Hat
from po_platform.access.declare import only

from .desk import WRITE


@only(Hat.EDITOR)
@require_safe
def columns(request: HttpRequest) -> HttpResponse:
    """All of them, and whose."""
    found = queries.columns_for_desk(actor=signed_in_actor(request))
    return render(request, "education/desk/columns.html", {"lines": found})


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def offer(request: HttpRequest) -> HttpResponse:
    """A column for somebody: a link to hand over, shown once."""
    actor = signed_in_actor(request)
    form = OfferColumnForm(sent(request), initial={"language": (get_language() or "en")[:2]})
    made: list[tuple[Column, str]] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(actions.offer_column(actor=actor, **form.cleaned_data))
    ):
        return _with_link(request, made[0][0], made[0][1])
    context = {"form": form}
    return render(request, "education/desk/offer_column.html", context, status=status_of(form))


def _with_link(request: HttpRequest, column: Column, path: str) -> HttpResponse:
    context = {"column": column, "link": absolute(path)}
    return render(request, "education/desk/offer_column.html", context)


@only(Hat.EDITOR)
@require_safe
def column(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One column from behind."""
    found = queries.held_column(actor=signed_in_actor(request), ref=ref)
    return render(request, "education/desk/column.html", {"line": found})


@only(Hat.EDITOR)
@require_POST
def step(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A new link for an offer nobody took, or the end."""
    actor = signed_in_actor(request)
    row = queries.held_column(actor=actor, ref=ref).column
    try:
        if request.POST.get("do") == "link":
            return _with_link(request, row, actions.offer_again(actor=actor, ref=ref))
        if request.POST.get("do") == "end":
            actions.end_as_editor(actor=actor, ref=ref)
            messages.success(request, _("Ended. Its texts stay; each can be laid aside."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("education:column_desk", ref)
