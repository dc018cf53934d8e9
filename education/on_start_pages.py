"""What health pages add to start pages, My data and the first weeks."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from education.involving_rules import may_take_part
from education.queries.desk import work_for
from education.queries.expert_sessions import asked_now
from education.queries.involving import a_draft_waits, is_wanted_now, was_asked
from education.queries.reading import readable
from members.first_weeks import NEW, Offer
from members.glances import Found
from members.holdings import Holding
from members.models import Person
from members.start_page import Row, Work
from po_platform.access.actor import Actor, SignedIn
from po_platform.kit import spoken

# Somebody who joined four weeks ago or more and was never asked, while a draft wants readers.
NEVER_ASKED = """
select 1 from members_person p where p.id = %(person)s and p.state = 'active'
   and p.state_since < now() - interval '28 days'
   and exists (select 1 from education_panelcall c where c.closed_at is null)
   and not exists (select 1 from education_readingwish w where w.subject_id = %(subject)s)
"""
SESSIONS = """
select 1 from education_expertsession s where s.announced_at is not null and s.ended_at is null
   and s.called_off_at is null and s.closes_at > now()
"""
# She likes to read drafts, and one is open that she has not read.
WISHES = """select 1 from education_readingwish w, education_panelcall c
 where w.subject_id = %(subject)s and w.kinds <> '{}' and c.closed_at is null
   and not exists (select 1 from education_panelreading r
                    where r.subject_id = w.subject_id and r.call_id = c.id)"""


def _mine(table: str) -> str:
    return f"select count(*) from {table} where subject_id = %(subject)s"  # noqa: S608  (our own names)


SAVED = _mine("education_savedpage")
KEPT = {
    "kept": SAVED,
    "asked": _mine("education_correction"),
    "questions": _mine("education_sessionquestion"),
    "given": _mine("education_stepexample"),
    "columns": "select count(*) from education_columnauthor where account_id = %(account)s",
    "readings": _mine("education_panelreading"),
    "supports": _mine("education_topicsupport"),
    "wishes": _mine("education_readingwish") + " and kinds <> '{}'",
}


def learn_row(actor: SignedIn, found: Found) -> Row | None:
    """ "Learn": a link to the shelf, or to what she keeps."""
    if actor.subject_id is None:
        return None
    kept = found["kept"]
    if kept:
        sentence = ngettext("You keep %(n)d page.", "You keep %(n)d pages.", kept) % {"n": kept}
        return Row(_("Learn"), sentence, reverse("education:saved"), _("Read them"), 45)
    sentence = _("Pages about living with it, checked by doctors.")
    return Row(_("Learn"), sentence, reverse("education:shelf"), _("See what there is"), 45)


def drafts_row(actor: Actor) -> Row | None:
    """A draft she might read in ten minutes; nothing for whoever did not wish for any."""
    if not a_draft_waits(actor=actor, language=(get_language() or "en")[:2]):
        return None
    sentence = _("A draft waits for readers like you. It takes ten minutes.")
    return Row(_("Take part"), sentence, reverse("education:take_part"), _("Look at it"), 46)


def asked_to_read_row(actor: Actor) -> Row | None:
    """Once, some weeks after joining, while a draft wants readers: whether she would read one."""
    wanted = is_wanted_now(language=(get_language() or "en")[:2])
    if not wanted or not may_take_part(actor) or was_asked(actor=actor):
        return None
    if not isinstance(actor, SignedIn) or not _settled_in(actor):
        return None
    sentence = _("Would you read a page before others do? It takes ten minutes.")
    url = reverse("education:reading_wishes")
    return Row(_("Take part"), sentence, url, _("Say yes or no"), 60)


def session_row(actor: Actor) -> Row | None:
    """A session with experts that takes questions, the one that closes first."""
    found = asked_now(actor=actor, language=(get_language() or "en")[:2])
    if found is None:
        return None
    sentence = _("“%(topic)s”: ask until %(day)s.") % {
        "topic": found.title, "day": spoken.day(found.closes_at),
    }  # fmt: skip
    url = reverse("education:expert_session", args=[found.slug])
    return Row(_("Questions to experts"), sentence, url, _("See what it is about"), 47)


def _settled_in(actor: SignedIn) -> bool:
    """Whether the first weeks are over; NEVER_ASKED says the same."""
    people = Person.objects.filter(pk=actor.person_id, state=Person.State.ACTIVE)
    return people.filter(state_since__lt=timezone.now() - NEW).exists()


def holding(actor: SignedIn, found: Found) -> Iterable[Holding]:
    """What we keep: pages and words to the editors."""
    kept, asked = found["kept"], found["asked"]
    sentence = ngettext("%(n)d page.", "%(n)d pages.", kept) % {"n": kept}
    yield Holding(_("Pages you keep"), sentence, reverse("education:saved"), _("See them"))
    if asked:
        words = ngettext("%(n)d message.", "%(n)d messages.", asked) % {"n": asked}
        label = _("What you wrote to the editors")
        yield Holding(label, words, reverse("education:asked"), _("See it and the answers"))
    questions = found["questions"]
    if questions:
        words = ngettext("%(n)d question.", "%(n)d questions.", questions) % {"n": questions}
        url = reverse("education:my_questions")
        yield Holding(_("What you asked experts"), words, url, _("See what followed"))
    given = found["given"]
    if given:
        words = ngettext("%(n)d example.", "%(n)d examples.", given) % {"n": given}
        label = _("What you gave others to read")
        yield Holding(
            label, words, reverse("education:my_examples"), _("See them or take them back")
        )
    columns = found["columns"]
    if columns and actor.helping is None:
        words = ngettext("%(n)d column.", "%(n)d columns.", columns) % {"n": columns}
        yield Holding(_("Columns you write"), words, reverse("education:my_columns"), _("See them"))
    if found["readings"] or found["supports"] or found["wishes"]:
        words = _("Topics you want, drafts you like to read and have read.")
        yield Holding(_("Taking part"), words, reverse("education:take_part"), _("See it"))
    elif may_take_part(actor):
        words = _("Reading drafts before others do, asking for a topic. Nothing is set yet.")
        url = reverse("education:reading_wishes")
        yield Holding(_("Taking part"), words, url, _("Say what you would like to do"))


def first_reading(actor: Actor) -> Offer | None:
    """For the first weeks: the stage of whoever was just diagnosed, when there is a page in it."""
    language = (get_language() or "en")[:2]
    if not readable().filter(language=language, stage="new", column=None).exists():
        return None
    return Offer(
        _("Later, something to read"),
        _("A few short pages for the first weeks. They can wait."),
        reverse("education:stage", args=["new"]),
        _("Pages for the first weeks"),
    )


def work(actor: Actor) -> list[Work]:
    """What waits at the editorial desk for whoever wears the hat."""
    return work_for(actor) if isinstance(actor, SignedIn) else []
