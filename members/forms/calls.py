"""Asking to be called; and at the desk, what came of a call."""

from __future__ import annotations

from datetime import date
from itertools import islice

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.actions.calls import WantsCall
from members.call_rules import LONGEST_PROMISE, NOT_REACHED
from members.call_secrets import can_be_dialled
from members.member_number import person_of_number
from members.models import CallRequest
from members.working_days import working_days_after
from po_platform.kit import spoken
from po_platform.kit.forms_look import Hinted

DAYS_OFFERED = 15
_About = CallRequest.About
NOT_ASKED_FOR = (_About.REMINDER, _About.DEATH, _About.RANG)
State = CallRequest.State


def dialled(text: str) -> str:
    """The number with single spaces; raises ValidationError for what no telephone takes."""
    number = " ".join(text.split())
    if not can_be_dialled(number):
        raise forms.ValidationError(
            _now("Write the number in figures, as you would dial it: for example 01632 960 118")
        )
    return number


class CallMeForm(forms.Form):
    """A number, when it suits, and what it is about in words that say nothing about health."""

    mark_optional = False

    name = forms.CharField(
        label=_("Whom do we ask for?"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    number = forms.CharField(
        label=_("Your telephone number"),
        max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-mid"}),
    )
    suits = forms.ChoiceField(
        label=_("When does it suit you?"),
        choices=CallRequest.Suits.choices,
        initial=CallRequest.Suits.ANY,
        widget=forms.RadioSelect,
    )
    about = forms.ChoiceField(
        label=_("What is it about?"),
        # A reminder and who rang are put down by the desk; that somebody died has its own form.
        choices=[one for one in CallRequest.About.choices if one[0] not in NOT_ASKED_FOR],
        initial=CallRequest.About.OTHER,
        help_text=_("Say nothing about your health here. You can tell us when we call."),
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("In which language?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_number(self) -> str:
        return dialled(self.cleaned_data["number"])

    def wish(self) -> WantsCall:
        """What was filled in."""
        given = self.cleaned_data
        return WantsCall(
            given["name"], given["number"], given["about"], given["suits"], given["language"]
        )


class OutcomeForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(label=_("What came of it?"), widget=forms.RadioSelect)
    next_on = forms.ChoiceField(
        label=_("If you reached nobody: when do we try again?"), required=False
    )
    note = forms.CharField(
        label=_("A short note"),
        max_length=200,
        required=False,
        help_text=_(
            "For whoever calls next. Nothing about health. If it sounds like danger, moderators read it."
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: object, with_office: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        choices = [
            (State.DONE, Hinted(_("We talked"), _("Nothing is left to do."))),
            (NOT_REACHED, Hinted(_("Nobody answered"), _("We try again on another day."))),
            (State.WRONG_NUMBER, Hinted(_("The number was wrong"), _("The wish is closed."))),
            (State.NO_CALL, Hinted(_("No call is wanted any more"), _("The wish is closed."))),
            (State.OFFICE, Hinted(_("Pass it on to the office"), _("The office calls instead."))),
        ]
        shown = [one for one in choices if not (with_office and one[0] == State.OFFICE)]
        self.fields["outcome"].choices = shown  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["next_on"].choices = _days()  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["next_on"].initial = next(working_days_after(timezone.localdate())).isoformat()

    def clean_note(self) -> str:
        return " ".join(self.cleaned_data["note"].split())

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("outcome") == NOT_REACHED and not given.get("next_on"):
            self.add_error("next_on", _now("Choose a day to try again"))
        return given

    def next_day(self) -> date | None:
        """The day to try again, for who was not reached."""
        if self.cleaned_data["outcome"] != NOT_REACHED:
            return None
        return date.fromisoformat(self.cleaned_data["next_on"])


def _days() -> list[tuple[str, str]]:
    """Today and the next working days, as people say them."""
    today = timezone.localdate()
    later = islice(working_days_after(today), DAYS_OFFERED)
    return [
        (today.isoformat(), _now("Today, later")),
        *((day.isoformat(), spoken.day(day)) for day in later),
    ]


class RangForm(forms.Form):
    """Who rings, by the number on her card."""

    number = forms.CharField(
        label=_("Their member number"),
        max_length=24,
        widget=forms.TextInput({"class": "w-mid", "autocomplete": "off"}),
        error_messages={"required": _("Write the member number")},
    )
    language = forms.ChoiceField(
        label=_("In which language do you talk?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )

    def clean_number(self) -> int:
        found = person_of_number(self.cleaned_data["number"])
        if found is None or found >= 2**63:
            raise forms.ValidationError(
                _now("Read the member number once more: a figure is wrong or missing")
            )
        return found


class PromiseForm(forms.Form):
    """How soon we call."""

    days = forms.IntegerField(
        label=_("Within how many working days do you call?"),
        help_text=_("From Monday to Friday, public holidays not counted. From 1 to 10."),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_PROMISE)],
        widget=forms.NumberInput({"class": "w-short", "inputmode": "numeric"}),
    )
