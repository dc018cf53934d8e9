"""Whom a programme is walked as: where she stands, what she answers, whether her plans worked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now

from education.programme_shape import OUTCOME, SITUATION
from education.queries.programme_desk import Source
from education.way import Known


class WalkAsForm(forms.Form):
    """One choice for each thing rules may look at; all may stay open."""

    mark_optional = False

    def __init__(self, *args: Any, sources: Sequence[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in sources:
            is_plan = one.name.endswith(f".{OUTCOME}")
            label = _now("Did it work? %(plan)s") % {"plan": one.label} if is_plan else one.label
            self.fields[one.name] = forms.ChoiceField(
                label=label, required=False, choices=[("", _now("Says nothing")), *one.choices]
            )

    def known(self) -> Known:
        """As the way is worked out from; what is no choice counts as nothing said."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        answers: dict[str, dict[str, Any]] = {}
        outcomes: dict[str, str] = {}
        for name, value in said.items():
            step, _dot, link = name.partition(".")
            if link == OUTCOME:
                outcomes[step] = value
            elif link:
                answers.setdefault(step, {})[link] = value
        return Known(answers, outcomes, said.get(SITUATION, ""))
