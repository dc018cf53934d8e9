"""Whether ages may be used in a dataset, and from which question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted

NOT_USED = "-"


class AgesForm(forms.Form):
    """No, or the question that asks for the birth date. `dates`: (form|question, label)."""

    born = forms.ChoiceField(
        label=_("May ages be used?"),
        help_text=_("If so, choose the question that asks for the date of birth, no other."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )

    def __init__(self, *args: Any, dates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = Hinted(_("No"), _("No year of birth is readable. Years that were kept go at once."))
        self.fields["born"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (NOT_USED, none),
            *((one, _("Yes, from “%(question)s”") % {"question": label}) for one, label in dates),
        ]

    def chosen(self) -> tuple[str, str]:
        """Form and question; twice '' for none."""
        form, _bar, born = str(self.cleaned_data["born"]).partition("|")
        return (form, born) if born else ("", "")
