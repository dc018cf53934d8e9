"""To whom the check numbers go."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.actions.proof import MOST


class ProofForm(forms.Form):
    """Addresses, one in a line."""

    addresses = forms.CharField(
        label=_("E-mail addresses"),
        required=False,
        max_length=2000,
        help_text=_(
            "One in a line, five at most. People outside are welcome: an auditor, somebody of the"
            " board. Leave it empty and nothing is sent."
        ),
        widget=forms.Textarea({"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_addresses(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines()]
        once: dict[str, str] = {}
        for line in filter(None, lines):
            once.setdefault(line.casefold(), line)
        found = list(once.values())
        for line in found:
            try:
                validate_email(line)
            except ValidationError as error:
                raise ValidationError(
                    _now("%(line)s does not look like an e-mail address. Read it once more.")
                    % {"line": line}
                ) from error
        if len(found) > MOST:
            raise ValidationError(_now("At most %(n)s addresses.") % {"n": MOST})
        return found
