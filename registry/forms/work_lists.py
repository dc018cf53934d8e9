"""Which records a curator works through now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import Form
from registry.queries.records import WorkList
from registry.templatetags.registry_words import form_words


class WorkListForm(forms.Form):
    """Which records to work through: who has one form, who lacks another. `listed`: those she sees."""

    has = forms.ChoiceField(label=_("Who has this form"), required=False)
    lacks = forms.ChoiceField(
        label=_("Who lacks this form"),
        help_text=_("Without those who have left or died."),
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, listed: list[Form], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Any")), *((str(one.pk), form_words(one)) for one in listed)]
        for name in ("has", "lacks"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def work(self) -> WorkList:
        """As it was chosen."""
        has, lacks = (self.cleaned_data[name] for name in ("has", "lacks"))
        return WorkList(int(has) if has else None, int(lacks) if lacks else None)
