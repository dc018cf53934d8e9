"""Running an action from a form: what its rule refuses is said at the form, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction

REFUSED = "refused"


def attempt(form: forms.Form, action: Callable[[], object]) -> bool:
    """True when it was done. A refusal undoes it and becomes the form's problem."""
    try:
        with transaction.atomic():
            action()
    except PermissionDenied as refused:
        form.add_error(None, ValidationError(str(refused), code=REFUSED))
        return False
    return True


def status_of(form: forms.Form) -> int:
    """What a page with this form answers: 403 refused by a rule, 422 to be put right, else 200."""
    if form.has_error(NON_FIELD_ERRORS, REFUSED):
        return 403
    return 422 if form.is_bound and form.errors else 200
