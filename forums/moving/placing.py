"""What stands in the words of a post where a file was shown that lies below it now."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override


def below(*, picture: bool, number: int) -> str:
    """In the language of the portal: nobody knows that of the post."""
    with override(settings.LANGUAGE_CODE):
        words = _("picture %(n)s below") if picture else _("file %(n)s below")
        return f"({words % {'n': number}})"
