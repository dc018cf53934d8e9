"""Agreeing to the rules, and asking members to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.next_page import next_page
from moderation.actions import agreeing as actions
from moderation.forms import AskForm
from moderation.queries import agreeing as queries
from moderation.queries.cases import rules_now
from moderation.wording import rule_text, rule_words
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest) -> HttpResponse:
    """What is new, all the rules, and one button."""
    actor = signed_in_actor(request)
    onward = next_page(request) or reverse("moderation:rules")
    if request.method == "POST":
        given = request.POST.get("call", "")
        number = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
        if actions.agree_to_rules(actor=actor, number=number):
            messages.success(request, _("Thank you. You can go on writing."))
            return redirect(onward)
        messages.warning(request, _("The rules changed meanwhile. Read them again first."))
    call = queries.asks_me(actor=actor)
    if call is None:
        return redirect(onward)
    context = {
        "call": call,
        "said": queries.said_by(call),
        "rules": [(rule_words(one), rule_text(one)) for one in rules_now()],
        "onward": onward,
    }
    return render(request, "moderation/agree.html", context)


@only(Hat.MODERATOR, Hat.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Members are asked once, before their next post."""
    actor = signed_in_actor(request)
    form = AskForm(sent(request))
    if form.is_bound and form.is_valid():
        said = form.texts("said")
        if attempt(form, lambda: actions.ask_members(actor=actor, said=said)):
            messages.success(request, _("Each member is asked once, before the next post."))
            return redirect("moderation:ruling")
    return render(request, "moderation/ask.html", {"form": form}, status=status_of(form))
