"""Where somebody is signed in, with which hat, and what may act for her by token."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions.signing import end_other_sessions, end_session
from members.asking import signed_in_actor
from members.hats import HAT_LABELS
from members.next_page import with_next
from members.queries.sessions import my_sessions, my_tokens
from members.sessions import key_hash_of
from po_platform.access.actor import NEEDS_SECOND_FACTOR, Hat, SignedIn
from po_platform.access.declare import signed_in


@signed_in()
@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    """Every browser that is signed in as her, this one first, and her tokens."""
    actor = signed_in_actor(request)
    here = key_hash_of(request)
    rows = [
        {
            "row": row,
            "device": device_words(row.browser, row.system),
            "here": bytes(row.key_hash) == here,
        }
        for row in my_sessions(actor=actor)
    ]
    rows.sort(key=lambda row: not row["here"])
    context = {
        "rows": rows,
        "others": sum(not row["here"] for row in rows),
        "tokens": my_tokens(actor=actor),
        "hat": HAT_LABELS[actor.hat],
        "hats": other_hats(actor),
    }
    return render(request, "members/signing/sessions.html", context)


def device_words(browser: str, system: str) -> str:
    """ "Firefox on Windows", or what is known of it."""
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser we do not know")


def other_hats(actor: SignedIn) -> list[dict[str, object]]:
    """The hats she could change to."""
    return [
        {"value": hat.value, "label": label}
        for hat, label in HAT_LABELS.items()
        if hat in actor.roles and hat is not actor.hat
    ]


@signed_in()
@require_POST
def session_end(request: HttpRequest, session_id: int) -> HttpResponse:
    """One other browser is signed out."""
    end_session(actor=signed_in_actor(request), session_id=session_id)
    messages.success(request, _("This device is signed out."))
    return redirect("members:sessions")


@signed_in()
@require_POST
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    """All browsers but this one are signed out."""
    count = end_other_sessions(actor=signed_in_actor(request), but=key_hash_of(request))
    words = ngettext(
        "%(count)s other device is signed out.", "%(count)s other devices are signed out.", count
    )
    messages.success(request, words % {"count": count})
    return redirect("members:sessions")


@signed_in()
@require_POST
def switch_hat(request: HttpRequest) -> HttpResponse:
    """Another role she holds: it changes start page and menu, never what she may."""
    actor = signed_in_actor(request)
    wanted = request.POST.get("hat", "")
    if wanted not in {hat.value for hat in actor.roles}:
        messages.warning(request, _("You do not hold this role any more."))
        return redirect("members:start")
    request.session["hat"] = wanted
    if Hat(wanted) in NEEDS_SECOND_FACTOR and not actor.strong:
        return redirect(with_next("members:second_factor", ""))
    return redirect("members:start")
