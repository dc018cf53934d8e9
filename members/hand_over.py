"""What is handed over with the office: where things stand here, what the host keeps, what to do; pure."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

_WHERE: tuple[tuple[Words, str], ...] = (
    (_("What waits for the office"), "members:office"),
    (_("People, their roles and their states"), "members:people"),
    (_("Who wants to join"), "members:joiners"),
    (_("The association’s member list, and invitations"), "members:member_list"),
    (_("Letters and code cards"), "members:letters"),
    (_("Requests about data, and their register"), "members:requests"),
    (_("Legal proxies"), "members:office_proxies"),
    (_("Circulars, news and public pages"), "members:office_circulars"),
    (_("Groups and contact persons"), "members:office_groups"),
    (_("Name, telephone, texts and parts of the portal"), "members:organisation"),
    (_("Who did what"), "members:log"),
    (_("Figures for the board"), "members:used"),
    (_("What has to be there before members come"), "members:set_up"),
)
HOST: tuple[tuple[Words, Words], ...] = (
    (
        _("The keys that open people’s names"),
        _("Without them nobody can read a name again. They lie apart from the copies."),
    ),
    (
        _("Copies of the database and files"),
        _("Made every night; one was brought back to try. Ask when that was last done."),
    ),
    (
        _("The list of who was erased"),
        _("It lies away from the server, so that an older copy brings nobody back."),
    ),
    (
        _("The web address and its certificate"),
        _("Who pays for them, and when they run out."),
    ),
    (
        _("The mail server’s account"),
        _("Without it no code to sign in arrives."),
    ),
    (
        _("The commands on the server"),
        _("One makes an administrator, one lets the last one in who lost the second factor."),
    ),
)
STEPS: tuple[Words, ...] = (
    _("Give the successor the administrator’s role, on the page of the person."),
    _("Let the successor sign in and set up a second factor while you are there."),
    _("Go through this pack together, and through what waits for the office."),
    _("Name the successor to whoever runs the server, in writing."),
    _("Only then end your own role, on your own page in the office."),
)


def where_things_are(base: str) -> Iterator[tuple[Words, str]]:
    """(what, the full address of its page); `base` is the portal's own address."""
    for what, name in _WHERE:
        yield what, base.rstrip("/") + reverse(name)
