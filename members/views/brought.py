"""Bringing along a file of My data: choose it, see what is in it, take it over, take it off."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions.brought import look_into, take_off, take_over
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from members.brought_file import MOST_BYTES, NotOurs
from members.forms.brought import BringForm
from members.limits import count_try, patient
from members.queries import brought as queries
from po_platform.access.declare import signed_in


@signed_in(health=True)
@patient
def brought(request: HttpRequest) -> HttpResponse:
    """What she brought along so far, and the form for a file."""
    actor = signed_in_actor(request)
    form = BringForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        count_try(request, "bring_file", str(actor.account_id))
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            if (file.size or 0) > MOST_BYTES:
                raise NotOurs(_("Choose a smaller file: at most 20 megabytes"))
            row = look_into(actor=actor, raw=file.read())
            return redirect("members:brought_one", row.ref)
        except NotOurs as why:
            form.add_error("file", forms.ValidationError(str(why)))
    context = {"form": form, "rows": queries.brought_by_me(actor=actor)}
    return render(request, "members/me/brought.html", context, status=status_of(form))


@signed_in(health=True)
def brought_one(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What is in it; before it is taken over, with a tick for each table."""
    actor = signed_in_actor(request)
    row = queries.one_brought(actor=actor, ref=ref)
    if request.method == "POST":
        chosen = request.POST.getlist("part")
        if chosen:
            take_over(actor=actor, ref=ref, names=chosen)
            messages.success(request, _("Taken over. Only you see it."))
            return redirect("members:brought_one", ref)
        messages.warning(request, _("Tick what you want to take over."))
    context = {"row": row, "parts": queries.parts_of(row), "new": row.untaken_at is not None}
    return render(request, "members/me/brought_one.html", context)


@signed_in(health=True)
@require_safe
def brought_part(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """One table as it stood there, a hundred rows at a time."""
    row = queries.one_brought(actor=signed_in_actor(request), ref=ref)
    take = queries.take_called(name)
    typed = request.GET.get("from", "0")
    if not typed.isascii() or not typed.isdigit() or len(typed) > 6 or name not in row.parts:
        raise Http404
    first = int(typed)
    cells, more = queries.page_of(row, take, first)
    context = {
        "row": row,
        "take": take,
        "cells": cells,
        "newer": max(0, first - queries.A_PAGE) if first else None,
        "older": first + queries.A_PAGE if more else None,
    }
    return render(request, "members/me/brought_part.html", context)


@signed_in(health=True)
@require_POST
def brought_off(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Off again, at once."""
    take_off(actor=signed_in_actor(request), ref=ref)
    messages.success(
        request, _("Taken off. The file itself is still yours: you can bring it again.")
    )
    return redirect("members:brought")
