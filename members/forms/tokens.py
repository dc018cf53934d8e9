"""A personal token for a program of one's own."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted


class TokenForm(forms.Form):
    """What it is called, what it may do, and how long."""

    name = forms.CharField(
        label=_("What is it for?"),
        help_text=_("A name for your list, for example: my spreadsheet."),
        max_length=60,
    )
    may = forms.ChoiceField(
        label=_("What may it do?"),
        choices=[
            ("read", Hinted(_("Read"), _("It sees what you see about yourself."))),
            ("write", Hinted(_("Read and write"), _("It can also send answers in your name."))),
        ],
        initial="read",
        widget=forms.RadioSelect,
    )
    days = forms.TypedChoiceField(
        label=_("How long does it work?"),
        choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("A year"))],
        initial="90",
        coerce=int,
        widget=forms.RadioSelect,
    )
