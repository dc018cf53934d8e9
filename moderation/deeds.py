"""What moderators do, as the office's log says it: never about whom, or in what words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "moderation.decision.published": _("%(who)s let something through that a member wrote."),
    "moderation.decision.context": _("%(who)s put a note above something a member wrote."),
    "moderation.decision.folded": _("%(who)s folded something a member wrote."),
    "moderation.decision.returned": _("%(who)s asked a member to change something."),
    "moderation.decision.removed": _("%(who)s took something off that a member wrote."),
    "moderation.decision.left": _("%(who)s looked at something and left it as it is."),
    "moderation.decision.undone": _("%(who)s undid a decision about something a member wrote."),
    "moderation.rule.added": _("%(who)s added a rule for talking."),
    "moderation.rule.changed": _("%(who)s changed a rule for talking."),
    "moderation.rule.ended": _("%(who)s ended a rule for talking."),
    "moderation.half_year.written": _("%(who)s wrote about the decisions of a half-year."),
    "moderation.half_year.published": _("%(who)s published numbers of a half-year."),
    "moderation.record.taken": _("%(who)s took the table of decisions of a half-year."),
    "moderation.word.sent": _("%(who)s wrote to a member in private about a case."),
    "moderation.reply.saved": _("%(who)s wrote or changed a text for answers to members."),
    "moderation.reply.put_away": _("%(who)s put away a text for answers to members."),
    "moderation.reply.back": _("%(who)s brought back a text for answers to members."),
    "moderation.rules.asked": _("%(who)s asked members to agree to the rules."),
    "moderation.silence.begun": _("%(who)s kept a member from writing for a while."),
    "moderation.silence.confirmed": _("%(who)s agreed that a member does not write here."),
    "moderation.silence.declined": _("%(who)s did not agree that a member does not write longer."),
    "moderation.silence.lifted": _("%(who)s let a member write again."),
    "moderation.silence.answered": _("%(who)s answered a member’s objection."),
    "moderation.care.said": _("%(who)s said whom moderators can talk to."),
    "moderation.training.written": _("%(who)s wrote what moderators read before they decide."),
    "moderation.training.confirmed": _("%(who)s confirmed what moderators read."),
    "moderation.feed.made": _("%(who)s made an address for a calendar."),
    "moderation.feed.ended": _("%(who)s ended an address for a calendar."),
    "moderation.theme.added": _("%(who)s added a theme moderators may want to be spared."),
    "moderation.theme.put_away": _("%(who)s put away a theme moderators may want to be spared."),
    "moderation.case.triaged": _("%(who)s looked after somebody who may be in danger."),
    "moderation.contact.named": _("%(who)s named whom to call if somebody is in danger."),
    "moderation.shift.taken": _("%(who)s took hours as a moderator."),
    "moderation.shift.given_up": _("%(who)s gave up hours as a moderator."),
}
