"""What the office fills in to have somebody's data erased."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import RightsRequest
from po_platform.kit.forms_look import Hinted

from .office import reason_field

Shown = RightsRequest.Shown
WAITS, AT_ONCE = "waits", "at_once"


class ErasingForm(forms.Form):
    """How we know that it is her wish, when, and why; after a death only why."""

    shown = forms.ChoiceField(
        label=_("How do you know that it is this person’s wish?"),
        choices=[(value, words) for value, words in Shown.choices if value != Shown.KNOWN_FACTS],
        widget=forms.RadioSelect,
        help_text=_("Ask for no copy of a document, and keep none."),
    )
    when = forms.ChoiceField(
        label=_("When?"),
        choices=[
            (WAITS, Hinted(_("In seven days"), _("Until then the person can change their mind."))),
            (AT_ONCE, Hinted(_("At once"), _("As soon as a second person has confirmed it."))),
        ],
        initial=WAITS,
        widget=forms.RadioSelect,
    )
    reason = reason_field()

    def __init__(self, *args: Any, died: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if died:
            del self.fields["shown"], self.fields["when"]

    def given(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.cleaned_data
        return {
            "shown": given.get("shown", ""),
            "at_once": given.get("when", AT_ONCE) == AT_ONCE,
            "reason": given["reason"],
        }
