"""Messages between two members: the list, one conversation, whose messages one takes."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.actions import messages as actions
from forums.forms import MessageForm
from forums.message_rules import may_correspond
from forums.models import TakesFrom
from forums.numbered import number_in
from forums.queries import messages as queries
from forums.sight import sight_of
from members.actions import age as age_actions
from members.actions.age import ANSWERS
from members.age_rules import may_say_age
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.forms.age import AgeForm
from members.next_page import next_page
from members.queries.age import my_age
from moderation.queries.silences import before_writing
from po_platform.access.declare import signed_in
from po_platform.access.refusals import Denied, demand
from po_platform.kit.forms_look import Hinted

TAKES = {
    TakesFrom.NOBODY: Hinted(TakesFrom.NOBODY.label, _("It is like this at the beginning.")),
    TakesFrom.ALLOWED: Hinted(
        TakesFrom.ALLOWED.label, _("You allow somebody on the page of your messages with them.")
    ),
    TakesFrom.ALL: Hinted(TakesFrom.ALL.label, _("Whoever you ignore cannot write to you.")),
}


@signed_in(health=True)
@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """With whom she writes."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    context = {
        "lines": queries.conversations(actor=actor, sight=sight),
        "takes": TakesFrom(queries.takes_from(sight=sight)),
        "age": my_age(actor=actor),
    }
    return render(request, "forums/conversations.html", context)


@signed_in(health=True, keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What two members wrote to each other, and the next message."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    found = queries.conversation(
        actor=actor, sight=sight, ref=ref, before=number_in(request, "before")
    )
    form = MessageForm(sent(request), name=found.other.display_name)
    if form.is_bound and form.is_valid():
        text, client_ref = form.cleaned_data["text"], form.cleaned_data["client_ref"] or uuid4()
        if attempt(
            form,
            lambda: actions.send_message(actor=actor, to=ref, text=text, client_ref=client_ref),
        ):
            messages.success(request, _("Sent."))
            return redirect("forums:conversation", ref)
    if found.messages:
        actions.mark_messages_read(actor=actor, shown=found.messages)
    context = {
        "found": found,
        "form": form,
        "me": actor.person_id,
        "before": before_writing(actor=actor),
        "here": request.path,
        "age": my_age(actor=actor),
    }
    return render(request, "forums/conversation.html", context, status=status_of(form))


@signed_in(health=True)
@require_POST
def choose(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Allow, mute, and both taken back."""
    actor = signed_in_actor(request)
    done = {
        "allow": (_("This person can write to you."), {"allowed": True}),
        "forbid": (_("Not allowed any more."), {"allowed": False}),
        "mute": (_("No e-mails about these messages any more."), {"muted": True}),
        "unmute": (_("You hear of new messages by e-mail again."), {"muted": False}),
    }
    words, chosen = done.get(request.POST.get("act", ""), ("", {}))
    actions.choose_about(actor=actor, person=ref, **chosen)
    if words:
        messages.success(request, words)
    if request.POST.get("from") == "settings":
        return redirect("forums:message_settings")
    return redirect("forums:conversation", ref)


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def message_settings(request: HttpRequest) -> HttpResponse:
    """Nobody, those she allows, or all members."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    demand(may_correspond(sight))
    if request.method == "POST":
        given = request.POST.get("takes", "nobody")
        actions.choose_takes_from(actor=actor, takes="" if given == "nobody" else given)
        messages.success(request, _("Saved."))
        return redirect("forums:conversations")
    current = queries.takes_from(sight=sight)
    context = {
        "choices": [(one or "nobody", words, one == current) for one, words in TAKES.items()],
        "people": queries.allowed_people(sight=sight),
        "age": my_age(actor=actor),
    }
    return render(request, "forums/message_settings.html", context)


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def say_age(request: HttpRequest) -> HttpResponse:
    """18 or older, or not yet: adults and young people do not write to each other."""
    actor = signed_in_actor(request)
    demand(may_correspond(sight_of(actor)))
    known = my_age(actor=actor)
    verdict = may_say_age(known)
    said = known.side if known.side in ANSWERS else ""
    form = AgeForm(sent(request), initial={"of_age": said})
    if form.is_bound and form.is_valid():
        answer = form.cleaned_data["of_age"]
        if attempt(form, lambda: age_actions.say_age(actor=actor, answer=answer)):
            messages.success(request, _("Thank you. You can change this with your messages."))
            return redirect(next_page(request) or "forums:conversations")
    context = {
        "form": form,
        "closed": verdict.reason if isinstance(verdict, Denied) else "",
        "next": next_page(request),
    }
    return render(request, "forums/say_age.html", context, status=status_of(form))
