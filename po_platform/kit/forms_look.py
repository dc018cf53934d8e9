"""Every form comes out the same way: label, hint, problem in plain words, control."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.renderers import TemplatesSetting

from .form_words import words_for


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: what to do, and the id of the control it is about ("" for none)."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Hinted:
    """A choice with its consequence under it: ("no", Hinted("No", "Only you see them"))."""

    label: Any
    hint: Any

    def __str__(self) -> str:
        return str(self.label)


class LookField(BoundField):
    """A field of a form as our templates need it."""

    @property
    def is_tick(self) -> bool:
        """A single box to tick: its label stands beside it, not above."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def says_optional(self) -> bool:
        """We mark what may stay empty, never what must be filled in.

        A form of nothing but optional fields (a search) sets `mark_optional = False`.
        """
        return not self.field.required and getattr(self.form, "mark_optional", True)

    @property
    def problems(self) -> list[str]:
        """What to do, in our words, for each problem this field has."""
        found = self.form.errors.get(self.name)
        return [words_for(self, error) for error in found.as_data()] if found else []

    @property
    def problem_id(self) -> str:
        """The id of the problem's words; `aria-describedby` names it."""
        return f"{self.auto_id}_error"

    @property
    def target(self) -> str:
        """The id of the control to go to: the first one of a group."""
        return self.id_for_label or f"{self.auto_id}_0"

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Without `required`: the browser's own bubble vanishes and speaks its own language."""
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        if isinstance(
            widget or self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple
        ):
            built.pop("aria-invalid", None)  # the group is wrong, not each of its answers
        return built


class Renderer(TemplatesSetting):
    """`{{ form }}` in our look: templates/django/forms, and `LookField` for every field."""

    bound_field_class = LookField


def problems_of(form: forms.BaseForm | BaseFormSet[Any]) -> list[Problem]:
    """All problems of a bound form or formset in the order of its fields, the form's own first."""
    if isinstance(form, BaseFormSet):
        of_set = [Problem(str(text), "") for text in form.non_form_errors()]
        return of_set + [problem for one in form.forms for problem in problems_of(one)]
    own = [Problem(str(text), form_problem_id(form)) for text in form.non_field_errors()]
    return own + list(_problems_of_fields(form))


def _problems_of_fields(form: forms.BaseForm) -> Iterator[Problem]:
    for bound in form:
        if isinstance(bound, LookField):
            yield from (Problem(text, bound.target) for text in bound.problems)


def form_problem_id(form: forms.BaseForm) -> str:
    """Where problems that belong to no single field are written; see django/forms/form.html."""
    return f"{form.prefix or 'form'}-problem"


class Rate(forms.RadioSelect):
    """A number from low to high with words at both ends; for a ChoiceField.

    `apart` names the values that are no number ("I would rather not say"); they stand below.
    """

    template_name = "django/forms/widgets/rate.html"

    def __init__(
        self,
        *,
        low: Any,
        high: Any,
        apart: Collection[str] = (),
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.low, self.high, self.apart = low, high, apart

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for _, group, _ in context["widget"]["optgroups"] for option in group]
        steps = [option for option in options if option["value"] not in self.apart]
        return context | {
            "steps": steps,
            "apart": [option for option in options if option["value"] in self.apart],
            "low": self.low,
            "high": self.high,
            "few": len(steps) <= FEW_STEPS,
        }


FEW_STEPS = 7  # a row of so few keeps a reachable width instead of filling the page


def steps(first: int, last: int) -> Sequence[tuple[str, str]]:
    """Choices for `Rate`: steps(0, 10) → ("0", "0") … ("10", "10")."""
    return [(str(number), str(number)) for number in range(first, last + 1)]
