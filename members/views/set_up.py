"""Before you open: what has to be there, read from the database, and a test mail that comes back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions.set_up import mail_came_back, mail_test, say_by_hand
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from members.forms.set_up import TestMailForm
from members.limits import count_try, patient
from members.mail_code import Purpose, ask, asked_by
from members.models import Account
from members.set_up import points_for
from members.views.mail_codes import Waiting, code_page
from po_platform.access.actor import Hat
from po_platform.access.declare import only

WAITING = Waiting(
    Purpose.TEST,
    gettext_lazy("This is the code"),
    again="members:test_mail_again",
    anew="members:test_mail",
    anew_label=gettext_lazy("Send another test mail"),
)


@only(Hat.ADMINISTRATOR)
def set_up(request: HttpRequest) -> HttpResponse:
    """Each point with its state and the way there; what no table tells is said by hand."""
    actor = signed_in_actor(request)
    if request.method == "POST":
        done = "undo" not in request.POST
        say_by_hand(actor=actor, name=request.POST.get("name", ""), done=done)
        messages.success(request, _("Written down.") if done else _("Taken back."))
        return redirect("members:set_up")
    points = points_for(actor)
    context = {
        "needed": [point for point in points if point.needed],
        "useful": [point for point in points if not point.needed],
        "open": sum(point.needed and not point.done for point in points),
    }
    return render(request, "members/office/set_up/before.html", context)


@only(Hat.ADMINISTRATOR)
@never_cache
@patient
def test_mail(request: HttpRequest) -> HttpResponse:
    """Where to; one press sends."""
    actor = signed_in_actor(request)
    own = Account.objects.values_list("email", flat=True).get(pk=actor.account_id)
    form = TestMailForm(sent(request), initial={"address": own})
    if request.method == "POST" and form.is_valid():
        _send(request, form.cleaned_data["address"])
        return redirect("members:test_mail_code")
    context = {"form": form}
    return render(request, "members/office/set_up/test_mail.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
@never_cache
@patient
def test_mail_code(request: HttpRequest) -> HttpResponse:
    """Waits for the code that shows the mail was read."""

    def came(_asked: object) -> HttpResponse:
        mail_came_back(actor=signed_in_actor(request))
        messages.success(request, _("The mail arrived, and the code fits. E-mail works."))
        return redirect("members:set_up")

    return code_page(request, WAITING, came)


@only(Hat.ADMINISTRATOR)
@require_POST
@patient
def test_mail_again(request: HttpRequest) -> HttpResponse:
    """The same mailbox once more; the former code is of no use."""
    asked = asked_by(request, Purpose.TEST)
    if asked is None:
        return redirect("members:test_mail")
    _send(request, asked.address)
    return redirect("members:test_mail_code")


def _send(request: HttpRequest, address: str) -> None:
    actor = signed_in_actor(request)
    count_try(request, "request_login_code", f"test:{actor.account_id}")
    code = ask(request, Purpose.TEST, address)
    mail_test(actor=actor, address=address, code=code, language=get_language() or "en")
