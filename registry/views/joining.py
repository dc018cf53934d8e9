"""A member's way into a registry: what it is, one question at a time, then signing."""

from __future__ import annotations

from functools import partial
from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import signed_in_actor
from members.models import Person
from po_platform.access.actor import SignedIn, Tick
from po_platform.access.declare import helpers_too, signed_in
from po_platform.access.refusals import Allowed, Verdict, demand
from registry.actions.joining import join_registry
from registry.actions.staying import leave_as_it_is
from registry.consent import ASSENTS, Sheet, in_language
from registry.consent_words import answering, joining
from registry.forms.joining import ASSENT, SITE, QuestionForm, initial_of, step_form, steps_of
from registry.models import ConsentSheet, Participation, Registry, Site
from registry.queries.figures import shows_figures
from registry.queries.participation import (
    Answer,
    current_sheet,
    frozen_records,
    joinable_registries,
    my_answers,
    my_participation,
    my_participations,
)
from registry.queries.sites import chosen, sites_of, who_sees_her
from registry.rules import may_decide_here, may_join, may_join_for_child

UNUSABLE = 422
Before = dict[str, Answer]  # question code → what she says to it until she signs


def language_of(sheet: Sheet) -> str:
    """The reader's language, where everything is written in it."""
    here = get_language() or "en"
    written = sheet.languages
    return here if here in written or not written else written[0]


def herself_or_by_law(request: HttpRequest) -> SignedIn:
    """Whoever decides about taking part; who helps without the law on her side does not."""
    actor = signed_in_actor(request)
    if actor.helping:
        demand(may_decide_here(actor))
    return actor


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_safe
def registries(request: HttpRequest) -> HttpResponse:
    """Registries there are, and what she has to do with each."""
    actor = herself_or_by_law(request)
    mine = {one.registry_id: one for one in my_participations(actor=actor)}
    found = [(one, mine.get(one.pk)) for one in joinable_registries(actor=actor)]
    return render(request, "registry/mine/registries.html", {"registries": found})


def asking(request: HttpRequest, slug: str) -> tuple[SignedIn, Registry, ConsentSheet]:
    """A registry that asks people, with its words. Raises Http404."""
    actor = herself_or_by_law(request)
    found = joinable_registries(actor=actor).filter(slug=slug).first()
    sheet = current_sheet(found) if found else None
    if found is None or sheet is None:
        raise Http404
    return actor, found, sheet


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_safe
def registry(request: HttpRequest, slug: str) -> HttpResponse:
    """What a registry is: the short text, the long one behind it, and what to do next."""
    actor, found, sheet = asking(request, slug)
    content = Sheet.of(sheet.content)
    language = language_of(content)
    mine = my_participation(actor=actor, registry=found)
    site = _own_site(mine)
    context = {
        "registry": found,
        "site": site,
        "seen_by": who_sees_her(mine.record) if mine and site else None,
        "sheet": sheet,
        "language": language,
        "title": in_language(content.title, language),
        "short": in_language(content.short, language),
        "more": in_language(content.more, language),
        "questions": [in_language(one.words, language) for one in content.questions],
        "mine": mine,
        "in_numbers": shows_figures(actor=actor, registry=found),
        "by_law": actor.helping is not None,
        "anew": mine is not None and actor.helping is None and _waits_for_her(mine),
        "may_join": may_join(actor, _state(actor)) and _for_child(actor, content),
    }
    return render(request, "registry/mine/registry.html", context)


def _own_site(mine: Participation | None) -> Site | None:
    """Where her record is kept while she takes part; nothing is asked where it is at no site."""
    if mine is None or mine.state != Participation.State.ACTIVE or mine.record.site_id is None:
        return None
    return Site.objects.get(pk=mine.record.site_id)


def _state(actor: SignedIn) -> str:
    return Person.objects.values_list("state", flat=True).get(pk=actor.about_person)


def _for_child(actor: SignedIn, content: Sheet) -> Verdict:
    return may_join_for_child(content, ASSENTS) if actor.helping else Allowed()


def _waits_for_her(mine: Participation) -> bool:
    """Signed by a proxy, and she is of age now: she signs herself."""
    return mine.by_law and mine.record_id in frozen_records([mine.record_id])


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """One question at a time; what was answered rides along, nothing is kept before signing."""
    actor, found, sheet = asking(request, slug)
    mine = my_participation(actor=actor, registry=found)
    anew = mine is not None and actor.helping is None and _waits_for_her(mine)
    if mine is not None and mine.state == "active" and mine.sheet_id == sheet.pk and not anew:
        return redirect("registry:my_consent", slug=slug)
    demand(may_join(actor, _state(actor)))
    content = Sheet.of(sheet.content)
    demand(_for_child(actor, content))
    begins = mine is None or mine.state != Participation.State.ACTIVE
    sites = sites_of(found) if begins else []  # where she is kept later is for those who keep it
    steps = steps_of(content, for_child=actor.helping is not None, sited=bool(sites))
    before: Before = {}
    if mine is not None and mine.state == "active":
        answers = my_answers(actor=actor, registry=found, sheet=content)
        before = {one.question.code: one for one in answers if one.decision}
    keeps = mine is not None and mine.state == "active" and not anew
    show = partial(_show, request, found, sheet, before=before, keeps=keeps, sites=sites)
    if request.method != "POST":
        standing = {code: one.said for code, one in before.items() if one.over_at is None}
        return show(steps[0], said=initial_of(standing))
    if mine is not None and keeps and request.POST.get("keep") == str(sheet.version):
        signed = language_of(Sheet.of(mine.sheet.content))
        leave_as_it_is(actor=actor, taking_part=mine, sheet=sheet, language=signed)
        messages.success(request, _("Everything stays as you agreed to it."))
        return redirect("registry:my_consent", slug=slug)
    step = request.POST.get("step", "")
    if "back" in request.POST:
        at = len(steps) if step not in steps else steps.index(step)
        return show(steps[max(at - 1, 0)])
    language = language_of(content)
    for number, name in enumerate(steps):
        form = step_form(content, name, language, request.POST, sites=sites)
        if not form.is_valid():
            # A step she has not come to yet is shown, not blamed.
            return show(name, wrong=step in [*steps[number:], "sign"])
        if name == step and name != steps[-1]:
            return show(steps[number + 1])
    return _sign(request, actor, found, sheet, before, sites)


def _show(
    request: HttpRequest,
    found: Registry,
    sheet: ConsentSheet,
    step: str,
    *,
    before: Before,
    keeps: bool,
    sites: list[Site],
    said: dict[str, str] | None = None,
    wrong: bool = False,
) -> HttpResponse:
    content = Sheet.of(sheet.content)
    for_child = signed_in_actor(request).helping is not None
    language = language_of(content)
    steps = steps_of(content, for_child=for_child, sited=bool(sites))
    given = said if said is not None else request.POST.dict()
    again = [request.POST] if wrong else []
    form = step_form(content, step, language, *again, sites=sites, initial=given)
    question, earlier = content.question(step), before.get(step)
    context = {
        "registry": found,
        "form": form,
        "step": step,
        "number": steps.index(step) + 1,
        "count": len(steps),
        "keeps": sheet.version if keeps and step == steps[0] else None,
        "language": language,
        "question": in_language(question.words, language) if question else "",
        "more": in_language(question.more, language) if question else "",
        "stays": earlier.stays(earlier.said) if earlier else None,
        "ends_at": earlier.ends_at if earlier else None,
        "over_at": earlier.over_at if earlier else None,
        "assent": in_language(content.assent, language) if step == ASSENT else "",
        "at_site": step == SITE,
        "carried": _carried(content, given, but=set(form.fields)),
    }
    return render(request, "registry/mine/join.html", context, status=UNUSABLE if wrong else 200)


def _carried(content: Sheet, given: dict[str, str], *, but: set[str]) -> list[tuple[str, str]]:
    names = [f"{one.code}-{part}" for one in content.questions for part in one.parts]
    names += [ASSENT, SITE, *(f"check-{number}" for number in range(len(content.checks)))]
    return [(name, given[name]) for name in names if given.get(name) and name not in but]


def _sign(
    request: HttpRequest,
    actor: SignedIn,
    found: Registry,
    sheet: ConsentSheet,
    before: Before,
    sites: list[Site],
) -> HttpResponse:
    """Everything in one place, word for word; the press of the button is the signature."""
    content = Sheet.of(sheet.content)
    language = language_of(content)
    said = {}
    for question in content.questions:
        form = QuestionForm(request.POST, question=question)
        form.is_valid()  # asked before
        said[question.code] = form.said()
    assent = request.POST.get(ASSENT, "") if actor.helping else ""
    choice = chosen(sites, request.POST.get(SITE, ""))
    words = [joining(content, found.title, language, None, assent=assent)]
    for one in content.questions:
        given, earlier = said[one.code], before.get(one.code)
        stays = earlier.stays(given) if earlier else None
        words.append(answering(one, given, found.title, language, None, stays))
    at = choice.site.words if choice and choice.site else ""
    shown = "".join([*(one.sha256[:8] for one in words), sha256(at.encode()).hexdigest()[:8]])
    if request.POST.get("shown") == shown:
        join_registry(
            actor=actor, sheet=sheet, said=said, language=language, assent=assent, site=choice
        )
        messages.success(request, _("You take part. Here is your copy, to read and to print."))
        return redirect("registry:my_consent", slug=found.slug)
    context = {
        "registry": found,
        "words": words,
        "choice": choice,
        "shown": shown,
        "language": language,
        "carried": _carried(content, request.POST.dict(), but=set()),
    }
    return render(request, "registry/mine/sign.html", context)
