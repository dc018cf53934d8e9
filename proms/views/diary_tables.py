"""A diary as a table: taken along, and read in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent, signed_in_actor
from po_platform.access.declare import signed_in
from po_platform.kit.table_file import NotATable
from proms.actions.diary import read_in
from proms.diary import TableRefused, as_csv
from proms.diary_forms import TableForm
from proms.diary_table import lines_in
from proms.queries.diary import my_entries
from proms.views.files import CSV, as_file

SHOWN = 20  # problems at once


@signed_in(health=True)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """All of it, oldest first."""
    entries = my_entries(actor=signed_in_actor(request)).order_by("on", "at", "pk")
    return as_file(as_csv(entries), CSV, "diary.csv")


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """A table is read in as a whole, or it says line by line what stands in the way."""
    actor = signed_in_actor(request)
    form = TableForm(sent(request), request.FILES or None)
    problems: list[str] = []
    if form.is_valid():
        try:
            lines = lines_in(actor, form.cleaned_data["file"].read())
        except NotATable as error:
            form.add_error("file", str(error))
        except TableRefused as error:
            problems = list(error.problems)
            form.add_error("file", _("Nothing was read in. Put the lines below right first"))
        else:
            new = read_in(actor=actor, lines=lines)
            words = ngettext("%(n)s line is new.", "%(n)s lines are new.", new) % {"n": new}
            messages.success(request, words)
            return redirect("proms:diary")
    context = {"form": form, "lines": problems[:SHOWN], "more": max(0, len(problems) - SHOWN)}
    return render(request, "proms/diary/bring.html", context)
