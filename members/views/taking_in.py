"""Code cards and people without a mailbox, made by the office and printed at once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache

from members.actions.cards import MadeAlready, make_card
from members.actions.newcomers import NameTaken
from members.actions.taking_in import TakenIn, take_in_person
from members.actions.taking_in import take_in_listed as let_in_listed
from members.actions.window_letters import site
from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from members.card_codes import card_groups
from members.carried import carry
from members.forms.office import MakeCardForm, TakeInForm, TakeInListedForm
from members.identity import Known
from members.models import Person
from members.names import told_apart
from members.queries import people_office as queries
from members.queries.cards import living_card
from members.queries.letters import letter_head
from members.views.office_task import Task, task_page
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.kit import spoken

CARD = "card"


@only(Hat.ADMINISTRATOR, fresh=True)
@never_cache
def card(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A new card for somebody, shown once, for the printer."""
    who = queries.person_by_ref(actor=signed_in_actor(request), ref=ref)
    living = living_card(who.account_id)
    seen = living.pk if living else 0
    form = MakeCardForm(request.POST or None, initial={"instead_of": seen})
    codes: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(form, lambda: codes.extend(_make(request, who, form))):
                return print_card(request, who, codes)
        except MadeAlready:
            form.add_error(
                None,
                _(
                    "A card was made a moment ago, perhaps by a second press. If it was printed,"
                    " leave this page. If not, open it anew and make another one."
                ),
            )
    task = Task(
        _("Make a code card"),
        _("Make the card"),
        lead=_(
            "20 codes to sign in with, each good once. Whoever holds the card can sign in: make sure"
            " who it is. The former card ends. Have the printer ready: the codes are shown only once."
        ),
    )
    return task_page(request, who, form, task)


def _make(request: HttpRequest, who: Person, form: MakeCardForm) -> list[str]:
    given = form.cleaned_data
    return make_card(
        actor=signed_in_actor(request),
        person_id=who.pk,
        sure=given["sure"],
        reason=given["reason"],
        instead_of=given["instead_of"] or 0,
    )


def print_card(
    request: HttpRequest, who: Person, codes: list[str], *, problem: str = ""
) -> HttpResponse:
    """In her own language; her first name tells it from the card of whom she lives with."""
    context: dict[str, object] = {
        "who": who,
        "first_name": told_apart([who.display_name])[0],
        "codes": [{"code": card_groups(code)} for code in codes],
        "site": site(),
        "problem": problem,
        "by_post": letter_head() is not None,
        "carried": carry(signed_in_actor(request), f"{CARD} {who.pk}", codes),
    }
    with override(who.account.language if who.account else None):
        context["made_on"] = spoken.plain_day(timezone.localdate())
        return render(request, "members/office/card.html", context)


@only(Hat.ADMINISTRATOR, fresh=True, health=True)
@never_cache
def take_in(request: HttpRequest) -> HttpResponse:
    """Somebody new who writes or calls, with the first card."""
    form = TakeInForm(request.POST or None)
    made: list[tuple[Person, list[str]]] = []
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(form, lambda: made.append(_take_in(request, form))):
                return print_card(request, *made[0])
        except NameTaken:
            form.add_error(
                "display_name",
                _(
                    "Somebody here has this name. If you took this person in a moment ago, find"
                    " them in the list; otherwise choose another name"
                ),
            )
    return render(request, "members/office/take_in.html", {"form": form}, status=status_of(form))


@only(Hat.ADMINISTRATOR, fresh=True)
@never_cache
def take_in_listed(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Somebody of the association's list who writes or calls, with the first card."""
    who = queries.person_by_ref(actor=signed_in_actor(request), ref=ref)
    if who.state != Person.State.INVITED:
        return redirect("members:person", ref)
    form = TakeInListedForm(request.POST or None)
    made: list[tuple[Person, list[str]]] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: made.append(
                    let_in_listed(
                        actor=signed_in_actor(request),
                        person_id=who.pk,
                        display_name=given["display_name"],
                        sure=given["sure"],
                        reason=given["reason"],
                    )
                ),
            ):
                return print_card(request, *made[0])
        except NameTaken:
            form.add_error("display_name", _("This name is taken. Choose another one"))
    task = Task(
        _("Take in somebody from your list"),
        _("Take in and make the card"),
        lead=_(
            "For somebody who writes or calls instead of joining alone. Name and address are taken"
            " from your list. Have the printer ready: the codes are shown only once."
        ),
    )
    return task_page(request, who, form, task)


def _take_in(request: HttpRequest, form: TakeInForm) -> tuple[Person, list[str]]:
    given = form.cleaned_data
    newcomer = TakenIn(
        display_name=given["display_name"],
        language=given["language"],
        known=Known(
            " ".join(given["real_name"].split()), given["address"].strip(), given["phone"].strip()
        ),
        email=given["email"].strip(),
    )
    return take_in_person(
        actor=signed_in_actor(request),
        newcomer=newcomer,
        sure=given["sure"],
        reason=given["reason"],
    )
