"""The office: what waits, who wants to join, invitations, and who did what."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.actions.joining import decide_join_request, invite_to_join
from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from members.deeds import known_deeds
from members.forms.coming_in import DecideForm, InviteForm
from members.office_work import SHOWN, joining_lines
from members.queries import office as queries
from members.queries.deeds import deeds, staff
from members.queries.proof import check_numbers
from members.start_page import greeting, in_order, work_of
from members.views.window_letters import invited_page
from members.work_table import work_table
from po_platform.access.actor import Hat
from po_platform.access.declare import only

LARGEST = 2**63 - 1


@only(Hat.ADMINISTRATOR)
def office(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first, and the figures of the year."""
    actor = signed_in_actor(request)
    joiners = list(queries.waiting_joiners(actor=actor)[: SHOWN + 1])
    lines = [*joining_lines(joiners[:SHOWN]), *(work_of(actor, Hat.ADMINISTRATOR) or [])]
    context = {
        "greeting": greeting(timezone.localtime().hour, actor.display_name),
        "message": _waits(sum(line.mine for line in lines)),
        "work": work_table(in_order(lines)),
        "more_joiners": len(joiners) > SHOWN,
        "figures": queries.figures(actor=actor),
    }
    return render(request, "members/office/office.html", context)


def _waits(count: int) -> str:
    if not count:
        return _("Nothing is waiting for the office.")
    return ngettext(
        "%(count)s thing needs the office.", "%(count)s things need the office.", count
    ) % {"count": count}


@only(Hat.ADMINISTRATOR)
def joiners(request: HttpRequest) -> HttpResponse:
    """Everybody who waits to be let in, oldest first, a page at a time."""
    actor, after = signed_in_actor(request), key_of(request, "after")
    found = queries.waiting_joiners(actor=actor).order_by("pk")
    rows = list((found.filter(pk__gt=after) if after else found)[: SHOWN + 1])
    context = {
        "work": work_table(joining_lines(rows[:SHOWN]), first_waits=not after),
        "next": rows[SHOWN - 1].pk if len(rows) > SHOWN else None,
    }
    return render(request, "members/office/joiners.html", context)


@only(Hat.ADMINISTRATOR)
def joiner(request: HttpRequest, request_id: int) -> HttpResponse:
    """One person who wants to join, and the decision."""
    actor = signed_in_actor(request)
    waiting = queries.waiting_joiners(actor=actor).filter(pk=request_id).first()
    if waiting is None:
        messages.info(request, _("Somebody has decided about this request already."))
        return redirect("members:joiners")
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        let_in = form.cleaned_data["let_in"] == "yes"
        if attempt(
            form,
            lambda: decide_join_request(
                actor=actor,
                request_id=waiting.pk,
                let_in=let_in,
                reason=form.cleaned_data["reason"],
            ),
        ):
            said = _("%(name)s is a member now.") if let_in else _("%(name)s was not let in.")
            messages.success(request, said % {"name": waiting.person.display_name})
            return redirect("members:joiners")
    context = {"form": form, "waiting": waiting}
    return render(request, "members/office/joiner.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
def invite(request: HttpRequest) -> HttpResponse:
    """An invitation: mailed, or a code to hand over."""
    form = InviteForm(request.POST or None, initial=_for_clinic(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        code: list[str] = []
        if attempt(
            form,
            lambda: code.append(
                invite_to_join(
                    actor=signed_in_actor(request),
                    email=given["email"],
                    role="" if given["role"] == Hat.MEMBER else given["role"],
                    clinic_id=given.get("clinic"),
                )
            ),
        ):
            if not given["email"]:
                return invited_page(request, code[0])
            messages.success(
                request, _("The invitation is on its way to %(to)s.") % {"to": given["email"]}
            )
            return redirect("members:office")
    return render(request, "members/office/invite.html", {"form": form}, status=status_of(form))


def _for_clinic(request: HttpRequest) -> dict[str, object]:
    clinic = key_of(request, "clinic")
    return {"role": Hat.CLINICIAN, "clinic": clinic} if clinic else {}


@only(Hat.ADMINISTRATOR)
def log(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first; of one person or one kind if asked for."""
    actor = signed_in_actor(request)
    account, verb = key_of(request, "who"), request.GET.get("what", "")
    if verb and verb not in known_deeds():
        raise Http404
    page = deeds(
        actor=actor,
        account_id=account,
        verb=verb,
        before=key_of(request, "before"),
        after=key_of(request, "after"),
    )
    chosen = {key: value for key, value in (("who", account), ("what", verb)) if value}
    context = {
        "page": page,
        "staff": staff(actor=actor),
        "verbs": sorted(
            ((verb, _without_names(words)) for verb, words in known_deeds().items()),
            key=lambda pair: pair[1],
        ),
        "who": account,
        "what": verb,
        "older_url": f"?{urlencode(chosen | {'before': page.older})}" if page.older else "",
        "newer_url": f"?{urlencode(chosen | {'after': page.newer})}" if page.newer else "",
        "numbers": check_numbers(actor=actor, count=1),
    }
    return render(request, "members/office/log.html", context)


def _without_names(words: object) -> str:
    return str(words) % {"who": _("Somebody"), "whom": _("somebody")}


def key_of(request: HttpRequest, name: str) -> int | None:
    """A number in the address; None for anything else."""
    text = request.GET.get(name, "")
    return (
        min(int(text), LARGEST) if text.isascii() and text.isdecimal() and len(text) < 20 else None
    )
