"""What a clinician says about a card: which programme, for how many, how long, in whose name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from education.models import Programme
from education.programme_rules import MOST_USES

LENGTHS = (("91", _("3 months")), ("182", _("6 months")), ("365", _("A year")))


class CardForm(forms.Form):
    """One card."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Which programme?"), to_field_name="ref",
        empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("Choose a programme")},
    )  # fmt: skip
    may_be_used = forms.IntegerField(
        label=_("For how many patients?"), min_value=1, max_value=MOST_USES, initial=20,
        help_text=_("One sheet to copy. The code works so many times."),
    )  # fmt: skip
    days = forms.ChoiceField(
        label=_("For how long?"), choices=LENGTHS, widget=forms.RadioSelect,
        help_text=_("For your patients nothing runs out: an old card still leads to the programme."),
    )  # fmt: skip
    printed_name = forms.CharField(
        label=_("Your name or practice, as it stands on the sheet"), max_length=120
    )

    def __init__(self, *args: Any, programmes: Sequence[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one_of(self, programmes)


class InviteForm(forms.Form):
    """Into which programme."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Into which programme?"), to_field_name="ref",
        empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("Choose a programme")},
    )  # fmt: skip

    def __init__(self, *args: Any, programmes: Sequence[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one_of(self, programmes)


def one_of(form: forms.Form, programmes: Sequence[Programme]) -> None:
    """Offers these in the form's `programme`, by their titles; the only one is chosen already."""
    field = form.fields["programme"]
    field.queryset = Programme.objects.filter(  # type: ignore[attr-defined]  # ModelChoiceField
        pk__in=[one.pk for one in programmes]
    )
    field.label_from_instance = lambda one: one.title  # type: ignore[attr-defined]
    if len(programmes) == 1:
        form.initial.setdefault("programme", str(programmes[0].ref))
