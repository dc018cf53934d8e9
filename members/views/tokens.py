"""Personal tokens: made, shown once, ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions.tokens import NameTaken, create_token, revoke_token
from members.asking import signed_in_actor
from members.forms.tokens import TokenForm
from po_platform.access.declare import signed_in


@signed_in(fresh=True)
@never_cache
def token_add(request: HttpRequest) -> HttpResponse:
    """A new token; its secret stands on the answer to the press and nowhere else."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            token, secret = create_token(
                actor=signed_in_actor(request),
                name=given["name"],
                writes=given["may"] == "write",
                days=given["days"],
            )
        except NameTaken:
            form.add_error("name", _("You have a token of this name. Choose another name"))
        else:
            made = {"token": token, "secret": secret}
            return render(request, "members/signing/token_made.html", made)
    return render(
        request, "members/signing/token.html", {"form": form}, status=422 if form.errors else 200
    )


@signed_in()
@require_POST
def token_revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """It opens nothing any more."""
    revoke_token(actor=signed_in_actor(request), token_id=token_id)
    messages.success(request, _("This token opens nothing any more."))
    return redirect("members:sessions")
