"""The shapes of taking over scores, and of choosing what a form takes scores of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted
from registry.queries.from_scores import Offer
from registry.score_provider import Measure, in_language

AT_ONCE = 100  # each is an entry of its own, written while her record is held


class TakeScoresForm(forms.Form):
    """One line to tick for each result; none is ticked at first."""

    mark_optional = False

    chosen = forms.MultipleChoiceField(
        label=_("What shall this registry know?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one line, or leave it as it is"),
            "invalid_choice": _("Something changed meanwhile. Look at the lines once more."),
        },
    )

    def __init__(self, *args: Any, offered: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["chosen"]
        field.choices = [(one.key, _words(one, offered)) for one in offered]
        self.newest = [one.key for one in offered[:AT_ONCE]]

    def clean_chosen(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["chosen"]
        if len(chosen) > AT_ONCE:
            words = _now("Tick at most %(count)d lines at once; the others wait here.")
            raise forms.ValidationError(words % {"count": AT_ONCE})
        return chosen


def _words(one: Offer, offered: Sequence[Offer]) -> Hinted:
    """With its scores; where it changes what stands there; and for which form, where several ask."""
    told = [one.scores]
    forms = {each.target.form.pk for each in offered}
    if len(forms) > len({each.result.measure for each in offered}):
        told.append(one.target.dataset.title)
    if one.entry is not None:
        told.append(_now("Here it says something else: this brings it up to date."))
    return Hinted(one.heading, ". ".join(told))


class ScoresForm(forms.Form):
    """What a form is to take scores of."""

    mark_optional = False

    measure = forms.ChoiceField(
        label=_("Of which questionnaire?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a questionnaire, or leave the page"),
            "invalid_choice": _("There is a form for it by now, or it is not offered any more"),
        },
    )

    def __init__(self, *args: Any, offered: Sequence[Measure], language: str, **kw: Any) -> None:
        super().__init__(*args, **kw)
        field: Any = self.fields["measure"]
        field.choices = [
            (
                one.id,
                Hinted(
                    in_language(one.title, language),
                    "; ".join(in_language(scale.words, language) for scale in one.scales),
                ),
            )
            for one in offered
        ]
