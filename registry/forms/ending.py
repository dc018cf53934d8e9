"""What somebody wants to end in a registry."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted

CONTACT, DATA, CLOSED, LEAVE = "contact", "data", "closed", "leave"
WISHES = {
    CONTACT: Hinted(_("Letters about studies"), _("You go on taking part in everything else.")),
    CLOSED: Hinted(
        _("New data about me"),
        _("Nobody enters or changes anything, you neither, and nobody asks you to. What you gave"
          " may stay in use as you allowed. You can allow new data again on any day."),
    ),
    DATA: Hinted(
        _("New use of my data"), _("What you gave stays in the registry, and you go on giving data.")
    ),
    LEAVE: Hinted(_("Everything: I leave the registry"), _("Below you read what that means.")),
}  # fmt: skip


class EndingForm(forms.Form):
    """One thing at a time. `can_end`: what there is to end."""

    end = forms.ChoiceField(
        label=_("What should end?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what should end")},
    )

    def __init__(self, *args: Any, can_end: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(wish, words) for wish, words in WISHES.items() if wish in can_end]
        self.fields["end"].choices = chosen  # type: ignore[attr-defined]  # a ChoiceField

    def wish(self) -> str:
        """What she chose."""
        chosen: str = self.cleaned_data["end"]
        return chosen
