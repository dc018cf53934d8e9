"""A diary as a table: taken along, and read in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent, signed_in_actor
from po_platform.access.actor import SignedIn
from po_platform.access.declare import signed_in
from po_platform.kit.table_file import NotATable, read_table
from proms.actions.diary import Line, read_in
from proms.diary import Read, TableRefused, as_csv, from_table
from proms.diary_forms import TableForm, earliest
from proms.models import DiaryMeasure
from proms.queries.diary import my_entries, my_measures
from proms.rules import may_write_down
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
            lines = _lines(actor, form.cleaned_data["file"].read())
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


def _lines(actor: SignedIn, raw: bytes) -> list[tuple[DiaryMeasure | None, Line]]:
    today = timezone.localdate()
    read = from_table(read_table(raw), today=today, earliest=earliest(today))
    measures = {one.name.casefold(): one for one in my_measures(actor=actor)}
    problems, found = [], []
    for one in read:
        measure = measures.get(one.measure.casefold()) if one.measure else None
        wrong = _wrong(one, measure)
        if wrong:
            problems.append(_("Line %(n)s: %(what)s.") % {"n": one.number, "what": wrong})
        found.append((measure, Line(one.on, one.at, one.value, one.words, one.event)))
    if problems:
        raise TableRefused(problems)
    return found


def _wrong(one: Read, measure: DiaryMeasure | None) -> str:
    if not one.measure or one.value is None:
        return ""
    if measure is None:
        return _("“%s” is not in your diary yet") % one.measure[:60]
    return getattr(may_write_down(measure, one.value), "reason", "")
