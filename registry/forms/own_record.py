"""The shape of what is taken over from one registry into another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from registry.queries.own_record import Taken


class TakeOverForm(forms.Form):
    """One line to tick for each entry; none is ticked at first."""

    mark_optional = False

    chosen = forms.MultipleChoiceField(
        label=_("What shall this registry know, too?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one line, or leave it as it is"),
            "invalid_choice": _("Something changed meanwhile. Look at the lines once more."),
        },
    )

    def __init__(self, *args: Any, offered: Sequence[Taken], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["chosen"]
        field.choices = [(str(one.entry.ref), _line(one)) for one in offered]


def _line(one: Taken) -> str:
    words = {"line": one.line, "registry": one.entry.registry.title}
    return _now("%(line)s (from “%(registry)s”)") % words
