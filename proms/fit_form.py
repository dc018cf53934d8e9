"""Fitting a rule: which question is which item, and what an answer counts where nothing tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proms.attach import Untold
from proms.scale_spec import ScaleSpec
from proms.scale_spec.document import plain


class SpecForm(forms.Form):
    """Which rule turns answers into numbers."""

    spec = forms.ChoiceField(
        label=_("Which rule?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a rule")},
    )

    def __init__(self, *args: Any, specs: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spec"].choices = list(specs)  # type: ignore[attr-defined]  # a ChoiceField


class FitForm(forms.Form):
    """Which question is which item of a rule, for items that were not found by a code."""

    def __init__(
        self,
        *args: Any,
        spec: ScaleSpec,
        items: Sequence[str],
        questions: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec
        for item in items:
            self.fields[f"item-{item}"] = forms.ChoiceField(
                label=item,
                choices=[("", ""), *questions],
                error_messages={"required": _("Choose the question for “%s”") % item},
            )

    @property
    def chosen(self) -> dict[str, str]:
        """item → linkId."""
        return {name.removeprefix("item-"): value for name, value in self.cleaned_data.items()}


class DrawnForm(forms.Form):
    """Which numbers members and clinicians see as a line, of those a rule only keeps."""

    scales = forms.MultipleChoiceField(
        label=_("Which of them shall be drawn as well?"),
        help_text=_(
            "Of an index with one set of values for each country, draw your own country’s."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, scales: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scales"].choices = list(scales)  # type: ignore[attr-defined]  # as above


class MeaningForm(forms.Form):
    """What each option counts, for options no code and no weight of the file tells about.

    `wording(linkId, code)` gives an option's text.
    """

    def __init__(
        self,
        *args: Any,
        groups: Sequence[Untold],
        wording: Callable[[str, str], str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        for place, group in enumerate(groups):
            item = group.item
            counts = [(code, gettext("counts %s") % plain(w)) for code, w in item.values.items()]
            counts += [
                (code, gettext("counts as no answer")) for code in sorted(item.missing_codes)
            ]
            counts += [
                (code, gettext("the next question counts"))
                for code in item.follow
                if code not in item.values
            ]
            for number, option in enumerate(group.options):
                said = wording(group.link_ids[0], option)
                self.fields[f"means-{place}-{number}"] = forms.ChoiceField(
                    label=said,
                    choices=[("", ""), *counts],
                    initial=option if option in dict(counts) else "",
                    error_messages={"required": gettext("Choose what “%s” counts") % said},
                )

    @property
    def meanings(self) -> dict[str, dict[str, str]]:
        """linkId → option code → the spec's code."""
        return {
            link_id: {
                option: self.cleaned_data[f"means-{place}-{number}"]
                for number, option in enumerate(group.options)
            }
            for place, group in enumerate(self.groups)
            for link_id in group.link_ids
        }
