"""What the office fills in: decisions with a reason, roles, addresses, clinics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.hat_tasks import GIVEN_IN_OFFICE, TASKS
from members.hats import HAT_LABELS
from members.models import Clinic, Person
from members.office_rules import MOVES
from members.state_words import IN_SHORT
from po_platform.access.actor import NEEDS_SECOND_FACTOR, Hat
from po_platform.kit.forms_look import Hinted
from po_platform.kit.memorable_date import MemorableDateField

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


class DecideForm(forms.Form):
    """Let in or not; who is not let in is told why."""

    let_in = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[
            ("yes", Hinted(_("Let in"), _("Can use everything members use, at once."))),
            ("no", Hinted(_("Do not let in"), _("Gets an e-mail with your reason."))),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Your reason"),
        max_length=300,
        required=False,
        help_text=_("Only when you do not let somebody in. The person reads these words."),
        widget=forms.Textarea({"rows": 3, "class": "house"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("let_in") == "no" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _now("Write why. The person reads it"))
        return cleaned


class StateForm(forms.Form):
    """Another state, each with what it means."""

    state = forms.ChoiceField(label=_("From now on"), widget=forms.RadioSelect)
    reason = reason_field()

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (state.value, Hinted(state.label, IN_SHORT[state]))
            for state in Person.State
            if state in MOVES[person.state]
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


class ClinicForm(forms.Form):
    """A practice or ward."""

    name = forms.CharField(label=_("Name"), max_length=120)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off", "class": "w-mid"}),
    )


class AddClinicianForm(forms.Form):
    """Somebody who holds the clinician's role and is not there yet."""

    account = forms.TypedChoiceField(label=_("Who?"), coerce=int)

    def __init__(self, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _now("Choose a person")),
            *((person.account_id, person.display_name) for person in people),
        ]


class InviteForm(forms.Form):
    """An invitation by e-mail, or as a code to read over the telephone."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=_("Leave it empty to get a code that you can read out or print."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("As what?"),
        choices=lambda: [
            ("" if hat is Hat.MEMBER else hat.value, HAT_LABELS[hat]) for hat in GIVEN_IN_OFFICE
        ],
        required=False,
    )
    clinic = forms.TypedChoiceField(
        label=_("At which clinic?"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Only for clinicians."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clinics = Clinic.objects.order_by("name", "pk").values_list("pk", "name")
        self.fields["clinic"].choices = [("", _now("None")), *clinics]  # type: ignore[attr-defined]  # a ChoiceField
        if len(self.fields["clinic"].choices) == 1:  # type: ignore[attr-defined]  # a ChoiceField
            del self.fields["clinic"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("clinic") and cleaned.get("role") != Hat.CLINICIAN:
            self.add_error("clinic", _now("Choose a clinic only for a clinician"))
        return cleaned
