"""News on start pages and in menus, and the jobs that send it."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.jobs import every
from po_platform.access.actor import Actor, SignedIn
from po_platform.kit import spoken

from . import circular_notices
from .actions.circular_sending import send_circulars
from .deeds import register_deeds
from .frame import add_public_word
from .glances import Asking, Found, look
from .queries.circulars import NEWEST, reads_circulars
from .queries.publishing import told
from .start_page import Row, register_row

FACTS = {"newest": NEWEST}


def connect() -> None:
    """Called once, when all apps are loaded."""
    circular_notices.connect()
    register_row(news_row, facts=FACTS)
    register_deeds(DEEDS)
    every(15, "members.send_circulars", send_circulars)
    add_public_word(gettext_lazy("News"), lambda: reverse("members:news"))


def news_for(actor: Actor) -> Row | None:
    """The same for another page; one query."""
    if not isinstance(actor, SignedIn):
        return None
    asked = Asking(news_row, facts=FACTS)
    return asked.ask(actor, look([asked], actor))


def news_row(actor: SignedIn, found: Found) -> Row | None:
    """The newest that was written to her, for two months."""
    if found["newest"] is None or not reads_circulars(actor):
        return None
    ref, at, subject, text = found["newest"]
    return Row(
        _("News from us"),
        _("%(day)s: “%(title)s”.")
        % {
            "day": spoken.day(datetime.fromisoformat(at)),
            "title": told(subject, text).title.rstrip("."),
        },
        reverse("members:circular_to_me", args=[ref]),
        _("Read it"),
        order=15,
    )


DEEDS = {
    "members.site_page.written": gettext_lazy("%(who)s wrote a public page."),
    "members.site_page.taken_up": gettext_lazy("%(who)s took up an older text of a public page."),
    "members.site_page.shown": gettext_lazy("%(who)s put a public page on the site."),
    "members.site_page.taken_off": gettext_lazy("%(who)s took a public page off the site."),
    "members.board.named": gettext_lazy("%(who)s put somebody on the page of the board."),
    "members.board.ended": gettext_lazy("%(who)s took somebody off the page of the board."),
    "members.news.written": gettext_lazy("%(who)s wrote a news item."),
    "members.news.published": gettext_lazy("%(who)s published a news item."),
    "members.news.taken_off": gettext_lazy("%(who)s took a news item off the site."),
    "members.circular.written": gettext_lazy("%(who)s wrote a circular."),
    "members.circular.looked_over": gettext_lazy("%(who)s read a circular before it is sent."),
    "members.circular.tried": gettext_lazy("%(who)s sent a circular to themselves to try it."),
    "members.circular.sent": gettext_lazy("%(who)s sent a circular."),
    "members.circular.taken_back": gettext_lazy("%(who)s took a circular back."),
    "members.circular.ended": gettext_lazy("A circular was handed over for sending."),
}
