"""One case: read, decide, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions import claiming, deciding
from moderation.content import Outdated
from moderation.danger_rules import may_close_danger
from moderation.duty_forms import TriageForm
from moderation.forms import DecideForm, NoteForm, WordForm
from moderation.models import Lane
from moderation.queries.avoided import themes
from moderation.queries.cases import CasePage, case_for, case_page, decision_for, rules_now
from moderation.queries.exposure import pictures_open
from moderation.queries.replies import Texts, text_for, texts_for
from moderation.queries.reveals import look_up_verdict
from moderation.queries.sealed import sealed_of
from moderation.queries.silences import silence_of
from moderation.queries.words import words_of
from moderation.rules import HANDLERS, is_of_whole_team
from moderation.team_forms import CaseThemesForm
from moderation.wording import LEGAL_STEPS, RUNBOOKS, STANDS, UNDER_18, measure_of, title_of
from po_platform.access.actor import SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import Denied


@only(*HANDLERS, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Opening it takes it for ten minutes; a decision is one choice and one press."""
    actor = signed_in_actor(request)
    if request.method != "POST":
        claiming.take_case(actor=actor, ref=ref)
    page = _page(actor, ref)
    form = _decide_form(page, sent(request))
    if form.is_bound and _is_current(form, page) and request.POST.get("act") == "insert":
        return _with_saved_text(request, actor, page)
    if form.is_bound and _is_current(form, page) and form.is_valid():
        given = form.cleaned_data
        try:
            done = attempt_decision(form, actor, ref, given)
        except Outdated as outdated:
            return _outdated(request, actor, ref, str(outdated))
        if done:
            messages.success(request, _("Decided. Everybody who has to know is told."))
            return redirect("moderation:queue")
    elif form.is_bound and not _is_current(form, page):
        return _outdated(request, actor, ref, _("It changed since you opened this page."))
    context = _shown(actor, page, form)
    return render(request, "moderation/case.html", context, status=status_of(form))


def _with_saved_text(request: HttpRequest, actor: SignedIn, page: CasePage) -> HttpResponse:
    """The page again, with a text of the team in the box and all else as it was typed."""
    chosen = request.POST.get("reply", "")
    text = text_for(actor=actor, number=chosen, person_id=page.case.person_id)
    names = ("after", "rule", "ground", "why", "piece", "said", "path")
    typed = {name: request.POST.get(name, "") for name in names}
    typed["why"] = "\n\n".join(part for part in (typed["why"].strip(), text) if part)
    form = _decide_form(page, None, **typed)
    if not text:
        messages.warning(request, _("Choose a text of ours first."))
    return render(request, "moderation/case.html", _shown(actor, page, form))


def attempt_decision(form: DecideForm, actor: SignedIn, ref: UUID, given: dict[str, Any]) -> bool:
    """A refusal becomes the form's problem; who was too late sees who was faster."""
    late: list[Outdated] = []

    def decide() -> None:
        try:
            deciding.decide_case(
                actor=actor,
                ref=ref,
                version=given["version"],
                thing_version=given["thing_version"],
                after=given["after"],
                why=given.get("why", ""),
                rule=int(given["rule"]) if given.get("rule") else None,
                piece=given.get("piece", ""),
                said=given.get("said", ""),
                path=given.get("path", ""),
                ground=given.get("ground", ""),
            )
        except Outdated as outdated:
            late.append(outdated)
            raise

    done = attempt(form, decide)
    if late:
        raise late[0]
    return done


def _page(actor: SignedIn, ref: UUID) -> CasePage:
    return case_page(actor=actor, case=case_for(actor=actor, ref=ref))


def _decide_form(page: CasePage, data: QueryDict | None, **typed: str) -> DecideForm:
    return DecideForm(
        data,
        thing=page.thing,
        rules=rules_now(),
        uncovers=page.uncovers,
        legal=page.case.lane == Lane.LEGAL,
        initial={**_read(page), **typed},
    )


def _read(page: CasePage) -> dict[str, int]:
    return {
        "version": page.case.version,
        "thing_version": page.thing.version if page.thing else 1,
    }


def _is_current(form: DecideForm, page: CasePage) -> bool:
    read = {name: str(number) for name, number in _read(page).items()}
    return page.is_open and all(form.data.get(name) == value for name, value in read.items())


def shown_case(actor: SignedIn, ref: UUID, *, form: WordForm) -> dict[str, Any]:
    """The page of a case with what was typed as a word in private. Raises Http404."""
    page = _page(actor, ref)
    shown = _shown(actor, page, _decide_form(page, None))
    return {**shown, "word_form": _for_whom(form, page)}


def word_form(data: QueryDict | None = None, *, text: str = "") -> WordForm:
    """What the team writes to an author; `text`: what stands in the box."""
    return WordForm(
        data,
        initial={"text": text},
        prefix="word",
        label=_("A word to the author"),
        hint=_("The author reads it as from the moderation team, without your name."),
    )


def _for_whom(form: WordForm, page: CasePage) -> WordForm:
    """Where nobody wrote anything, it goes to the member it was about."""
    if page.thing and page.thing.only_left:
        text = form.fields["text"]
        text.label = _("A word to the member")
        text.help_text = _("The member reads it as from the moderation team, without your name.")
    return form


def _author(page: CasePage) -> int | None:
    """Whoever wrote it, to be written to: a case can be about another person."""
    return page.thing.person_id if page.thing else page.case.person_id


def _shown(actor: SignedIn, page: CasePage, form: DecideForm) -> dict[str, Any]:
    may_decide = (
        page.is_open and page.thing and not page.refused and not page.unready and not page.holder
    )
    untold = may_close_danger(page.case)
    may_decide = may_decide and not page.is_drill
    whole_team = is_of_whole_team(actor)
    writes = page.is_open and not page.refused
    texts = texts_for(actor=actor, case=page.case) if writes else Texts()
    return {
        "whole_team": whole_team,
        "words": words_of(actor=actor, case=page.case),
        "sealed": sealed_of(actor=actor, kind=page.case.kind, thing=page.case.thing)
        if whole_team
        else (),
        "me": actor.person_id,
        "silence": silence_of(actor=actor, person_id=_author(page)),
        "word_form": _for_whom(word_form(), page)
        if _author(page) and not (page.refused or page.unready)
        else None,
        "replies": texts.decision if may_decide and untold and "why" in form.fields else (),
        "word_texts": texts.word,
        "answers": texts.answer if page.in_danger and page.thing and page.thing.answer_url else (),
        "page": page,
        "form": form,
        "note_form": NoteForm(),
        "triage_form": TriageForm(),
        "runbook": RUNBOOKS.get(page.case.triage, ()),
        "under_18": UNDER_18,
        "legal_steps": LEGAL_STEPS if page.case.lane == Lane.LEGAL and page.is_open else (),
        "about": _about(page),
        "pictures_open": pictures_open(actor=actor),
        "title": title_of(page.case, page.reports),
        "stands": STANDS[page.thing.standing] if page.thing and not page.thing.only_left else "",
        "decisions": [(row, name, measure_of(row)) for row, name in page.decisions],
        "may_decide": may_decide and bool(untold),
        "untold": untold.reason if may_decide and isinstance(untold, Denied) else "",
        "opens": whole_team and bool(look_up_verdict(actor=actor, case=page.case)),
    }


def _about(page: CasePage) -> CaseThemesForm | None:
    """What it is about, where the organisation named themes and the actor may say so."""
    known = [(str(row.pk), name) for row, name in themes()]
    chosen = [str(number) for number in page.case.themes]
    if not known or page.refused:
        return None
    return CaseThemesForm(themes=known, initial={"themes": chosen})


def _outdated(request: HttpRequest, actor: SignedIn, ref: UUID, words: str) -> HttpResponse:
    """409: who decided what meanwhile, or that the author changed it; nothing was done."""
    page = _page(actor, ref)
    form = _decide_form(page, None)
    context = {**_shown(actor, page, form), "because": words, "typed": request.POST.get("why", "")}
    return render(request, "moderation/outdated.html", context, status=409)


@only(*HANDLERS, health=True)
@require_POST
def undo(request: HttpRequest, ref: UUID) -> HttpResponse:
    """As it was before this decision; the case is open again."""
    actor = signed_in_actor(request)
    found = decision_for(actor=actor, ref=ref).case.ref
    try:
        with transaction.atomic():
            deciding.undo_decision(actor=actor, ref=ref)
        messages.success(request, _("Undone. The case is open again."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("moderation:case", found)
