"""When something has changed: what would stay, end and start, before any of it happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from members.models import Account, Group, MemberCondition
from members.part_dates import in_words
from members.queries.conditions import Said, catalogue, my_conditions
from members.queries.groups import GroupShown, groups, my_groups
from members.queries.sharing import Share, living_shares
from po_platform.access.actor import SignedIn

Kind = Group.Kind
Status = MemberCondition.Status


@dataclass(frozen=True, slots=True)
class News:
    """What a member says has changed; empty is unchanged."""

    condition_id: int | None = None
    status: str = ""
    since: str = ""
    instead_of: UUID | None = None
    time_zone: str = ""
    language: str = ""
    clinic: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that would happen. `said`: she said it herself, so it is ticked beforehand.

    `key`: "say", "mark:<ref>", "leave:<ref>", "join:<ref>", "share:<id>", "zone", "language".
    """

    key: str
    sentence: str
    hint: str = ""
    said: bool = False


@dataclass(slots=True)
class Plan:
    """What stays (sentences), and what would end and start, each to be ticked."""

    stays: list[str] = field(default_factory=list)
    ends: list[Piece] = field(default_factory=list)
    starts: list[Piece] = field(default_factory=list)

    def keys(self) -> set[str]:
        return {piece.key for piece in (*self.ends, *self.starts)}


def plan_of(*, actor: SignedIn, news: News) -> Plan:
    """Read from what is now; nothing is written. Seven queries, whatever there is."""
    account = Account.objects.get(pk=actor.account_id)
    plan, mine = Plan(), my_groups(actor=actor)
    others = [one for one in groups(actor=actor) if one.mine is None or one.mine.left_at]
    said, shares = my_conditions(actor=actor), living_shares(actor=actor)
    old = next((one for one in said if one.ref == news.instead_of), None)
    _diagnosis(plan, news, old, mine, others)
    if news.time_zone and news.time_zone != account.time_zone:
        place = news.time_zone.replace("_", " ").rpartition("/")[2]
        plan.starts.append(
            Piece("zone", _("Days and times follow %(place)s.") % {"place": place}, said=True)
        )
        _groups_of(plan, Kind.LOCAL, mine, others)
        plan.stays.append(_("The address we have for letters. You can correct it under “My data”."))
    if news.language and news.language != account.language:
        spoken = dict(settings.LANGUAGES)[news.language]
        words = _("Pages and e-mails come in this language: %(language)s.")
        plan.starts.append(Piece("language", words % {"language": _(str(spoken))}, said=True))
        _groups_of(plan, Kind.LANGUAGE, mine, others, language=news.language)
    if news.clinic or news.time_zone:
        plan.ends += [_share_ends(share) for share in shares]
    _what_stays(plan, mine, said, shares)
    return plan


def _diagnosis(
    plan: Plan, news: News, old: Said | None, mine: list[GroupShown], others: list[GroupShown]
) -> None:
    name = dict(catalogue()).get(news.condition_id or 0)
    if name is not None:
        words = _("On your list: %(name)s, %(status)s.") % {
            "name": name,
            "status": Status(news.status).label,
        }
        if news.since:
            words = _("On your list: %(name)s, %(status)s, since %(since)s.") % {
                "name": name,
                "status": Status(news.status).label,
                "since": in_words(news.since),
            }
        plan.starts.append(Piece("say", words, said=True))
        plan.starts += [_join(one) for one in others if one.row.condition_id == news.condition_id]
    if old is not None:
        plan.ends.append(
            Piece(
                f"mark:{old.ref}",
                _("On your list: %(name)s gets the note that it turned out to be something else.")
                % {"name": old.name},
                said=True,
            )
        )
        plan.ends += [_leave(one) for one in mine if one.row.condition_id == old.condition_id]


def _groups_of(
    plan: Plan,
    kind: str,
    mine: list[GroupShown],
    others: list[GroupShown],
    language: str = "",
) -> None:
    plan.ends += [
        _leave(one)
        for one in mine
        if one.row.kind == kind and not (language and one.row.language == language)
    ]
    plan.starts += [
        _join(one)
        for one in others
        if one.row.kind == kind and (not language or one.row.language == language)
    ]


def _leave(one: GroupShown) -> Piece:
    return Piece(f"leave:{one.row.ref}", _("You leave the group %(name)s.") % {"name": one.name})


def _join(one: GroupShown) -> Piece:
    if one.row.by_request:
        what, hint = "ask", _("Those who lead it see your display name and let you in.")
        words = _("You ask to join the group %(name)s.")
    else:
        what, hint, words = "join", _("Nobody is told."), _("You join the group %(name)s.")
    return Piece(f"{what}:{one.row.ref}", words % {"name": one.name}, hint)


def _share_ends(share: Share) -> Piece:
    return Piece(
        f"share:{share.grant_id}",
        _("%(who)s sees your answers no longer.") % {"who": share.who},
        _("What was seen before cannot be unseen."),
    )


def _what_stays(plan: Plan, mine: list[GroupShown], said: list[Said], shares: list[Share]) -> None:
    """What nobody could mean to end, said so that nobody fears for it."""
    touched = plan.keys()
    plan.stays.insert(0, _("Your answers, their course and everything you wrote."))
    for one in mine:
        if f"leave:{one.row.ref}" not in touched:
            plan.stays.append(_("Your place in the group %(name)s.") % {"name": one.name})
    for known in said:
        if f"mark:{known.ref}" not in touched:
            plan.stays.append(_("On your list: %(name)s.") % {"name": known.name})
    for share in shares:
        if f"share:{share.grant_id}" not in touched:
            plan.stays.append(_("%(who)s goes on seeing what you share.") % {"who": share.who})
