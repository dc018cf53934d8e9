"""A word in private: the team writes from a case, the member reads and answers on her own pages."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions import words as actions
from moderation.forms import WordForm
from moderation.models import SavedReply
from moderation.queries import words as queries
from moderation.queries.cases import case_for
from moderation.queries.replies import text_for
from moderation.rules import HANDLERS
from moderation.turning import turns_to
from moderation.views.cases import shown_case, word_form
from po_platform.access.actor import SignedIn
from po_platform.access.declare import only, signed_in


@only(*HANDLERS, health=True)
@require_POST
def write(request: HttpRequest, ref: UUID) -> HttpResponse:
    """To the author, from the page of the case."""
    actor = signed_in_actor(request)
    if request.POST.get("act") == "insert":
        return _with_text(request, actor, ref)
    form = word_form(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: actions.write_word(actor=actor, ref=ref, **given)):
            messages.success(request, _("Sent. It is read as from the moderation team."))
            return redirect("moderation:case", ref)
    context = shown_case(actor, ref, form=form)
    return render(request, "moderation/case.html", context, status=status_of(form))


def _with_text(request: HttpRequest, actor: SignedIn, ref: UUID) -> HttpResponse:
    """The page again, with a text of ours in the box behind what was typed; nothing is sent."""
    case = case_for(actor=actor, ref=ref)
    text = text_for(
        actor=actor, number=request.POST.get("reply", ""), person_id=case.person_id,
        use=SavedReply.Use.WORD,
    )  # fmt: skip
    typed = request.POST.get("word-text", "").strip()
    form = word_form(text="\n\n".join(part for part in (typed, text) if part))
    if not text:
        messages.warning(request, _("Choose a text of ours first."))
    return render(request, "moderation/case.html", shown_case(actor, ref, form=form))


@only(*HANDLERS, health=True)
@require_POST
def read(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What the author answered was read; it leaves the queue."""
    actions.note_answer_read(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Noted. It no longer stands in the queue."))
    return redirect("moderation:case", ref)


@signed_in(health=True)
@require_safe
def my_threads(request: HttpRequest) -> HttpResponse:
    """What the team and she wrote to each other."""
    rows = queries.my_threads(actor=signed_in_actor(request))
    return render(request, "moderation/my_threads.html", {"threads": rows})


@signed_in(health=True, keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
def my_thread(request: HttpRequest, thread: UUID) -> HttpResponse:
    """One of them, and her answer."""
    actor = signed_in_actor(request)
    form = WordForm(sent(request), label=_("Your answer"), hint=_("Only our moderators read it."))
    found = queries.my_thread(actor=actor, thread=thread)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: actions.answer_team(actor=actor, thread=thread, **given)):
            messages.success(request, _("Sent to our moderation team."))
            return redirect("moderation:my_thread", thread)
    actions.mark_words_read(actor=actor, thread=thread)
    own = ((row.text, row.at) for row in found.words if not row.from_team)
    context = {"found": found, "form": form, "turn_to": turns_to(own, now=timezone.now())}
    return render(request, "moderation/my_thread.html", context, status=status_of(form))
