"""What the office fills in: decisions with a reason, roles, addresses, clinics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.hat_tasks import GIVEN_IN_OFFICE, TASKS
from members.hats import HAT_LABELS
from members.models import CodeCard, Person
from members.office_rules import ENDED, MOVES
from members.state_words import IN_SHORT
from po_platform.access.actor import NEEDS_SECOND_FACTOR, Hat
from po_platform.kit.forms_look import Hinted
from po_platform.kit.memorable_date import MemorableDateField

from .asked_name import AsksAboutName
from .joining import DisplayNameField

LONGEST_ADDRESS = 254  # signs, as Account.email holds them
# What a person reads about herself is written for her.
READS_IT = _("In a few words. The person can read them.")


def reason_field(longest: int = 200) -> forms.CharField:
    """Why the office does something."""
    return forms.CharField(
        label=_("Why?"),
        max_length=longest,
        help_text=READS_IT,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class FindForm(forms.Form):
    """One field for whatever somebody says on the telephone."""

    mark = forms.CharField(
        label=_("Name, e-mail address, telephone or member number"),
        max_length=200,
        help_text=_("Write it in full: we find exact words only."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class StateForm(forms.Form):
    """Paused or active again, with what it means; leaving and dying have forms of their own."""

    state = forms.ChoiceField(label=_("From now on"), widget=forms.RadioSelect)
    reason = reason_field()

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (state.value, Hinted(state.label, IN_SHORT[state]))
            for state in Person.State
            if state in MOVES[person.state] - ENDED
        ]


class RoleForm(forms.Form):
    """A role with a reason and perhaps a last day."""

    role = forms.ChoiceField(label=_("Which role?"), widget=forms.RadioSelect)
    last_day = MemorableDateField(
        label=_("Last day"),
        required=False,
        not_before=timezone.localdate,
        help_text=_("Leave it empty when there is none."),
    )
    reason = reason_field()

    def __init__(self, held: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = set(held)
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (hat.value, Hinted(HAT_LABELS[hat], _task(hat)))
            for hat in GIVEN_IN_OFFICE
            if hat.value not in there
        ]


def _task(hat: Hat) -> str:
    if hat in NEEDS_SECOND_FACTOR:
        return _now("%(task)s Needs a second factor.") % {"task": TASKS[hat]}
    return str(TASKS[hat])


class ReasonForm(forms.Form):
    """Nothing but why."""

    reason = reason_field()


def sure_field() -> forms.ChoiceField:
    """How the office knows that it is the right person."""
    return forms.ChoiceField(
        label=_("How do you know that it is this person?"),
        choices=CodeCard.Sure.choices,
        widget=forms.RadioSelect,
    )


class MakeCardForm(forms.Form):
    """A code card for somebody. `instead_of`: the card this page saw, so that a second press makes none."""

    sure = sure_field()
    reason = reason_field()
    instead_of = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class TakeInForm(AsksAboutName):
    """Somebody new, from a letter or the telephone; nearly everything may stay empty."""

    hers = False

    display_name = DisplayNameField(
        label=_("Name others see"),
        help_text=_("First name and initial, for example Ruth E."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    real_name = forms.CharField(
        label=_("Full name"),
        max_length=120,
        required=False,
        help_text=_("For letters."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        help_text=_("For letters."),
        widget=forms.Textarea({"rows": 3, "autocomplete": "off", "class": "house"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off", "class": "w-mid"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=_("Leave it empty when there is none. Two people may have the same one."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=get_language
    )
    sure = sure_field()
    reason = reason_field()


class OtherNameForm(AsksAboutName):
    """Another name for somebody who is here, and why; she reads the reason."""

    hers = False
    display_name = DisplayNameField(
        label=_("Name others see"),
        help_text=_("The one the member wants: first name and initial, for example Ruth E."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    reason = reason_field()


class TakeInListedForm(AsksAboutName):
    """Somebody of the association's list: only what the list does not say."""

    hers = False

    display_name = DisplayNameField(
        label=_("Name others see"),
        help_text=_("First name and initial, for example Ruth E."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    sure = sure_field()
    reason = reason_field()


class LookForm(forms.Form):
    """Why who somebody is has to be opened; she reads exactly these words."""

    reason = forms.CharField(
        label=_("Why do you need to see it?"),
        max_length=60,
        help_text=_("The person reads these words in the list of who looked."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class AddressForm(forms.Form):
    """Another address to sign in with."""

    address = forms.EmailField(
        label=_("New e-mail address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("Let it be spelled out, and read it back."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    reason = reason_field()
