"""The editorial desk: what waits, all pages, a new one, corrections of readers, one's own name."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from education.actions.beside import choose_way, declare
from education.actions.drafts import begin_article
from education.actions.readers import answer_correction
from education.forms.checking import AnswerForm, ContributorForm, RulesForm
from education.forms.writing import NewPageForm
from education.models import Contributor
from education.publishing import one_doctor
from education.queries import desk as queries
from education.queries.mine import correction as one_correction
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.work_table import work_table
from po_platform.access.actor import Hat
from po_platform.access.declare import only

WRITE = ("GET", "HEAD", "POST")


@only(Hat.EDITOR, Hat.REVIEWER, health=True)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, and all pages."""
    actor = signed_in_actor(request)
    after = request.GET.get("after", "")
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    is_number = after.isascii() and after.isdecimal() and len(after) < 18
    lines, more = queries.all_pages(actor=actor, after=int(after) if is_number else 0, words=words)
    context = {
        "work": work_table(queries.work_for(actor)),
        "lines": lines,
        "more": more,
        "words": words,
        "named": Contributor.objects.filter(account_id=actor.account_id).exists(),
        "may_write": actor.holds(Hat.EDITOR),
    }
    return render(request, "education/desk/desk.html", context)


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def new_page(request: HttpRequest) -> HttpResponse:
    """Four answers, and a page with a draft."""
    form = NewPageForm(sent(request), initial={"kind": "topic", "stage": "days"})
    if request.method == "POST" and form.is_valid():
        with override(form.cleaned_data["language"]):  # its first headings speak its language
            made = begin_article(actor=signed_in_actor(request), **form.cleaned_data)
        return redirect("education:desk_page", made.ref)
    return form_page(request, form, _("A new page"), reverse("education:desk"), _("Begin"))


@only(Hat.EDITOR, health=True)
@require_http_methods(WRITE)
def correction(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What a reader wrote, and the answer."""
    actor = signed_in_actor(request)
    found = one_correction(actor=actor, ref=ref)
    form = AnswerForm(sent(request))
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if attempt(form, lambda: answer_correction(actor=actor, ref=ref, answer=answer)):
            messages.success(request, _("Answered."))
            return redirect("education:desk")
    context = {"correction": found, "form": form}
    return render(request, "education/desk/correction.html", context, status=status_of(form))


@only(Hat.EDITOR, Hat.REVIEWER)
@require_http_methods(WRITE)
def contributor(request: HttpRequest) -> HttpResponse:
    """How one is named on pages, and which interests there are."""
    actor = signed_in_actor(request)
    kept = Contributor.objects.filter(account_id=actor.account_id).order_by("-pk").first()
    initial = {"public_name": actor.display_name}
    if kept is not None:
        initial = {
            "public_name": kept.public_name,
            "background": kept.background,
            "interests": kept.interests,
            "no_interests": "no" if kept.no_interests else "yes",
        }
    form = ContributorForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "no_interests": form.cleaned_data["no_interests"] == "no"}
        declare(actor=actor, **values)
        messages.success(request, _("Saved. It stands on the pages you write and check."))
        return redirect("education:desk")
    title = _("How you stand on our pages")
    return form_page(request, form, title, reverse("education:desk"), _("Save"))


@only(Hat.ADMINISTRATOR)
@require_http_methods(WRITE)
def rules(request: HttpRequest) -> HttpResponse:
    """Four eyes, or one doctor."""
    form = RulesForm(sent(request), initial={"one_doctor": one_doctor()})
    if request.method == "POST" and form.is_valid():
        choose_way(actor=signed_in_actor(request), **form.cleaned_data)
        messages.success(request, _("Saved. It stands on every page."))
        return redirect("education:rules")
    title = _("How we check our pages")
    return form_page(request, form, title, reverse("members:office"), _("Save"))


def form_page(
    request: HttpRequest, form: Form, title: str, back: str, label: str, lead: str = ""
) -> HttpResponse:
    """A page with one form, as all pages of the desk that ask for one thing look."""
    context = {"form": form, "title": title, "back": back, "label": label, "lead": lead}
    status = status_of(form)
    return render(request, "education/desk/form.html", context, status=status)
