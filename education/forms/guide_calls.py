"""Whether her guide may call and when; and what came of a call."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.models import CallTry
from members.forms.calls import dialled
from members.models import CallRequest
from members.working_days import working_days_after
from po_platform.kit import spoken
from po_platform.kit.forms_look import Hinted

DAYS_OFFERED = 15
Came = CallTry.Came


def days_to_try() -> list[tuple[str, str]]:
    """Today and the next working days, as people say them."""
    today = timezone.localdate()
    later = islice(working_days_after(today), DAYS_OFFERED)
    return [
        (today.isoformat(), _now("Today")),
        *((day.isoformat(), spoken.day(day)) for day in later),
    ]


class MayCallForm(forms.Form):
    """A number and when it suits."""

    number = forms.CharField(
        label=_("Your telephone number"), max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-mid"}),
        error_messages={"required": _("Write your telephone number")},
    )  # fmt: skip
    suits = forms.ChoiceField(
        label=_("When does it suit you?"), choices=CallRequest.Suits.choices,
        initial=CallRequest.Suits.ANY, widget=forms.RadioSelect,
    )  # fmt: skip

    def clean_number(self) -> str:
        return dialled(self.cleaned_data["number"])


class PutCallForm(forms.Form):
    """From which day on."""

    next_on = forms.ChoiceField(label=_("Not before"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_on"].choices = days_to_try()  # type: ignore[attr-defined]  # ChoiceField

    def clean_next_on(self) -> date:
        return date.fromisoformat(self.cleaned_data["next_on"])


class CameForm(forms.Form):
    """What came of one try. `last`: nobody dials again after it."""

    came = forms.ChoiceField(
        label=_("What came of it?"), widget=forms.RadioSelect,
        error_messages={"required": _("Say what came of it")},
    )  # fmt: skip
    next_on = forms.ChoiceField(
        label=_("If nobody answered: when do you try again?"), required=False
    )
    note = forms.CharField(
        label=_("A short note"), max_length=300, required=False,
        help_text=_("The person you called reads it too."),
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        again = _("This was the last try. Write a message instead.") if last else ""
        self.fields["came"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (Came.TALKED, _("We talked")),
            (Came.NOBODY, Hinted(_("Nobody answered"), again) if last else _("Nobody answered")),
            (Came.NOT_WANTED, _("No call is wanted")),
        ]
        if last:
            del self.fields["next_on"]
            return
        days = days_to_try()
        self.fields["next_on"].choices = days  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["next_on"].initial = days[1][0]

    def clean_note(self) -> str:
        return " ".join(self.cleaned_data["note"].split())

    def next_day(self) -> date | None:
        """The day to try again; None where nobody does."""
        chosen = str(self.cleaned_data.get("next_on") or "")
        wanted = self.cleaned_data["came"] == Came.NOBODY and chosen
        return date.fromisoformat(chosen) if wanted else None
