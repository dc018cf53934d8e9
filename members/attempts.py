"""Running an action from a form: what its rule refuses is said at the form, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction


def attempt(form: forms.Form, action: Callable[[], object]) -> bool:
    """True when it was done. A refusal undoes it and becomes the form's problem."""
    try:
        with transaction.atomic():
            action()
    except PermissionDenied as refused:
        form.add_error(None, str(refused))
        return False
    return True
