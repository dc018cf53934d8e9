"""What cases, decisions and answers are called on pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.queries.organisation import in_language
from moderation.content import COVERED, NAMES_STAFF, UNCOVERED, Standing, Thing, content_kind
from moderation.drill_case import DRILL, LABEL
from moderation.keeping import ALONE_DAYS, DAYS
from moderation.models import Case, Decision, Lane, Report, Rule, Triage
from moderation.queries.queue import Waiting
from moderation.rules import CAN_BE_COVERED, WAYS, may_leave
from moderation.theme_words import WATCHED
from po_platform.kit.forms_look import Hinted

Words = str | Promise

STANDS: dict[str, Words] = {
    Standing.HELD: _("Waits, and nobody else reads it"),
    Standing.PUBLISHED: _("There for its readers"),
    Standing.CONTEXT: _("There for its readers, with a note above it"),
    Standing.FOLDED: _("Folded: readers choose when to open it"),
    Standing.UNJUDGED: _("Folded until somebody decides; it can be answered"),
    Standing.RETURNED: _("Given back to its author, and nobody else reads it"),
    Standing.REMOVED: _("Taken off: only its author reads it"),
    Standing.TAKEN_BACK: _("Taken back by its author"),
}
# What a statement of reasons says was done.
MEASURE: dict[str, Words] = {
    Standing.HELD: _("It waits again: an earlier decision was undone."),
    Standing.PUBLISHED: _("It is there for its readers."),
    Standing.CONTEXT: _("It stays. We put a note above it, with a page of ours to read."),
    Standing.FOLDED: _("It was folded. Others see that something is there and choose to open it."),
    Standing.UNJUDGED: _(
        "It is folded again until somebody decides: an earlier decision was undone."
    ),
    Standing.RETURNED: _("It was given back to you. Nobody else reads it until you changed it."),
    Standing.REMOVED: _(
        "It was taken off. Only you read it, and a moderator who wrote down why, until it is deleted."
    ),
    COVERED: _("A piece of it was covered, and a mark stands there. All else is as it was."),
}
SHOWN_AGAIN: Words = _("The piece that was covered stands there again.")
LEAVE = Hinted(_("Leave it as it is"), _("Whoever told us about it gets a short thank-you."))
LEAVE_FOLDED = Hinted(
    _("Leave it folded"), _("Readers choose when to open it. The author gets the reason.")
)
BECOMES: dict[str, Hinted] = {
    Standing.PUBLISHED: Hinted(_("Let it through"), _("Readers find it at once, unfolded.")),
    Standing.CONTEXT: Hinted(
        _("Put a note above it"),
        _("It stays. Readers find your sentence and a page of ours above it. The author gets the"
          " reason."),
    ),
    Standing.RETURNED: Hinted(
        _("Ask its author to change it"),
        _("Nobody else reads it until then. It keeps its place. The author gets your words."),
    ),
    Standing.FOLDED: Hinted(
        _("Fold it"), _("Readers choose when to open it. The author gets the reason.")
    ),
    Standing.REMOVED: Hinted(
        _("Take it off"),
        _("Only its author reads it, gets the reason, and may object once. Another person then"
          " decides."),
    ),
    COVERED: Hinted(
        _("Cover a piece of it"),
        _("A telephone number or a name. Readers see that something was covered there."),
    ),
}  # fmt: skip


# What to do next; to be read by professionals before a portal goes live with it.
RUNBOOKS: dict[str, tuple[Words, ...]] = {
    Triage.NOW: (
        _("Call the emergency number of where the person is. Say what was written, and when."),
        _("Call the person who leads on safety, or the deputy. Do not do this alone."),
        _("Answer in a few words: that you read it, that you take it seriously, and where help is"
          " now."),
    ),
    Triage.THOUGHTS: (
        _("Answer publicly: thank the person for saying it, and name what you read."),
        _("Say where somebody can be reached day and night, and ask whether it is safe tonight."),
        _("Tell the person who leads on safety."),
    ),
    Triage.DESPAIR: (
        _("Leave room: members often answer first, and warmly."),
        _("Answer in your own words, and say where help is if it gets worse."),
    ),
    Triage.OTHER: (
        _("Answer whoever is worried: what they can do, and whom they can call."),
        _("If somebody else is in danger now, the emergency number is for them too."),
    ),
    Triage.GRIEF: (
        _("Answer with condolence. Leave the topic open."),
        _("Fold what describes how somebody died, with a content note."),
    ),
    Triage.NOBODY: (
        _("If you are not quite sure, ask a colleague to read it too, and choose another answer."),
        _("Decide below: mostly it stays as it is. Whoever told us hears that we looked."),
    ),
}  # fmt: skip


# Beside every one of them.
UNDER_18: tuple[Words, ...] = (
    _("If the person is under 18, or may be: say so to everybody you call."),
    _("Do not write or meet in private, and promise no secrecy. Tell the person kindly whom you tell."),
    _("The person who leads on safety decides whether parents or the youth welfare office are told,"
      " and calls the police where a child is in danger now."),
)  # fmt: skip
# With everything that is said to be against the law; to be read by somebody who knows the law.
LEGAL_STEPS: tuple[Words, ...] = (
    _("Where a life is in danger or a child is abused: call the police now, with whoever leads on"
      " safety. The law asks a portal to tell them of a threat to somebody’s life."),
    _("Do not open such pictures again, copy them or send them to anybody: that can itself be"
      " forbidden."),
    _("What has to go: take it off, and do not delete it. Its words are sealed then; on their page,"
      " keep them for an authority."),
    _("You need not know the law. If you are not sure, ask whoever leads to look, above."),
    _("If it is not against the law, leave it, or decide by a rule of ours. Whoever told us hears it"
      " either way."),
)  # fmt: skip
NOTE_OFF = Hinted(_("Take the note off"), _("Readers find it without the note."))


SHOW_AGAIN = Hinted(
    _("Show the covered piece again"), _("It stands there as before. Its author was right.")
)


def choices_for(thing: Thing, *, uncovers: bool = False) -> list[tuple[str, Hinted]]:
    """What a moderator can do with a thing that stands like this; `uncovers`: a piece of it too."""
    standing, kind = thing.standing, content_kind(thing.kind)
    if thing.never_changes:
        return [(standing.value, LEAVE)]
    ways = dict(BECOMES)
    if standing is Standing.UNJUDGED:
        ways[Standing.FOLDED] = LEAVE_FOLDED
    if standing is Standing.CONTEXT:
        ways[Standing.PUBLISHED] = NOTE_OFF
    if kind is None or kind.put_label is None:
        ways.pop(Standing.CONTEXT)
    leave = [(standing.value, LEAVE)] if may_leave(standing) else []
    covers = kind is not None and kind.covering is not None and standing in CAN_BE_COVERED
    cover = [(COVERED, BECOMES[COVERED])] if covers else []
    again = [(UNCOVERED, SHOW_AGAIN)] if uncovers else []
    return leave + again + cover + [(way.value, ways[way]) for way in WAYS[standing] if way in ways]


def measure_of(decision: Decision) -> Words:
    """What was done, as a statement of reasons says it."""
    if decision.before == COVERED:
        return SHOWN_AGAIN
    return MEASURE.get(decision.after, "")


def rule_words(rule: Rule) -> str:
    """ "Rule 4: No names where you accuse"."""
    title = in_language(rule.title, get_language() or "en")
    return _now("Rule %(number)s: %(title)s") % {"number": rule.number, "title": title}


def rule_text(rule: Rule) -> str:
    """In the reader's language."""
    return in_language(rule.text, get_language() or "en")


def what_about(lane: str, reasons: Sequence[str], because: Iterable[str]) -> Words:
    """Why somebody has to look, in one line."""
    if DRILL in because:
        return LABEL
    if lane in (Lane.CRISIS, Lane.LEGAL, Lane.APPEAL):
        return Lane(lane).label
    if reasons:
        return Report.Reason(reasons[0]).label
    if WATCHED in because:
        return _("Words of a list of yours stand in it")
    if NAMES_STAFF in because:
        return _("It names somebody of a clinic or practice in full")
    return _("Waits to come out") if list(because) else _("A moderator wants to look at it")


def line_words(one: Waiting) -> Words:
    """The same for a line of the queue."""
    return what_about(one.case.lane, one.reasons, one.case.because)


def title_of(case: Case, reports: Sequence[Report]) -> Words:
    """The same as the heading of a case."""
    return what_about(case.lane, [row.reason for row in reports], case.because)


def how_long(days: int | None) -> str:
    """ "14 days", "for good"."""
    if days is None:
        return _now("for good")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def silence_choices() -> list[tuple[str, Words | Hinted]]:
    """How long somebody can be kept from writing; "0" is for good."""
    another = _now("A week at once; longer when a second moderator has said yes.")
    shorter: list[tuple[str, Words | Hinted]] = [
        (str(days), how_long(days)) for days in DAYS if days <= ALONE_DAYS
    ]
    longer = [days for days in DAYS if days > ALONE_DAYS]
    return [
        *shorter,
        *((str(days), Hinted(how_long(days), another)) for days in longer),
        ("0", Hinted(_now("For good"), another)),
    ]
