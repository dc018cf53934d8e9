"""The desk's side of readers without an account, print-outs to sign, and remarks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import outside as actions
from education.actions.involving import take_thanks_off
from education.forms.involving import OfferForm
from education.forms.outside import AskForm, PaperForm, RemarkForm
from education.involving_rules import READ_WHILE
from education.manuscript import manuscript
from education.queries import desk as queries
from education.queries.involving import call_of
from education.queries.outside import outside_of, remarks_on
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.queries.organisation import current_organisation
from notifications.letters import absolute
from notifications.typesetting import NotTypeset
from po_platform.access.actor import Hat
from po_platform.access.declare import only

from .desk import WRITE, form_page


@only(Hat.EDITOR, Hat.REVIEWER)
@require_http_methods(WRITE)
def asked(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who was asked to read a page, what they said, and one more to ask."""
    actor = signed_in_actor(request)
    form = AskForm(sent(request), initial={"task": "lay", "language": get_language()})
    link = ""
    if request.method == "POST" and form.is_valid():
        made: list[str] = []
        values = form.cleaned_data
        if attempt(
            form,
            lambda: made.append(actions.ask_outside(actor=actor, ref=ref, **values)[1]),
        ):
            link = absolute(made[0]) if made[0] else ""
            form = AskForm(initial={"task": "lay", "language": get_language()})
            messages.success(request, _("Asked. You are told when the answer is there."))
    article, readers = outside_of(actor=actor, ref=ref)
    call = call_of(ref)
    context = {
        "article": article,
        "readers": readers,
        "form": form,
        "link": link,
        "call": call,
        "may_offer": article.column_id is None
        and article.revisions.filter(state__in=READ_WHILE).exists(),
        "offer": OfferForm(initial={"wanted": call.wanted if call else 5}),
    }
    return render(request, "education/desk/outside.html", context, status=status_of(form))


@only(Hat.EDITOR, Hat.REVIEWER)
@require_POST
def withdraw(request: HttpRequest, ref: UUID, reader_ref: UUID) -> HttpResponse:
    """The link opens nothing any more."""
    actions.withdraw_outside(actor=signed_in_actor(request), ref=ref, reader=reader_ref)
    messages.success(request, _("Taken back. The link opens nothing any more."))
    return redirect("education:outside_readers", ref)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_POST
def name_off(request: HttpRequest, ref: UUID, reader_ref: UUID) -> HttpResponse:
    """The name a member wrote does not stand on the page; what she said stays."""
    take_thanks_off(actor=signed_in_actor(request), ref=ref, reader=reader_ref)
    messages.success(request, _("The name does not stand on the page. What was said stays."))
    return redirect("education:outside_readers", ref)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def paper(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The text with numbered lines, and a sheet to sign."""
    found = queries.desk_page(actor=signed_in_actor(request), ref=ref)
    language = found.article.language
    try:
        with override(language):
            made = manuscript(
                found.text, organisation=current_organisation(language).name, language=language,
                mark=actions.mark_of(found.text),
            )  # fmt: skip
    except NotTypeset:
        messages.warning(request, _("The print-out could not be made. Print the preview instead."))
        return redirect("education:preview", ref)
    headers = {"Content-Disposition": f'attachment; filename="{found.article.slug}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_http_methods(WRITE)
def signed(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A doctor signed on paper."""
    actor = signed_in_actor(request)
    queries.article_by_ref(actor=actor, ref=ref)
    form = PaperForm(sent(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: actions.note_on_paper(actor=actor, ref=ref, **form.said()))
    ):
        messages.success(request, _("Noted. It stands on the page and in the record."))
        return redirect("education:desk_page", ref)
    back = reverse("education:outside_readers", args=[ref])
    title, label = _("A doctor signed on paper"), _("Note it")
    lead = _(
        "It counts as the medical check. Keep the paper: the record says who noted it and when."
    )
    return form_page(request, form, title, back, label, lead)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_http_methods(WRITE)
def remarks(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What was said about the parts of a page, and one more."""
    actor = signed_in_actor(request)
    body = queries.desk_page(actor=actor, ref=ref).text.body
    form = RemarkForm(sent(request), body=body)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.say_remark(actor=actor, ref=ref, **values)):
            messages.success(request, _("Said. It stands here until somebody settles it."))
            return redirect("education:remarks", ref)
    article, parts = remarks_on(actor=actor, ref=ref)
    context = {
        "article": article,
        "parts": parts,
        "form": form,
        "may_write": actor.holds(Hat.EDITOR),
    }
    return render(request, "education/desk/remarks.html", context, status=status_of(form))


@only(Hat.EDITOR)
@require_POST
def settle(request: HttpRequest, ref: UUID, remark_id: int) -> HttpResponse:
    """Done, or open again."""
    settled = request.POST.get("do") != "open"
    actions.settle_remark(
        actor=signed_in_actor(request), ref=ref, remark=remark_id, settled=settled
    )
    return redirect("education:remarks", ref)
