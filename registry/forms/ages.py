"""Whether ages may be used in a dataset."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted

USED, NOT_USED = "yes", "no"


class AgesForm(forms.Form):
    """Yes or no, with what each does."""

    use = forms.ChoiceField(
        label=_("May ages be used?"),
        choices=[
            (
                NOT_USED,
                Hinted(
                    _("No"),
                    _("Nothing of a birth date is readable. Years that were kept go at once."),
                ),
            ),
            (
                USED,
                Hinted(
                    _("Yes"),
                    _("The year of birth is kept from now on, and read from what is there."),
                ),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
