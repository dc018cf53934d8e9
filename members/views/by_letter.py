"""Joining with a letter in hand and no mailbox: the code of the letter is the proof."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from members.actions.newcomers import NameTaken, Newcomer, NoLongerOpen, become_member
from members.arrival import come_in
from members.asking import actor_of
from members.attempts import status_of
from members.forms.joining import LetterJoinForm
from members.limits import count_try, patient
from members.queries.joining import came_by_post, living_invitation, rules_in
from members.queries.organisation import current_organisation
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public

from .invited import INVITATION_KEY


@public
@never_cache
@patient
def join_by_letter(request: HttpRequest) -> HttpResponse:
    """Name, language, age and rules; then she is in, and signs in with her card from now on."""
    if isinstance(actor_of(request), SignedIn):
        return redirect("members:start")
    invitation = living_invitation(request.session.get(INVITATION_KEY))
    if invitation is None or not came_by_post(invitation):
        return redirect("members:invitation")
    here = get_language() or "en"
    rules = rules_in(here)
    minimum_age = current_organisation(here).minimum_age
    form = LetterJoinForm(
        request.POST or None,
        minimum_age=minimum_age,
        rules_mark=rules.mark,
        asks_words=False,
        initial={"language": here},
    )
    if request.method == "POST" and form.is_valid():
        count_try(request, "try_name", f"letter-{invitation.pk}")
        newcomer = Newcomer(
            address="",
            proof=f"letter-{invitation.pk}",
            display_name=form.cleaned_data["display_name"],
            language=form.cleaned_data["language"],
            rules=rules,
            at_least=form.cleaned_data["at_least"],
            of_age=form.cleaned_data.get("of_age", ""),
            invitation_id=invitation.pk,
        )
        try:
            account = become_member(actor=actor_of(request), newcomer=newcomer)
            return come_in(request, account, method="letter", next_url="")
        except NameTaken:
            form.add_error("display_name", _("This name is taken. Choose another one"))
        except NoLongerOpen:
            return redirect("members:invitation")
    context = {"form": form, "rules": rules}
    return render(request, "members/joining/by_letter.html", context, status=status_of(form))
