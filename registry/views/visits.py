"""Those who look after a dataset plan its visits, and say which forms come up again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.visits import drop_visit, save_visit, say_how_often
from registry.forms.visits import FIRST, HowOftenForm, VisitForm
from registry.models import Dataset, Event, Form
from registry.queries.datasets import layout_of, my_rights, version_in_use, version_to_set
from registry.rules import may_manage
from registry.views.found import my_dataset

NEW, UNUSABLE = "new", 422


def _managed(request: HttpRequest, slug: str) -> tuple[SignedIn, Dataset]:
    actor, found = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
    return actor, found


def _listed(dataset: Dataset) -> list[Form]:
    """The forms of the version in use, or of the draft before it is, without those nobody types in."""
    version = version_to_set(dataset)
    names = layout_of(dataset, version).forms if version else ()
    return list(dataset.forms.filter(name__in=names, scores_of="").order_by("position"))


@only(Hat.CURATOR)
@require_safe
def visits(request: HttpRequest, slug: str) -> HttpResponse:
    """Every visit with its days and forms, and the forms at none."""
    _actor, found = _managed(request, slug)
    planned = list(found.events.order_by("position", "pk").prefetch_related("forms"))
    placed = {form.pk for visit in planned for form in visit.forms.all()}
    context = {
        "dataset": found,
        "visits": planned,
        "others": [form for form in _listed(found) if form.pk not in placed],
    }
    return render(request, "registry/visits.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One visit, planned or planned anew; one at which nothing stands can go."""
    actor, found = _managed(request, slug)
    there = None if name == NEW else get_object_or_404(found.events, name=name)
    if there is not None and "drop" in request.POST:
        drop_visit(actor=actor, visit=there)
        messages.success(request, _("The visit is gone."))
        return redirect("registry:visits", slug=slug)
    others = [one for one in found.events.order_by("position", "pk") if one != there]
    form = VisitForm(
        sent(request), visits=others, listed=_listed(found), initial=_initial(there, others)
    )
    if request.method == "POST" and form.is_valid():
        save_visit(actor=actor, dataset=found, plan=form.plan(), visit=there)
        messages.success(request, _("Saved."))
        return redirect("registry:visits", slug=slug)
    context = {"dataset": found, "visit": there, "form": form}
    return render(request, "registry/visit.html", context, status=UNUSABLE if form.errors else 200)


def _initial(visit: Event | None, others: list[Event]) -> dict[str, object]:
    if visit is None:
        return {"after": str(others[-1].pk) if others else FIRST}
    before = [one for one in others if one.position < visit.position]
    return {
        "title": visit.title,
        "after": str(before[-1].pk) if before else FIRST,
        "from_day": visit.from_day,
        "until_day": visit.until_day,
        "repeats": visit.repeats,
        "forms": [form.pk for form in visit.forms.all()],
    }


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def how_often(request: HttpRequest, slug: str) -> HttpResponse:
    """Which forms are filled in anew each time, and when members are asked to look again."""
    actor, found = _managed(request, slug)
    listed = _listed(found)
    kept = {f"months-{one.pk}": one.again_after for one in listed}
    form = HowOftenForm(
        sent(request),
        listed=listed,
        initial={"again": [one.name for one in listed if one.repeats], **kept},
    )
    if request.method == "POST" and form.is_valid():
        months = {**_waiting(found, listed), **form.months()}
        say_how_often(actor=actor, dataset=found, repeat=form.cleaned_data["again"], months=months)
        messages.success(request, _("Saved."))
        return redirect("registry:dataset", slug=slug)
    context = {"dataset": found, "form": form}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/how_often.html", context, status=status)


def _waiting(dataset: Dataset, listed: list[Form]) -> dict[str, int]:
    """Months of forms members fill in from the first use on; until then the page does not ask."""
    if version_in_use(dataset) is not None:
        return {}
    return {one.name: one.again_after for one in listed if one.again_after and not one.members_fill}
