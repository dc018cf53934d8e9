"""Which parts of the portal there are."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from members.parts import PARTS


class PartsForm(forms.Form):
    """Ticked is there."""

    mark_optional = False

    on = forms.MultipleChoiceField(
        label=_("Which parts does your portal have?"),
        choices=list(PARTS.items()),
        required=False,
        help_text=_(
            "What you take away disappears from menus, mails and addresses. Nothing is deleted."
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def off(self) -> list[str]:
        """The others, in their order."""
        return [name for name in PARTS if name not in self.cleaned_data["on"]]
