"""A member's own data in a registry: every value with where it comes from, her forms, paper."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import signed_in_actor
from po_platform.access.actor import SignedIn, Tick
from po_platform.access.declare import helpers_too, signed_in
from po_platform.access.refusals import demand
from questionnaires.on_paper import paper_questions
from questionnaires.queries import Form as Words
from questionnaires.redcap.importing import FORM
from registry.actions.entries import ChangedMeanwhile, nothing_changed
from registry.actions.staying import nothing_new as say_nothing_new
from registry.entry_flow import At
from registry.forms.datasets import OwnOccasionForm
from registry.models import Dataset, Entry, Participation
from registry.queries.asked import open_to_me
from registry.queries.datasets import form_in_use, version_in_use
from registry.queries.due import due_forms
from registry.queries.from_scores import offers
from registry.queries.own_record import to_take_over
from registry.queries.participation import my_participation, my_participations
from registry.queries.records import entry_of, occasions
from registry.queries.standing import entry_at
from registry.queries.values import values_of
from registry.rules import may_change, may_change_answer, may_fill_in
from registry.views.entries import at_of, in_parts, occasion
from registry.views.filling_in import fill_in
from registry.views.form_desk import Desk


def _may_enter(actor: SignedIn, at: At) -> bool:
    mine = my_participation(actor=actor, registry=at.dataset.registry)
    return bool(may_fill_in(actor, at.form, mine))


OWN_DESK = Desk(
    template="registry/mine/form.html",
    own=True,
    about=OwnOccasionForm,
    back=lambda at: reverse("registry:my_data", args=[at.dataset.registry.slug]),
    again=lambda entry: reverse("registry:my_entry_change", args=[entry.ref]),
    may_enter=_may_enter,
    in_parts=True,
)


def _mine(request: HttpRequest, slug: str) -> tuple[SignedIn, Participation]:
    actor = signed_in_actor(request)
    found = my_participations(actor=actor).filter(registry__slug=slug).first()
    if found is None:
        raise Http404
    return actor, found


def own_entry(request: HttpRequest, ref: UUID, *, lock: bool = False) -> tuple[SignedIn, Entry]:
    """An entry about herself, or about whom she acts for. Raises Http404."""
    actor = signed_in_actor(request)
    found = entry_of(actor=actor, ref=ref) if _about_her(actor, ref) else None
    if found is not None and lock:
        # Before the vault is asked for the lock: it would give no row, and no reason.
        mine = my_participation(actor=actor, registry=found.registry)
        demand(may_fill_in(actor, found.form, mine))
        found = entry_of(actor=actor, ref=ref, lock=True)
    if found is None:
        raise Http404
    return actor, found


def _about_her(actor: SignedIn, ref: UUID) -> bool:
    if actor.subject_id is None:
        return False
    mine = Entry.objects.visible_to(actor).filter(ref=ref, subject_id=actor.subject_id)
    return mine.exists()


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_safe
def my_data(request: HttpRequest, slug: str) -> HttpResponse:
    """Every form about her in this registry: filled in, hers to fill in, what is asked of her."""
    actor, mine = _mine(request, slug)
    found, again = [], []
    due = due_forms(actor=actor, taking_part=mine)
    joined = timezone.localdate(mine.since)
    for dataset in mine.registry.datasets.order_by("title", "pk"):
        if version_in_use(dataset) is None:
            continue
        listed = occasions(actor=actor, record=mine.record, dataset=dataset, joined=joined)
        listed = [replace(one, due=due.at(one)) for one in listed]
        filled = [one for one in listed if one.entry]
        waiting = [one for one in listed if not one.entry and may_fill_in(actor, one.form, mine)]
        found.append((dataset, filled, waiting))
        there = {one.form.pk for one in filled}
        again += [
            one
            for one in dataset.forms.filter(pk__in=due.again).order_by("position")
            if one.repeats or one.pk not in there
        ]
    context = {
        "mine": mine,
        "datasets": found,
        "again": again,
        "asked": open_to_me(actor=actor, registry=mine.registry),
        "open": mine.state == Participation.State.ACTIVE and mine.closed_at is None,
        "may_change": bool(may_change_answer(actor, mine)),
        "helping": actor.helping,
        "brings": bool(to_take_over(actor=actor, taking_part=mine)),
        "scores": len(offers(actor=actor, taking_part=mine)),
    }
    return render(request, "registry/mine/data.html", context)


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_safe
def my_entry(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One form about her: each answer, who gave it, how and when, and whether it is confirmed."""
    actor, entry = own_entry(request, ref)
    mine = my_participation(actor=actor, registry=entry.registry)
    words = form_in_use(entry.version)
    context = {
        "entry": entry,
        "title": _title(words, entry),
        "values": values_of(actor=actor, entry=entry, language=get_language() or "en"),
        "may_enter": bool(may_fill_in(actor, entry.form, mine)) and bool(may_change(entry)),
        "may_say_wrong": actor.helping is None and mine is not None and mine.state == "active",
        "me": actor.account_id,
    }
    return render(request, "registry/mine/entry.html", context)


def _title(words: Words, entry: Entry) -> str:
    group = words.definition.by_link_id.get(f"{FORM}{entry.form.name}")
    return words.texts.label(group) if group else entry.form.name


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The form again, to put something right."""
    actor, entry = own_entry(request, ref, lock=request.method == "POST")
    if entry.form.scores_of:
        return redirect("registry:my_entry", ref=ref)
    return fill_in(request, actor, OWN_DESK, at_of(entry, entry.form.dataset), entry)


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, slug: str, dataset: str, form: str) -> HttpResponse:
    """A form she has not filled in yet. What stands there already is opened instead."""
    actor, mine = _mine(request, slug)
    at = occasion(request, _dataset(mine, dataset), mine.record, form)
    there = entry_at(actor=actor, at=at)
    if there is not None and request.method != "POST":
        return redirect(OWN_DESK.again(there) + in_parts(request))
    return fill_in(request, actor, OWN_DESK, at, None)


def _dataset(mine: Participation, slug: str) -> Dataset:
    found = mine.registry.datasets.filter(slug=slug).select_related("registry").first()
    if found is None:
        raise Http404
    return found


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_POST
def same(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Nothing has changed: everything on the form is still so today."""
    actor, entry = own_entry(request, ref, lock=True)
    seen = request.POST.get("seen_version", "")
    try:
        nothing_changed(
            actor=actor,
            at=at_of(entry, entry.form.dataset),
            entry=entry,
            seen_version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
        )
    except ChangedMeanwhile:
        messages.info(request, _("Somebody wrote this form meanwhile. Look at it again."))
        return redirect("registry:my_entry", ref=ref)
    messages.success(request, _("Thank you. We noted that it is still so today."))
    return redirect("registry:my_data", slug=entry.registry.slug)


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_POST
def nothing_new(request: HttpRequest, slug: str, dataset: str, form: str) -> HttpResponse:
    """There is nothing to say on a form that came up again."""
    actor, mine = _mine(request, slug)
    found = get_object_or_404(_dataset(mine, dataset).forms, name=form)
    say_nothing_new(actor=actor, taking_part=mine, form=found)
    messages.success(request, _("Thank you. We noted that there is nothing new."))
    return redirect("registry:my_data", slug=slug)


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_safe
def on_paper(request: HttpRequest, slug: str, dataset: str, form: str) -> HttpResponse:
    """The form to fill in with a pen; somebody types it in later."""
    _actor, mine = _mine(request, slug)
    found = _dataset(mine, dataset)
    version = version_in_use(found)
    words = form_in_use(version) if version else None
    group = words.definition.by_link_id.get(f"{FORM}{form}") if words else None
    if words is None or group is None:
        raise Http404
    context = {
        "mine": mine,
        "title": words.texts.label(group),
        "questions": paper_questions(words, group.link_id),
    }
    return render(request, "registry/mine/paper.html", context)
