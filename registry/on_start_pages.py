"""What registries add to start pages and My data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.glances import Found
from members.holdings import Holding
from members.purposes import Words
from members.queries.first_weeks import QUIET_UNTIL
from members.start_page import Row, Waiting, Work
from po_platform.access.actor import Actor, SignedIn
from po_platform.kit import spoken
from registry.models import Description, Query, Registry
from registry.queries.datasets import my_registries
from registry.queries.doubles import found_for_me, pairs_in
from registry.queries.due import with_due_forms, with_newer_text
from registry.queries.figures import shown_to_everybody
from registry.queries.participation import first_endings
from registry.queries.releases import public_uses
from registry.queries.single_uses import my_open_asked
from registry.queries.studies import my_open_invitations

STUDIES = """select 1 from registry_studyinvitation
  where subject_id = %(subject)s and state = 'asked'"""
USES = "select 1 from registry_useasked where subject_id = %(subject)s and state = 'asked'"
DUE = "select 1 from my_due_forms()"
NEWER = """select 1 from registry_participation p join registry_consentsheet mine on mine.id = p.sheet_id
   where p.subject_id = %(subject)s and p.state = 'active' and p.paused_at is null and not p.by_law
     and exists (select 1 from registry_consentsheet s where s.registry_id = p.registry_id
                  and s.published_at is not null and s.version > greatest(mine.version, p.seen_version))"""
ASKED = """select q.ref from registry_query q
  where q.subject_id = %(subject)s and q."to" = 'member' and q.state = 'open'
    and not exists (select 1 from registry_participation p where p.subject_id = q.subject_id
                     and p.registry_id = q.registry_id and p.closed_at is not null)
  order by q.id limit 3"""
FOUND = """select 1 from registry_joined
  where subject_id = %(subject)s and ended_at is null and said = ''"""
JOINED = "select count(*) from registry_participation where subject_id = %(subject)s"
ACTIVE = f"{JOINED} and state = 'active'"
# Whether some registry asks people.
OPEN = "select exists(select 1 from registry_consentsheet where published_at is not null)"


def studies(actor: SignedIn) -> list[Waiting]:
    """A letter about a study she allowed us to send."""
    if actor.helping:
        return []
    return [
        Waiting(
            kind="registry.study",
            title=_("A letter about a study"),
            url=reverse("registry:my_study", args=[one.ref]),
            label=_("Read and answer"),
            sentences=(_("You allowed us to write to you about such things. No is fine."),),
        )
        for one in my_open_invitations(actor=actor)[:1]
    ]


def uses(actor: SignedIn) -> list[Waiting]:
    """A use of her data she wants to be asked about."""
    if actor.helping:
        return []
    return [
        Waiting(
            kind="registry.use",
            title=_("May your data be used for this?"),
            url=reverse("registry:my_use", args=[one.ref]),
            label=_("Read and answer"),
            sentences=(_("You said that you want to be asked each time. No is fine."),),
        )
        for one in my_open_asked(actor=actor)[:3]
    ]


def due(actor: SignedIn, known: Found) -> list[Waiting]:
    """A form that is due; not in peace."""
    if actor.helping or known["quiet"] is not None:
        return []
    return [
        Waiting(
            kind="registry.due",
            title=_("Are your answers still right?") if again else _("Questions that wait for you"),
            url=reverse("registry:my_data", args=[one.registry.slug]),
            label=_("Look at them"),
            sentences=(_("A registry would like to know. It takes a few minutes."),),
        )
        for one, again in with_due_forms(actor=actor)[:3]
    ]


def newer(actor: SignedIn, known: Found) -> list[Waiting]:
    """A text that is newer than the one she agreed to; not in peace."""
    if actor.helping or known["quiet"] is not None:
        return []
    waiting = with_newer_text(actor=actor)[:3]
    ends = first_endings(actor=actor) if waiting else {}
    return [
        Waiting(
            kind="registry.newer",
            title=_("A newer text to read"),
            url=reverse("registry:join", args=[one.registry.slug]),
            label=_("Read and decide"),
            sentences=(_until(ends.get(one.registry_id)),),
        )
        for one in waiting
    ]


def _until(ends_at: datetime | None) -> str:
    if ends_at is None:
        return _("What you agreed to in a registry stays until you decide anew.")
    day = spoken.day(spoken.last_day(ends_at))
    words = _("Some of what you agreed to in a registry ends after %(day)s if you do not decide.")
    return words % {"day": day}


def asked(actor: SignedIn, known: Found) -> list[Waiting]:
    """A question somebody has about what she or others entered."""
    if actor.helping:
        return []
    return [
        Waiting(
            kind="registry.query",
            title=_("A question to you"),
            url=reverse("registry:my_asked", args=[ref]),
            label=_("Read and answer"),
            sentences=(_("Those who keep a registry ask about one of your answers."),),
        )
        for ref in known["refs"] or ()
    ]


def found(actor: SignedIn) -> list[Waiting]:
    """A second record of a registry that seems to be hers."""
    if actor.helping:
        return []
    return [
        Waiting(
            kind="registry.found",
            title=_("We found more about you"),
            url=reverse("registry:found_for_her", args=[one.ref]),
            label=_("Read and decide"),
            sentences=(_("A second record of a registry seems to be yours."),),
        )
        for one in found_for_me(actor=actor, undecided=True)[:3]
    ]


# In the order they stand: the provider, its glance, what else it goes by.
WAITING: tuple[tuple[Callable[..., list[Waiting]], str, dict[str, str]], ...] = (
    (studies, STUDIES, {}),
    (uses, USES, {}),
    (due, DUE, {"quiet": QUIET_UNTIL}),
    (newer, NEWER, {"quiet": QUIET_UNTIL}),
    (asked, "", {"refs": f"select json_agg(ref) from ({ASKED}) q"}),  # noqa: S608  (our own names)
    (found, FOUND, {}),
)


def registries_row(actor: SignedIn, known: Found) -> Row | None:
    """ "Registries": hers, or that there are some to join."""
    if actor.subject_id is None:
        return None
    mine = known["active"]
    url = reverse("registry:registries")
    if mine:
        sentence = ngettext(
            "You take part in %(n)d registry.", "You take part in %(n)d registries.", mine
        )
        return Row(_("Registries"), sentence % {"n": mine}, url, _("See your data"), 40)
    if not known["open"]:
        return None
    sentence = _("Give data so that an illness is understood better, if you wish.")
    return Row(_("Registries"), sentence, url, _("Read what it is"), 40)


def holding(_actor: SignedIn, known: Found) -> Iterable[Holding]:
    """What registries keep of her."""
    count = known["joined"]
    if count:
        sentence = ngettext("%(n)d registry.", "%(n)d registries.", count) % {"n": count}
        url = reverse("registry:registries")
        yield Holding(_("What registries know of you"), sentence, url, _("See it"))


def work(actor: Actor) -> list[Work]:
    """For curators and clinicians: what somebody says is wrong, and answers that came."""
    registries = {one.pk: one for one in my_registries(actor=actor)}
    if not registries:
        return []
    open_here = Query.objects.visible_to(actor).filter(registry_id__in=registries)
    to_us = open_here.filter(to=Query.To.CURATOR, state=Query.State.OPEN)
    came = open_here.filter(state=Query.State.ANSWERED)
    counts: dict[int, int] = {}
    for rows in (to_us, came):
        for registry_id, count in rows.values_list("registry_id").annotate(n=Count("pk")):
            counts[registry_id] = counts.get(registry_id, 0) + count
    return [
        Work(
            title=registries[registry_id].title,
            url=reverse("registry:queries", args=[registries[registry_id].slug]),
            next_step=_("Look at the questions"),
            sub=ngettext("%(n)d question waits.", "%(n)d questions wait.", count) % {"n": count},
        )
        for registry_id, count in counts.items()
    ] + _alike(actor, registries)


def _alike(actor: Actor, registries: dict[int, Registry]) -> list[Work]:
    waiting = pairs_in(actor=actor).filter(registry_id__in=registries)
    counted = waiting.order_by().values_list("registry_id").annotate(n=Count("pk"))
    return [
        Work(
            title=registries[registry_id].title,
            url=reverse("registry:doubles", args=[registries[registry_id].slug]),
            next_step=_("Compare the records"),
            sub=ngettext(
                "%(n)d pair of records looks alike.", "%(n)d pairs of records look alike.", count
            )
            % {"n": count},
        )
        for registry_id, count in counted
    ]


def public_links() -> Iterable[tuple[Words, str]]:
    """For the foot of every page, as soon as there is something to read."""
    listed = Description.objects.filter(listed=True).exists()
    if listed or shown_to_everybody():
        yield _("Our registries"), reverse("registry:catalogue")
    if listed or public_uses().exists():
        yield _("What data were used for"), reverse("registry:uses")
