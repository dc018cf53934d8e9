"""The desk: consent forms printed, typed in, looked at by another; leaving by telephone or letter."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import Looked, record_read, record_reads
from members.asking import sent, signed_in_actor
from members.code_tries import count_wrong_code, too_many_wrong_codes
from members.reply_codes import code_of, in_groups
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.kit.forms_look import problems_of
from registry.actions.papers import (
    end_paper,
    key_paper,
    leave_for,
    print_paper,
    scan_of,
    send_paper_back,
    take_paper,
)
from registry.consent import Sheet, in_language
from registry.consent_words import PARTS, SAID
from registry.forms.papers import BackForm, CodeForm, EndForm, KeyForm, LeaveForm, PrintForm
from registry.models import PaperConsent, Registry
from registry.paper_rules import may_look_at_paper
from registry.queries.papers import mark_of_paper, paper_of, paper_with, papers_waiting
from registry.queries.participation import current_sheet, joinable_registries
from registry.views.joining import language_of

PAPER, UNUSABLE = "registry.paper", 422


@only(Hat.DESK, Hat.ADMINISTRATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest) -> HttpResponse:
    """A code opens the form it stands on; below it, what waits for a second look."""
    actor = signed_in_actor(request)
    if too_many_wrong_codes(actor.account_id):
        return render(request, "429.html", {"minutes": 60}, status=429)
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        paper = paper_with(actor=actor, code=form.cleaned_data["code"])
        if paper is not None:
            return redirect("registry:paper", ref=paper.ref)
        count_wrong_code(actor.account_id)
        form.add_error("code", _("No form waits with this code. It may be finished already"))
    waiting = papers_waiting(actor=actor)
    looked = [Looked(one.subject_id, ref=one.ref) for one in waiting]
    record_reads(actor=actor, what=PAPER, looked=looked)
    context = {
        "form": form,
        "waiting": [(one, bool(may_look_at_paper(actor, one))) for one in waiting],
    }
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/paper/papers.html", context, status=status)


@only(Hat.DESK, Hat.ADMINISTRATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def print_one(request: HttpRequest) -> HttpResponse:
    """For whom, and for which registry."""
    actor = signed_in_actor(request)
    form = PrintForm(sent(request), registries=list(joinable_registries(actor=actor)))
    if request.method == "POST" and form.is_valid():
        sheet = current_sheet(_registry(actor, form.cleaned_data["registry"]))
        if sheet is None:
            raise Http404
        language = language_of(Sheet.of(sheet.content))
        person = form.cleaned_data["number"]
        paper = print_paper(actor=actor, person_id=person, sheet=sheet, language=language)
        return redirect("registry:paper_sheet", ref=paper.ref)
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/paper/print.html", {"form": form}, status=status)


def _registry(actor: SignedIn, slug: str) -> Registry:
    return get_object_or_404(joinable_registries(actor=actor), slug=slug)


def _paper(request: HttpRequest, ref: UUID) -> tuple[SignedIn, PaperConsent, Sheet]:
    actor = signed_in_actor(request)
    paper = paper_of(actor=actor, ref=ref)
    if paper is None or paper.subject_id == actor.subject_id:
        raise Http404
    record_read(actor=actor, subject=paper.subject_id, what=PAPER, ref=paper.ref)
    return actor, paper, Sheet.of(paper.sheet.content)


@only(Hat.DESK, Hat.ADMINISTRATOR, health=True)
@require_safe
def paper_sheet(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The form itself: exactly this version, boxes to tick, the code, room for a signature."""
    _actor, paper, content = _paper(request, ref)
    language = paper.language
    context = {
        "paper": paper,
        "language": language,
        "code": in_groups(code_of(paper.seed)),
        "title": in_language(content.title, language),
        "short": in_language(content.short, language),
        "more": in_language(content.more, language),
        "questions": [
            (
                in_language(one.words, language),
                in_language(one.more, language),
                [(PARTS[part], [SAID[word] for word in one.choices]) for part in one.parts],
            )
            for one in content.questions
        ],
    }
    return render(request, "registry/paper/sheet.html", context)


@only(Hat.DESK, Hat.ADMINISTRATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What came back: typed in, then looked at by somebody else."""
    actor, found, content = _paper(request, ref)
    ending = EndForm(request.POST if "end" in request.POST else None)
    if ending.is_valid():
        end_paper(actor=actor, paper=found, why=ending.cleaned_data["end_why"])
        messages.success(request, _("This form is used no more. Nothing of it holds."))
        return redirect("registry:papers")
    if found.state == PaperConsent.State.KEYED and may_look_at_paper(actor, found):
        return _second_look(request, actor, found, content, ending)
    initial = {f"{code}-{part}": word for code, p in found.said.items() for part, word in p.items()}
    initial["signed_on"] = found.signed_on
    form = KeyForm(
        None if ending.is_bound else sent(request),
        request.FILES or None,
        sheet=content,
        language=found.language,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        key_paper(
            actor=actor,
            paper=found,
            said=form.said(),
            signed_on=form.cleaned_data["signed_on"],
            scan=form.cleaned_data["scan"],
        )
        messages.success(request, _("Typed in. It holds once somebody else has looked at it."))
        return redirect("registry:papers")
    status = UNUSABLE if form.errors or ending.errors else 200
    context = {"paper": found, "form": form, "ending": ending, "problems": problems_of(ending)}
    return render(request, "registry/paper/key.html", context, status=status)


def _second_look(
    request: HttpRequest, actor: SignedIn, found: PaperConsent, content: Sheet, ending: EndForm
) -> HttpResponse:
    form = BackForm()
    if request.method == "POST" and "take" in request.POST:
        take_paper(actor=actor, paper=found, seen=request.POST.get("seen", ""))
        messages.success(request, _("It holds from now on. A copy is on its way to the person."))
        return redirect("registry:papers")
    if request.method == "POST" and not ending.is_bound:
        form = BackForm(request.POST)
        if form.is_valid():
            send_paper_back(actor=actor, paper=found, why=form.cleaned_data["why"])
            messages.success(request, _("It is typed in once more."))
            return redirect("registry:papers")
    context = {
        "paper": found,
        "form": form,
        "ending": ending,
        "problems": problems_of(ending),
        "seen": mark_of_paper(found),
        "answers": [
            (
                in_language(one.words, found.language),
                [(PARTS[p], SAID[found.said.get(one.code, {}).get(p, "no")]) for p in one.parts],
            )
            for one in content.questions
        ],
    }
    status = UNUSABLE if form.errors or ending.errors else 200
    return render(request, "registry/paper/look.html", context, status=status)


@only(Hat.DESK, Hat.ADMINISTRATOR, health=True)
@require_safe
def scan(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The picture of the paper, while it waits; downloaded, never shown inside a page."""
    _actor, found, _content = _paper(request, ref)
    if not found.scan:
        raise Http404
    ending = found.scan_type.rpartition("/")[2]
    named = {"Content-Disposition": f'attachment; filename="paper.{ending}"'}
    return HttpResponse(scan_of(found), content_type=found.scan_type, headers=named)


@only(Hat.DESK, Hat.ADMINISTRATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest) -> HttpResponse:
    """Somebody rang or wrote: she leaves with one press, as on the website."""
    actor = signed_in_actor(request)
    form = LeaveForm(sent(request), registries=list(joinable_registries(actor=actor)))
    if request.method == "POST" and form.is_valid():
        leave_for(
            actor=actor,
            person_id=form.cleaned_data["number"],
            registry=_registry(actor, form.cleaned_data["registry"]),
            way=form.cleaned_data["way"],
            language=get_language() or "en",
        )
        messages.success(
            request, _("Written down. If this person was in the registry, she has left it now.")
        )
        return redirect("registry:papers")
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/paper/leave.html", {"form": form}, status=status)
