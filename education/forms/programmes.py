"""What a member writes on her way: a goal, a few words, a plan, whether it worked, a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.models import IfThenPlan
from education.programme_rules import pause_fault

DAYS = (("7", _("In a week")), ("14", _("In 2 weeks")), ("28", _("In 4 weeks")))


def words(label: Any, *, hint: Any = "", rows: int = 4, longest: int = 4000) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=longest,
        widget=forms.Textarea({"rows": rows, "class": "people"}),
    )  # fmt: skip


class GoalForm(forms.Form):
    """Why she does this."""

    mark_optional = False
    goal = words(
        _("What would you like to be different in a few weeks?"), rows=3, longest=400,
        hint=_("In your own words. A small thing is enough. You can change it on any day."),
    )  # fmt: skip


class WorksheetForm(forms.Form):
    """What does this mean for me?"""

    mark_optional = False

    def __init__(self, *args: Any, ask: str, who_reads: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = f"{_now('A few words are enough, or none.')} {who_reads}"
        self.fields["words"] = words(ask, hint=hint)


class TakeWordsForm(forms.Form):
    """Whether what was written in this browser before anybody signed in is hers; never ticked."""

    mark_optional = False
    take_words = forms.BooleanField(
        required=False, label=_("Take along what was written on the first step in this browser"),
        help_text=_("Only if you wrote it. If not, leave it: in an hour it is gone."),
    )  # fmt: skip


class PracticeForm(forms.Form):
    """A post to practise with."""

    mark_optional = False
    words = forms.CharField(
        label=_("Your post"), max_length=4000,
        widget=forms.Textarea({"rows": 5, "class": "people"}),
        help_text=_("Nobody sees it, and it is kept nowhere. Write what you like."),
        error_messages={"required": _("Write a few words to see how they look")},
    )  # fmt: skip


class PlanForm(forms.Form):
    """If …, then I …."""

    if_text = forms.CharField(
        label=_("If"), max_length=300, widget=forms.Textarea({"rows": 2, "class": "people"}),
        error_messages={"required": _("Write the moment, such as “I come home”")},
    )  # fmt: skip
    then_text = forms.CharField(
        label=_("then I"), max_length=300, widget=forms.Textarea({"rows": 2, "class": "people"}),
        error_messages={"required": _("Write one small thing you do then")},
    )  # fmt: skip


class OutcomeForm(forms.Form):
    """Did it work?"""

    outcome = forms.ChoiceField(
        label=_("Did it work?"), choices=IfThenPlan.Outcome.choices, widget=forms.RadioSelect,
        help_text=_("Every answer is a good one: it tells you what to change."),
        error_messages={"required": _("Choose one of the three")},
    )  # fmt: skip
    words = words(_("What helped, or what came in between?"), rows=3, longest=600)


class UntilForm(forms.Form):
    """A day that lies ahead: one of three, or her own."""

    days = forms.ChoiceField(
        label=_("Until when?"), choices=[*DAYS, ("own", _("Until another day"))],
        widget=forms.RadioSelect, error_messages={"required": _("Choose until when")},
    )  # fmt: skip
    day = forms.DateField(
        label=_("Which day?"), required=False, help_text=_("Only for another day."),
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={"invalid": _("Write the day like this: 2026-03-04")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "days" in found and "day" in found:
            today = timezone.localdate()
            if found["days"] == "own" and found["day"] is None:
                self.add_error("day", ValidationError(_now("Write the day"), code="required"))
            elif fault := pause_fault(self.until(), today):
                self.add_error("day", ValidationError(fault, code="day"))
        return found

    def until(self) -> date:
        """The chosen day."""
        chosen = self.cleaned_data["days"]
        if chosen == "own":
            own: date = self.cleaned_data["day"]
            return own
        return timezone.localdate() + timedelta(days=int(chosen))


class CardCodeForm(forms.Form):
    """The code of a card from a practice."""

    code = forms.CharField(
        label=_("The code on your card"), max_length=40,
        help_text=_("Twelve signs. Small letters and gaps do not matter."),
        widget=forms.TextInput({"autocomplete": "off", "class": "w-mid", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code that stands on the card")},
    )  # fmt: skip
