"""What moderators do, as the office's log says it: never about whom, or in what words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "moderation.decision.published": _("%(who)s let something through that a member wrote."),
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
    "moderation.case.triaged": _("%(who)s looked after somebody who may be in danger."),
    "moderation.contact.named": _("%(who)s named whom to call if somebody is in danger."),
    "moderation.identity.opened": _("%(who)s opened name and address of somebody in danger."),
    "moderation.identity.reviewed": _("%(who)s reviewed that name and address were opened."),
    "moderation.drill.begun": _("%(who)s began a drill of calls for somebody in danger."),
    "moderation.drill.stopped": _("%(who)s stopped a drill of calls for somebody in danger."),
    "moderation.help_line.saved": _("%(who)s wrote or changed where one can turn to."),
    "moderation.help_line.checked": _("%(who)s checked where one can turn to."),
    "moderation.help_line.taken_over": _("%(who)s looks after a place one can turn to."),
    "moderation.help_line.taken_away": _("%(who)s took away a place one could turn to."),
    "moderation.shift.taken": _("%(who)s took hours as a moderator."),
    "moderation.shift.given_up": _("%(who)s gave up hours as a moderator."),
}
