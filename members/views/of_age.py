"""After coming of age: one decision, and nothing happens before it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.actions.of_age import decide_at_age
from members.asking import signed_in_actor
from members.models import ComingOfAge, Person
from members.proxy_words import going_on
from members.queries.proxies import coming_of_age_of
from po_platform.access.declare import signed_in

CHOICES = frozenset(ComingOfAge.Choice.values)


@signed_in(health=True)
def of_age(request: HttpRequest) -> HttpResponse:
    """Go on, go on with a helper, take along, leave, or have everything erased."""
    actor = signed_in_actor(request)
    coming = coming_of_age_of(actor=actor, person_id=actor.person_id)
    waits = Person.objects.filter(pk=actor.person_id, state=Person.State.UNDECIDED).exists()
    if coming is None or not waits:
        return redirect("members:start")
    language = get_language() or "en"
    if request.method == "POST":
        choice = request.POST.get("choice", "")
        words = going_on(language, with_help=choice == ComingOfAge.Choice.WITH_HELP)
        if choice in CHOICES and request.POST.get("shown") == words.sha256:
            with_help = choice == ComingOfAge.Choice.WITH_HELP
            decide_at_age(actor=actor, rendered=words, with_help=with_help)
            messages.success(request, _("Thank you. You decide alone from now on."))
            return redirect("members:name_helper" if with_help else "members:start")
    context = {
        "on": coming.on,
        "alone": going_on(language, with_help=False),
        "with_help": going_on(language, with_help=True),
    }
    return render(request, "members/proxies/of_age.html", context)
