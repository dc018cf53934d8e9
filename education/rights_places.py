"""What readers wrote to the editors, searched for a name when a request about data asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.rights_search import MOST, Place, Source
from members.rights_texts import around
from po_platform.access.actor import SignedIn


def _find(actor: SignedIn, words: Sequence[str]) -> list[Place]:
    with connection.cursor() as cursor:
        cursor.execute("select * from rights_corrections(%s, %s)", [list(words), MOST])
        rows = cursor.fetchall()
    return [
        Place(str(pk), _("A note to the editors about “%(page)s”") % {"page": page},
              around(text, words))
        for pk, page, text in rows
    ]  # fmt: skip


CORRECTIONS = Source("corrections", gettext_lazy("Notes to the editors of pages"), _find)
