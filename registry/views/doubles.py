"""Curators: records that may be one person, judged by two, put together and taken apart again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import Looked, record_reads
from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from questionnaires.definition import DATES, TEXTS
from registry.actions.doubles import judge, put_together, take_apart
from registry.actions.likeness import compare_again, say_who_asks
from registry.doubles_rules import may_be_one, may_put_together, may_take_apart
from registry.forms.doubles import NONE, JudgeForm, WhoAsksForm
from registry.layout import Layout
from registry.models import Alike, Dataset, Joined
from registry.queries.datasets import form_in_use, my_rights, version_in_use
from registry.queries.doubles import (
    PAGE,
    Place,
    joined_in,
    joined_of,
    joined_records,
    pair_of,
    pairs,
    sides,
)
from registry.queries.participation import closed_records
from registry.rules import may_manage
from registry.templatetags.registry_words import form_words
from registry.views.found import my_dataset, my_registry

LIST, PAIR, NAMES = "registry.doubles", "registry.double", "registry.double_names"
UNUSABLE = 422


@only(Hat.CURATOR, health=True)
@require_safe
def doubles(request: HttpRequest, registry: str) -> HttpResponse:
    """Pairs that wait, the likeliest first; `?put_off` shows those for later."""
    actor, found = my_registry(request, registry)
    put_off = "put_off" in request.GET
    states = (Alike.State.LATER,) if put_off else (Alike.State.OPEN, Alike.State.SAME)
    listed = pairs(actor=actor, registry=found, states=states, after=_after(request))
    shown = listed[:PAGE]
    looked = [
        Looked(subject, ref=one.ref) for one in shown for subject in (one.subject_id, one.other_id)
    ]
    record_reads(actor=actor, what=LIST, looked=looked)
    last = shown[-1] if len(listed) > PAGE else None
    context = {
        "registry": found,
        "put_off": put_off,
        "compares": any(one.who for one in found.datasets.all()),
        "pairs": shown,
        "older_url": f"?{'put_off=1&' if put_off else ''}after={last.strength}-{last.pk}"
        if last
        else "",
        "newer_url": request.path if "after" in request.GET else "",
    }
    return render(request, "registry/doubles.html", context)


def _after(request: HttpRequest) -> Place | None:
    strength, _dash, key = request.GET.get("after", "").partition("-")
    if strength in ("1", "2", "3") and key.isascii() and key.isdecimal() and len(key) < 18:
        return int(strength), int(key)
    return None


@only(Hat.CURATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def double(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Two records side by side; `?names` shows what their forms say of name and birth date."""
    actor = signed_in_actor(request)
    pair = pair_of(actor=actor, ref=ref)
    if pair is None:
        raise Http404
    joined = joined_records(actor=actor, pair=pair)
    said_same = pair.state == Alike.State.SAME
    form = JudgeForm(said_same=said_same)
    if request.method == "POST":
        if "confirm" in request.POST:
            return _confirmed(request, actor, pair)
        if "again" in request.POST:
            judge(actor=actor, pair=pair, verdict=Alike.State.OPEN)
            return redirect("registry:double", ref=ref)
        form = JudgeForm(request.POST, said_same=said_same)
        if form.is_valid():
            judge(actor=actor, pair=pair, verdict=form.cleaned_data["verdict"])
            messages.success(request, _("Saved."))
            return redirect("registry:doubles", registry=pair.registry.slug)
    names = "names" in request.GET
    looked = [Looked(subject, ref=pair.ref) for subject in (pair.subject_id, pair.other_id)]
    record_reads(actor=actor, what=NAMES if names else PAIR, looked=looked)
    context = {
        "pair": pair,
        "sides": sides(actor=actor, pair=pair, names=names),
        "names": names,
        "form": form,
        "can_be_one": may_be_one(pair, joined),
        "may_confirm": bool(may_put_together(actor, pair, joined))
        and not closed_records([pair.first_id, pair.second_id]),
        "mine": pair.judged_by == actor.account_id,
    }
    return render(request, "registry/double.html", context, status=UNUSABLE if form.errors else 200)


def _confirmed(request: HttpRequest, actor: SignedIn, pair: Alike) -> HttpResponse:
    put_together(actor=actor, pair=pair)
    messages.success(
        request, _("The two records are one from now on. Nothing was lost, and it can be undone.")
    )
    return redirect("registry:joined", registry=pair.registry.slug)


@only(Hat.CURATOR, health=True)
@require_safe
def joined(request: HttpRequest, registry: str) -> HttpResponse:
    """What was put together, newest first, and what was taken apart again."""
    actor, found = my_registry(request, registry)
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else 0
    listed = joined_in(actor=actor, registry=found, before=number)
    shown = listed[:PAGE]
    looked = [Looked(one.subject_id, ref=one.ref) for one in shown]
    record_reads(actor=actor, what=LIST, looked=looked)
    context = {
        "registry": found,
        "joined": shown,
        "older_url": f"?before={shown[-1].pk}" if len(listed) > PAGE else "",
        "newer_url": request.path if number else "",
    }
    return render(request, "registry/joined.html", context)


@only(Hat.CURATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def apart(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Asks once, then every entry stands where it stood."""
    actor = signed_in_actor(request)
    found = joined_of(actor=actor, ref=ref)
    if found is None or not my_rights(actor=actor, registry_id=found.registry_id):
        raise Http404
    demand(may_take_apart(actor, found))
    if request.method == "POST":
        take_apart(actor=actor, joined=found)
        messages.success(request, _("The two records are apart again, as they were."))
        return redirect("registry:joined", registry=found.registry.slug)
    record_reads(actor=actor, what=PAIR, looked=[Looked(found.subject_id, ref=found.ref)])
    return render(request, "registry/apart.html", {"joined": found, **_what_it_does(found)})


def _what_it_does(found: Joined) -> dict[str, list[str]]:
    numbers = {"kept": found.kept.number, "gone": found.gone.number}
    return {
        "goes": [_("Entries that came from record %(gone)s stand there again.") % numbers],
        "stays": [
            _("What was entered in record %(kept)s, also since then.") % numbers,
            _("Every change of an entry with its history, and every release that was made."),
            _("That the two are different people: they are not shown as alike again."),
        ],
    }


@only(Hat.CURATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def who_asks(request: HttpRequest, slug: str) -> HttpResponse:
    """Which questions tell who somebody is; then the records that are here are compared."""
    actor, found = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
    if request.method == "POST" and "compare" in request.POST:
        return _compare(request, actor, found)
    names, dates = _questions(found)
    who = found.who
    initial = {
        "names": [f"{who['form']}|{name}" for name in who.get("names", ())],
        "born": f"{who['form']}|{who['born']}" if who.get("born") else NONE,
    }
    form = WhoAsksForm(sent(request), names=names, dates=dates, initial=initial)
    if request.method == "POST" and form.is_valid():
        form_name, chosen, born = form.chosen()
        say_who_asks(actor=actor, dataset=found, form=form_name, names=chosen, born=born)
        messages.success(request, _saved(found, before=who))
        return redirect("registry:who_asks", slug=slug)
    after = request.GET.get("after", "")
    context = {
        "form": form,
        "dataset": found,
        "has_names": bool(names),
        "after": after if after.isascii() and after.isdecimal() and len(after) < 18 else "",
    }
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/who_asks.html", context, status=status)


def _saved(dataset: Dataset, *, before: dict[str, object]) -> str:
    if not dataset.who:
        return _("Saved. Nobody is compared by answers to these forms any more.")
    if before in ({}, dataset.who):
        return _("Saved. Records are compared by this from now on.")
    return _(
        "Saved. What is entered is compared by this from now on. Have the records that are here"
        " compared once more."
    )


def _compare(request: HttpRequest, actor: SignedIn, dataset: Dataset) -> HttpResponse:
    after = request.POST.get("after", "")
    number = int(after) if after.isascii() and after.isdecimal() and len(after) < 18 else 0
    rest = compare_again(actor=actor, dataset=dataset, after=number)
    if rest:
        messages.info(request, _("A thousand entries were compared. There are more: go on."))
        return redirect(f"{reverse('registry:who_asks', args=[dataset.slug])}?after={rest}")
    messages.success(request, _("All records were compared."))
    return redirect("registry:doubles", registry=dataset.registry.slug)


def _questions(dataset: Dataset) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    version = version_in_use(dataset)
    if version is None:
        raise Http404
    words = form_in_use(version)
    names, dates = [], []
    for form, items in Layout(words.definition).questions.items():
        for item in items:
            choice = (
                f"{form}|{item.link_id}",
                f"{form_words(form)}: {words.texts.label(item)}",
            )
            if item.type in TEXTS and item.identifier:
                names.append(choice)
            elif item.type in DATES:
                dates.append(choice)
    return names, dates
