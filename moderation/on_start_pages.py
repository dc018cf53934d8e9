"""What the moderation puts on worklists, start pages and into My data."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.glances import Found
from members.holdings import Holding
from members.start_page import Waiting, Words, Work
from moderation.models import Case
from moderation.queries.drills import drill_due
from moderation.queries.exposure import rest_prompt
from moderation.queries.help_lines import due_lines
from moderation.queries.my_decisions import decisions_unseen
from moderation.queries.queue import Waiting as Line
from moderation.queries.queue import queue
from moderation.queries.reveals import waiting_reviews
from moderation.queries.sealed import asked_to_delete
from moderation.queries.silences import my_silence_now, open_silences
from moderation.queries.words import answers_waiting, my_words
from moderation.rules import is_of_whole_team, may_handle_cases
from moderation.wording import line_words
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.kit.spoken import clock, moment, numeral, quoted

UNREAD = """select 1 from moderation_privateword
  where person_id = %(person)s and from_team and read_at is null"""
UNSEEN = """select 1 from moderation_decision d
  where d.person_id = %(person)s and d.after <> 'returned'
    and (d.before <> d.after or d.source = 'appeal')
    and not exists (select 1 from moderation_decisionseen s
                     where s.person_id = d.person_id and s.decision = d.ref)"""
KEPT = {
    "reports": """select count(*) from (select from moderation_report
      where person_id = %(person)s limit 50) newest""",
    "threads": """select count(distinct thread) from (select thread from moderation_privateword
      where person_id = %(person)s order by id desc limit 50) newest""",
    "silence": """select ref from moderation_silence where person_id = %(person)s
      and (until_at is null or until_at > from_at) order by id desc limit 1""",
    "reveal": """select ref from moderation_reveal
      where person_id = %(person)s and told_at is not null order by id desc limit 1""",
}
OWN_LINES = "select 1 from moderation_helpline where owner = %(person)s"
SILENT = "select 1 from moderation_silence where person_id = %(person)s"


def work(actor: Actor) -> list[Work]:
    """The first page of the queue; for who showed a second factor."""
    if not isinstance(actor, SignedIn) or not may_handle_cases(actor):
        return []
    answers = _kind_word(actor) + [_answer_line(case) for case in answers_waiting(actor=actor)]
    if is_of_whole_team(actor):
        answers += _silence_lines(actor) + _sealed_lines(actor)
        answers += _review_lines(actor) + _drill_line(actor)
    return answers + [work_line(one) for one in queue(actor=actor).lines]


def _kind_word(actor: SignedIn) -> list[Work]:
    """Some time after a hard case, until she read it; nobody else sees it."""
    rest = rest_prompt(actor=actor)
    if rest is None or rest.word != "after":
        return []
    return [
        Work(
            title=_("How are you, after a hard case?"),
            url=reverse("moderation:queue") + "#rest",
            next_step=_("Read a few kind words"),
        )
    ]


def _answer_line(case: Case) -> Work:
    return Work(
        title=_("An author wrote back to us"),
        url=reverse("moderation:case", args=[case.ref]) + "#words",
        sub=_("Case %(number)s") % {"number": case.number},
        next_step=_("Read the answer"),
        since=None,
    )


def _silence_lines(actor: SignedIn) -> list[Work]:
    """What waits for a person who had no part in it, and this moderator had none."""
    me, lines = actor.person_id, []
    for row, name in open_silences(actor=actor):
        took_part = me in (row.by, row.second_by, row.person_id)
        if took_part or not (row.objection_waits or row.waits_for_second):
            continue
        objects = row.objection_waits
        lines.append(
            Work(
                title=_("An objection to being kept from writing")
                if objects
                else _("A second moderator is asked"),
                url=reverse("moderation:silence", args=[row.ref]),
                sub=name,
                next_step=_("Read and answer") if objects else _("Read and say yes or no"),
                since=row.objected_at if objects else row.from_at,
            )
        )
    return lines


def _sealed_lines(actor: SignedIn) -> list[Work]:
    """Sealed words another moderator wants deleted before their time."""
    return [
        Work(
            title=_("Somebody wants sealed words deleted now"),
            url=reverse("moderation:sealed_one", args=[row.ref]),
            sub=quoted(line.title) if line else "",
            next_step=_("Read and say yes or no"),
            since=row.asked_at,
        )
        for row, line in asked_to_delete(actor=actor)
    ]


def _review_lines(actor: SignedIn) -> list[Work]:
    """Name and address that were opened in danger, and another person has to say whether rightly."""
    now = timezone.now()
    return [
        Work(
            title=_("Name and address were opened in danger"),
            url=reverse("moderation:reveal", args=[row.ref]),
            sub=_("Case %(number)s") % {"number": row.case.number},
            next_step=_("Say whether it was right"),
            next_sub=_("For another person: you opened them")
            if row.by == actor.person_id
            else _("Late: it was due by %(moment)s") % {"moment": moment(row.due_at)}
            if now > row.due_at
            else "",
            since=row.at,
            mine=row.by != actor.person_id,
        )
        for row in waiting_reviews(actor=actor)
    ]


def _drill_line(actor: SignedIn) -> list[Work]:
    """Once a month, to whoever is named for the lane: they alone begin one."""
    last = drill_due(actor=actor, now=timezone.now())
    if last is None:
        return []
    return [
        Work(
            title=_("Practise how people are called"),
            url=reverse("moderation:drills"),
            sub=last,
            next_step=_("Begin a drill"),
            since=None,
        )
    ]


def lines_to_check(actor: Actor) -> list[Work]:
    """Where one can turn to, of this person, not checked for half a year."""
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.MODERATOR, Hat.ADMINISTRATOR):
        return []
    return [
        Work(
            title=_("Where one can turn to: check it"),
            url=reverse("moderation:kept_lines"),
            sub=one.row.name,
            next_step=_("Try it, and say that it is right"),
        )
        for one in due_lines(actor=actor)
    ]


def letter_waiting(actor: Actor) -> list[Waiting]:
    """That she cannot write here at present, with the way to the reasons."""
    row = my_silence_now(actor=actor)
    if row is None:
        return []
    until = (
        _("It ends by itself on %(moment)s.") % {"moment": moment(row.until_at)}
        if row.until_at
        else _("The letter says what you can do.")
    )
    return [
        Waiting(
            "moderation.silence",
            _("You cannot write to others here at present"),
            reverse("moderation:my_silence", args=[row.ref]),
            _("Read why"),
            sentences=(until,),
        )
    ]


def words_waiting(actor: Actor) -> list[Waiting]:
    """What the moderation team wrote to this member and she has not opened."""
    if not isinstance(actor, SignedIn):
        return []
    new = my_words(actor=actor).filter(from_team=True, read_at=None)
    threads = dict.fromkeys(new.order_by("-pk").values_list("thread", flat=True)[:5])
    return [
        Waiting(
            "moderation.word",
            _("Our moderation team wrote to you"),
            reverse("moderation:my_thread", args=[thread]),
            _("Read it"),
            sentences=(_("Only you and the moderators read it."),),
        )
        for thread in threads
    ]


def decision_waiting(actor: Actor) -> list[Waiting]:
    """That something was decided about what she wrote, until she opens it; not what."""
    new = decisions_unseen(actor=actor)
    if not new:
        return []
    if len(new) > 1:
        title, url = _("Decisions about what you wrote"), reverse("moderation:my_decisions")
        return [Waiting("moderation.decision", title, url, _("Read them"))]
    return [
        Waiting(
            "moderation.decision",
            _("A decision about something you wrote"),
            reverse("moderation:statement", args=[new[0].ref]),
            _("Read it"),
            sentences=(_("It says why, and what you can do."),),
        )
    ]


def work_line(one: Line, next_step: str = "") -> Work:
    """A line of the queue as every worklist shows it."""
    line = one.line
    parts: list[Words] = [quoted(line.title), line.place, line.name] if line else []
    if one.reports > 1:
        parts.append(
            ngettext("%(n)s person told us", "%(n)s people told us", one.reports)
            % {"n": numeral(one.reports)}
        )
    held = ""
    if one.holder and not one.mine and one.case.claimed_until is not None:
        held = _("%(name)s is on this until %(clock)s") % {
            "name": one.holder,
            "clock": clock(one.case.claimed_until),
        }
    elif one.for_others:
        held = _("For another person: it concerns you yourself")
    return Work(
        title=line_words(one),
        url=reverse("moderation:case", args=[one.case.ref]),
        sub=", ".join(str(part) for part in parts if part),
        next_step=next_step or _("Read and decide"),
        next_sub=held,
        since=None if one.in_danger else one.case.opened_at,  # what has no day stands first
        mine=not held,
    )


def holding(_actor: SignedIn, found: Found) -> Iterable[Holding]:
    """What we keep: what somebody told us, and words in private."""
    count = found["reports"]
    sentence = ngettext("You told us about %(n)s thing.", "You told us about %(n)s things.", count)
    yield Holding(
        _("What you told the moderators"),
        sentence % {"n": numeral(count)} if count else _("Nothing yet."),
        reverse("moderation:my_reports"),
        _("See what came of it"),
    )
    yield Holding(
        _("Decisions about what you wrote"),
        _("What was done, why, and what you can do."),
        reverse("moderation:my_decisions"),
        _("See the decisions"),
    )
    threads = found["threads"]
    words = ngettext(
        "You wrote to each other about %(n)s thing.",
        "You wrote to each other about %(n)s things.",
        threads,
    )
    yield Holding(
        _("What you and our moderation team wrote to each other"),
        words % {"n": numeral(threads)} if threads else _("Nothing yet."),
        reverse("moderation:my_threads"),
        _("Read it"),
    )
    if found["silence"]:
        yield Holding(
            _("Letters about writing here"),
            _("Why you could not write for a while, and what you could do."),
            reverse("moderation:my_silence", args=[found["silence"]]),
            _("Read the last one"),
        )
    if found["reveal"]:
        yield Holding(
            _("Letters about your safety"),
            _("When and why our team opened your name and address."),
            reverse("moderation:my_reveal", args=[found["reveal"]]),
            _("Read the last one"),
        )
