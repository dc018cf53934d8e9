"""What programs send, checked by the form of the page: the same rules in the same words."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from rest_framework import serializers
from rest_framework.request import Request

from proms.api.shapes_in import StrictShape


class OfForm(StrictShape):
    """A shape whose fields are those of a form; `form` is there once it is valid."""

    form: Any

    def form_of(self, typed: dict[str, str]) -> forms.Form:
        """The form as if somebody had typed this."""
        raise NotImplementedError

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        typed = {
            name: _typed(value)
            for name, value in given.items()
            if value is not None and value is not False  # a box without a tick sends nothing
        }
        self.form = self.form_of(typed)
        if not self.form.is_valid():
            raise serializers.ValidationError(
                {name: [str(one) for one in told] for name, told in self.form.errors.items()}
            )
        return given


def _typed(value: Any) -> str:
    if value is True:
        return "on"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def read(shape: type[OfForm], request: Request, **context: Any) -> Any:
    """The valid form of what was sent. Raises DRF's ValidationError (400)."""
    found = shape(data=request.data, context=context)
    found.is_valid(raise_exception=True)
    return found.form
