"""A member's diary: what she measures, one tap or a line for another day, and its pictures."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import sent, signed_in_actor
from po_platform.access.actor import SignedIn
from po_platform.access.declare import signed_in
from po_platform.kit.charts import trend_chart
from proms.actions import diary as actions
from proms.diary import series_of_diary, shown, taps
from proms.diary_forms import EventForm, MeasureForm, NumberForm
from proms.models import DiaryEntry, DiaryMeasure
from proms.queries.diary import (
    EntriesPage,
    Kept,
    diary_of,
    entries_page,
    my_entries,
    my_measures,
)
from proms.readers import who_will_see


@signed_in(health=True)
@require_safe
def diary(request: HttpRequest) -> HttpResponse:
    """One tap for each measure; what was written last."""
    actor = signed_in_actor(request)
    measures = list(my_measures(actor=actor))
    page = _page(request, actor, None)
    context = {
        "measures": [(one, taps(one)) for one in measures if one.ended_at is None],
        "ended": [one for one in measures if one.ended_at is not None],
        "taken": _taken(actor, request.GET.get("taken", "")),
        **_paging(page, request),
    }
    return render(request, "proms/diary/diary.html", context)


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Something more to write numbers down about."""
    form = MeasureForm(sent(request))
    if form.is_valid():
        try:
            made = actions.add_measure(actor=signed_in_actor(request), new=form.new())
        except actions.NameTaken:
            form.add_error("name", _("There is one of this name already"))
        else:
            return redirect("proms:write_in_diary", ref=made.ref)
    return render(request, "proms/diary/new.html", {"form": form})


@signed_in(health=True)
@require_safe
def measure(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One measure: its picture and all its numbers."""
    actor = signed_in_actor(request)
    found = _measure(actor, ref)
    kept = diary_of(actor=actor, subject=found.subject_id)
    only = Kept([(one, rows) for one, rows in kept.measures if one.pk == found.pk], kept.events)
    charts = [
        trend_chart(series, language=get_language() or "en", today=timezone.localdate())
        for series in series_of_diary(only)
    ]
    context = {
        "measure": found,
        "charts": charts,
        "readers": who_will_see(actor),
        **_paging(_page(request, actor, found), request),
    }
    return render(request, "proms/diary/measure.html", context)


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A number: by one tap for today, or with another day and words."""
    actor = signed_in_actor(request)
    found = _measure(actor, ref)
    today = timezone.localdate()
    given = request.POST.copy() if request.method == "POST" else None
    if given is not None and "on" not in given:
        given["on"] = today.isoformat()
    form = NumberForm(given, measure=found, initial={"on": today})
    if form.is_valid():
        line = form.line(value=form.cleaned_data["value"])
        entry = actions.write_entry(actor=actor, measure_ref=ref, line=line)
        entry.measure = found
        words = _("Written down: %(name)s, %(value)s.")
        messages.success(request, words % {"name": found.name, "value": shown(entry)})
        return redirect("proms:diary")
    return render(request, "proms/diary/write.html", {"form": form, "measure": found})


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest) -> HttpResponse:
    """Something that happened, or words for a day."""
    actor = signed_in_actor(request)
    form = EventForm(sent(request), initial={"on": timezone.localdate()})
    if form.is_valid():
        given = form.cleaned_data
        line = form.line(event=given["kind"] == "event", shared=given["shared"])
        actions.write_entry(actor=actor, measure_ref=None, line=line)
        messages.success(request, _("Written down."))
        return redirect("proms:diary")
    return render(request, "proms/diary/event.html", {"form": form, "readers": who_will_see(actor)})


@signed_in(health=True)
@require_POST
def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A line leaves the diary, or comes in again."""
    back = "put_back" not in request.POST
    actions.take_back_entry(actor=signed_in_actor(request), ref=ref, back=back)
    here = reverse("proms:diary")
    return redirect(f"{here}?taken={ref}" if back else here)


@signed_in(health=True)
@require_POST
def keep_private(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Less is one press, in force at once."""
    actions.share_measure(actor=signed_in_actor(request), ref=ref, shared=False)
    messages.success(request, _("Only you see it now."))
    return redirect("proms:diary_measure", ref=ref)


@signed_in(health=True, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, ref: UUID) -> HttpResponse:
    """More takes a fresh code, and says before who will see it."""
    actor = signed_in_actor(request)
    found = _measure(actor, ref)
    if request.method == "POST":
        actions.share_measure(actor=actor, ref=ref, shared=True)
        messages.success(request, _("Those who see your answers see it now."))
        return redirect("proms:diary_measure", ref=ref)
    context = {"measure": found, "readers": who_will_see(actor)}
    return render(request, "proms/diary/share.html", context)


@signed_in(health=True)
@require_POST
def end(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Off the page, or on it again; what was written stays."""
    actions.end_measure(actor=signed_in_actor(request), ref=ref, ended="again" not in request.POST)
    return redirect("proms:diary")


def _measure(actor: SignedIn, ref: UUID) -> DiaryMeasure:
    found = my_measures(actor=actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _taken(actor: SignedIn, ref: str) -> DiaryEntry | None:
    """What was taken back a moment ago, so that it can be put back."""
    try:
        wanted = UUID(ref)
    except ValueError:
        return None
    found = my_entries(actor=actor, also_taken_back=True).filter(ref=wanted)
    return found.exclude(taken_back_at=None).first()


def _page(request: HttpRequest, actor: SignedIn, measure: DiaryMeasure | None) -> EntriesPage:
    try:
        before = UUID(request.GET["before"]) if "before" in request.GET else None
    except ValueError as error:
        raise Http404 from error
    page = entries_page(actor=actor, measure=measure, before=before)
    if page is None:
        raise Http404
    return page


def _paging(page: EntriesPage, request: HttpRequest) -> dict[str, object]:
    days: list[tuple[date, list[tuple[DiaryEntry, str]]]] = []
    for row in page.rows:
        if not days or days[-1][0] != row.on:
            days.append((row.on, []))
        days[-1][1].append((row, shown(row)))
    return {
        "days": days,
        "older_url": f"?before={page.older}" if page.older else "",
        "newer_url": "?" if "before" in request.GET else "",
    }
