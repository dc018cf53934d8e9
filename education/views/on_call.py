"""Somebody on the telephone: the desk writes down what she says about programmes, and prints sheets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from audit.actions import Looked, record_read, record_reads
from education.actions import on_call as actions
from education.forms.on_call import BeginOnCallForm, GuideOnCallForm, WayOnCallForm
from education.guide_purpose import child_words, consent_words, telephone_words
from education.models import Enrolment, Programme
from education.offer_on_call import LOOKED
from education.paper_pack import paper_pack
from education.programme_shape import minutes_of, read_modules, steps_of
from education.queries import on_call as queries
from education.queries.keying import StepCode, holder_of
from education.queries.programmes import ProgrammeShown, in_other_languages, programme_by_slug
from education.views.keying import WRITE
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.keyed_codes import Keyed, keep_keyed
from members.queries.calls import CallShown, call_by_ref
from members.queries.organisation import current_organisation
from members.reply_codes import code_hash, in_groups
from notifications.typesetting import NotTypeset
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only


def _call(actor: SignedIn, ref: UUID) -> tuple[CallShown, queries.OnLine]:
    line = queries.on_line(actor=actor, ref=ref)
    call = call_by_ref(actor=actor, ref=ref)
    if call is None:
        raise Http404
    return call, line


@only(Hat.DESK, health=True)
@require_http_methods(WRITE)
def ways(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Her programmes by title and how far; what she says is written down as on her own page."""
    actor = signed_in_actor(request)
    call, line = _call(actor, ref)
    found = queries.ways_of(line)
    form = WayOnCallForm(sent(request) if found else None, ways=found)
    if form.is_valid() and attempt(
        form,
        lambda: actions.write_down_way(
            actor=actor, ref=ref, way=UUID(form.cleaned_data["way"]), said=form.said()
        ),
    ):
        messages.success(request, _("Written down. It counts as if they had done it themselves."))
        return redirect("education:ways_on_call", ref)
    children = queries.children_of(line)
    # Whoever is not listed has begun it: of all of them something is learnt.
    looked = [Looked(one) for one in (line.subject, *(child.subject for child in children))]
    record_reads(actor=actor, what=LOOKED, looked=looked)
    context = {
        "call": call, "form": form, "ways": found,
        "to_begin": [] if queries.speaks_by_law(line) else queries.to_begin(line, children),
    }  # fmt: skip
    return _page(request, "ways_on_call", context, form)


@only(Hat.DESK, health=True)
@require_http_methods(WRITE)
def begin(request: HttpRequest, ref: UUID, slug: str) -> HttpResponse:
    """What is read out before it begins; a yes is kept word for word."""
    actor = signed_in_actor(request)
    call, line = _call(actor, ref)
    programme = programme_by_slug(slug)
    family = [one.pk for one in in_other_languages(programme)]
    known, posted = queries.children_of(line), request.POST.get("whom", "")
    children = [
        one for one in known
        if programme.pk not in one.begun or str(one.ref) == posted  # twice is once
    ]  # fmt: skip
    for_herself = not children or programme.pk not in queries.begun_by_her(line)
    form = BeginOnCallForm(
        sent(request), programme=programme, family=family, children=children,
        for_herself=for_herself,
    )  # fmt: skip
    if form.is_valid() and attempt(form, lambda: _begin(actor, ref, programme, form)):
        if form.child is None:
            messages.success(request, _("Begun for them. Now print the sheets with their code."))
        else:
            messages.success(request, _("Begun for the child. They go on with it signed in."))
        return redirect("education:ways_on_call", ref)
    record_reads(actor=actor, what=LOOKED, looked=[Looked(child.subject) for child in known])
    context = {
        "call": call, "form": form, "programme": programme,
        "words": telephone_words(programme.title, line.language) if for_herself else None,
        "child_words": child_words(programme.title, line.language) if children else None,
    }  # fmt: skip
    return _page(request, "begin_on_call", context, form)


def _begin(actor: SignedIn, ref: UUID, programme: Programme, form: BeginOnCallForm) -> None:
    if form.child is None:
        actions.begin_on_call(actor=actor, ref=ref, programme=programme, card_ref=form.card_ref)
    else:
        actions.begin_for_child_on_call(actor=actor, ref=ref, programme=programme, child=form.child)


@only(Hat.DESK, health=True)
@require_http_methods(WRITE)
def guide(request: HttpRequest, ref: UUID, way: UUID) -> HttpResponse:
    """Who may go along, and what she sees, read out; a yes is kept word for word."""
    actor = signed_in_actor(request)
    call, line = _call(actor, ref)
    found = queries.way_on_call(line, way)
    if not found.may_get_guide:
        raise Http404
    offered, row = queries.guides_for(line, desk=actor.account_id), found.enrolment
    known = {"sees": "no"}
    for one in offered:
        if one.guide.account_id == row.invited_by:
            known["guide"] = str(one.guide.pk)
    form = GuideOnCallForm(sent(request) if offered else None, offered=offered, initial=known)
    if form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: actions.take_guide_on_call(
                actor=actor, ref=ref, way=way, guide_id=int(given["guide"]),
                sees_words=given["sees"] == "yes", number=given["number"],
            ),
        ):  # fmt: skip
            messages.success(request, _("Written down. The guide sees them from now on."))
            return redirect("education:ways_on_call", ref)
    record_read(actor=actor, subject=line.subject, what=LOOKED)
    texts = [
        consent_words(_("This guide"), row.programme.title, sees, line.language)
        for sees in (False, True)
    ]
    context = {
        "call": call, "form": form, "way": row, "any": bool(offered),
        "less": texts[0], "more": texts[1],
    }  # fmt: skip
    return _page(request, "guide_on_call", context, form)


def _page(request: HttpRequest, name: str, context: dict[str, Any], form: Any) -> HttpResponse:
    return render(request, f"education/desk/{name}.html", context, status=status_of(form))


@only(Hat.DESK, health=True)
@require_POST
def sheets(request: HttpRequest, ref: UUID, way: UUID) -> HttpResponse:
    """All steps of her version in large letters, with her code; made now if there is none."""
    actor = signed_in_actor(request)
    row, found = actions.code_on_call(actor=actor, ref=ref, way=way)
    try:
        made = _printed(row, found)
    except NotTypeset:
        messages.warning(request, _("The print-out could not be made. Try again in a moment."))
        return redirect("education:ways_on_call", ref)
    headers = {"Content-Disposition": 'attachment; filename="sheets.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _printed(row: Enrolment, found: StepCode) -> bytes:
    modules, language = read_modules(row.version.modules), row.programme.language
    count = sum(1 for _step in steps_of(modules))
    shown = ProgrammeShown(row.programme, row.version, modules, count, minutes_of(modules), [])
    with override(language):
        organisation = current_organisation(language)
        return paper_pack(shown, organisation, code=in_groups(found.code))


@only(Hat.DESK, health=True)
@require_POST
def steps(request: HttpRequest, ref: UUID, way: UUID) -> HttpResponse:
    """Step by step now, on the telephone: her code opens the pages of the desk, as if read out."""
    _row, found = actions.code_on_call(actor=signed_in_actor(request), ref=ref, way=way)
    hashed = code_hash(found.code)
    bearer = holder_of(hashed)
    if bearer is None:
        raise Http404
    keep_keyed(request, bearer.ticket_id, Keyed(hashed, "phone", call=str(ref)))
    return redirect("education:keyed_steps", bearer.ticket_id)
