"""What a practice says when it orders cards: which, how many, where to; nothing about patients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from education.models import Programme

from .cards import one_of

MOST_ORDERED = 100


class OrderForm(forms.Form):
    """One order."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Which programme?"), to_field_name="ref",
        empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("Choose a programme")},
    )  # fmt: skip
    patients = forms.IntegerField(
        label=_("For how many patients?"), min_value=1, max_value=MOST_ORDERED, initial=20,
        help_text=_("You get one sheet to copy. Its code works so many times."),
    )  # fmt: skip
    practice = forms.CharField(
        label=_("Your name or practice, as it stands on the sheet"), max_length=120,
        error_messages={"required": _("Write the name of your practice")},
    )  # fmt: skip
    address = forms.CharField(
        label=_("Where shall we post it to?"), max_length=400,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("Write the address")},
    )  # fmt: skip
    reach = forms.CharField(
        label=_("How do we reach you if something is unclear?"), max_length=120, required=False,
        help_text=_("A telephone number or an e-mail address."),
    )  # fmt: skip

    def __init__(self, *args: Any, programmes: Sequence[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one_of(self, programmes)
