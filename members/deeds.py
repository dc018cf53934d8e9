"""What the office's log shows, and how it says it: deeds of staff and of the software, in sentences.

Only verbs somebody put into words here are shown. What members do with their own data stays out of
the log: that somebody answered a questionnaire, or shares it, is health data.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

# Sentences may name %(who)s and, where a deed is about a person, %(whom)s.
_deeds: dict[str, Words] = {
    "members.administrator.made": _("%(who)s made %(whom)s an administrator on the server."),
    "members.setup_code.made": _("%(who)s made a code for the first page of a new portal."),
    "members.setup_code.used": _("Somebody used the code for the first page."),
    "members.organisation.set_up": _("%(who)s set up the portal."),
    "members.administrator.recovered": _(
        "%(who)s let %(whom)s in again on the server, without the second factor."
    ),
    "members.set_up.test_mailed": _("%(who)s sent a test mail."),
    "members.set_up.mail_read": _("%(who)s read a test mail back."),
    "members.set_up.said": _("%(who)s wrote down that copies were tried out."),
    "members.set_up.unsaid": _("%(who)s took back that copies were tried out."),
    "members.hand_over.written": _("%(who)s wrote what a successor has to know."),
    "members.hand_over.taken": _("%(who)s saved the hand-over of the office."),
    "members.organisation.described": _("%(who)s changed name, telephone or hours."),
    "members.organisation.coloured": _("%(who)s changed the colours."),
    "members.organisation.logo_put": _("%(who)s changed the logo."),
    "members.organisation.joining_set": _("%(who)s changed who may join, or the rules."),
    "members.organisation.texts_written": _("%(who)s changed the imprint or the privacy text."),
    "members.join_request.decided": _("%(who)s decided about somebody who wants to join."),
    "members.person.state_changed": _("%(who)s changed the state of %(whom)s."),
    "members.role.given": _("%(who)s gave a role to %(whom)s."),
    "members.role.ended": _("%(who)s ended a role of %(whom)s."),
    "members.identity.opened": _("%(who)s opened name and address of %(whom)s."),
    "members.identity.unreadable": _("Something sealed about %(whom)s does not open."),
    "members.sign_in.helped": _("%(who)s sent %(whom)s the way to sign in."),
    "members.address.changed": _("%(who)s changed the e-mail address of %(whom)s."),
    "members.person.renamed": _("%(who)s gave %(whom)s another name for others to see."),
    "members.person.taken_in": _("%(who)s took %(whom)s in."),
    "members.helper.named_for": _("%(who)s named a helper for %(whom)s, as they asked."),
    "members.helper.ended_for": _("%(who)s ended a helper of %(whom)s, as they asked."),
    "members.proxy.seen": _("%(who)s saw the paper of a legal proxy."),
    "members.proxy.accepted": _("%(who)s checked and put a legal proxy of %(whom)s into force."),
    "members.proxy.refused": _("%(who)s did not accept what %(whom)s asked for as legal proxy."),
    "members.proxy.ended_for": _("%(who)s ended a legal proxy of %(whom)s."),
    "members.proxy.run_out": _("The paper of a legal proxy of %(whom)s ran out."),
    "members.proxy.own_sign_in": _("%(who)s opened an account of their own for %(whom)s."),
    "members.person.of_age": _("%(whom)s came of age. Nobody acts for them by law any more."),
    "members.card.made": _("%(who)s made a code card for %(whom)s."),
    "members.card.put_on_paper": _("%(who)s made a letter with the code card of %(whom)s."),
    "members.join_invitation.put_on_paper": _("%(who)s made a letter with an invitation."),
    "members.sessions.ended": _("%(who)s signed %(whom)s out everywhere."),
    "members.mail.paused": _("The mailbox of %(whom)s refused an e-mail."),
    "members.mail.resumed": _("%(who)s tried the mailbox of %(whom)s again."),
    "members.lost_factor.asked": _("%(who)s asked to remove the second factor of %(whom)s."),
    "members.lost_factor.confirmed": _(
        "%(who)s agreed to remove the second factor of %(whom)s a day later."
    ),
    "members.lost_factor.stopped": _("%(who)s stopped the removal of a second factor of %(whom)s."),
    "members.lost_factor.removed": _("The second factor of %(whom)s was removed."),
    "members.clinic.created": _("%(who)s added a clinic."),
    "members.clinic.changed": _("%(who)s changed name or telephone of a clinic."),
    "members.clinic.joined": _("%(who)s added %(whom)s to a clinic."),
    "members.clinic.left": _("%(who)s took %(whom)s out of a clinic."),
    "members.group.made": _("%(who)s made a group."),
    "members.group.changed": _("%(who)s changed a group."),
    "members.group.closed": _("%(who)s closed a group."),
    "members.group.opened": _("%(who)s opened a closed group again."),
    "members.group_lead.named": _("%(who)s asked %(whom)s to lead a group."),
    "members.group_lead.ended": _("%(who)s ended that %(whom)s leads a group."),
    "members.group_contact.named": _("%(who)s put a contact person on the page of a group."),
    "members.group_contact.ended": _("%(who)s took a contact person off the page of a group."),
    "members.condition.put": _("%(who)s changed the list of diagnoses."),
    "members.list.uploaded": _("%(who)s chose a member list to read in."),
    "members.list.begun": _("%(who)s had a member list read in."),
    "members.list.taken_in": _("A member list was read in."),
    "members.list.stopped": _("A member list could not be worked through and was stopped."),
    "members.list.put_away": _("%(who)s put a member list away."),
    "members.list.letters_made": _("%(who)s made letters that invite people of the member list."),
    "members.list.invited": _("%(who)s invited people of the member list."),
    "members.list.asked_for": _("%(who)s asked for the member list."),
    "members.list.gathered": _("The member list was gathered."),
    "members.list.downloaded": _("%(who)s took the member list along."),
    "members.list.number_written": _("%(who)s wrote down a list number for %(whom)s."),
    "members.list.difference_settled": _("%(who)s talked with %(whom)s about the member list."),
    "members.list.promise_changed": _("%(who)s changed when silence counts as no."),
    "members.letters.begun": _("%(who)s had letters made."),
    "members.letters.fetched": _("%(who)s took letters to the printer."),
    "members.letters.posted": _("%(who)s put letters in the post."),
    "members.letters.not_posted": _("%(who)s said that letters are not in the post after all."),
    "members.letter.returned": _("%(who)s wrote down that a letter to %(whom)s came back."),
    "members.letter.not_returned": _("%(who)s wrote down that no letter to %(whom)s came back."),
    "members.letter.again": _("%(who)s had a letter to %(whom)s printed again."),
    "members.letter_head.written": _("%(who)s changed where letters come from."),
    "members.post.stopped": _("No more letters go to %(whom)s until the address is put right."),
    "members.post.changed": _("%(who)s changed how %(whom)s is reached."),
    "members.organisation.parts_set": _("%(who)s changed which parts the portal has."),
    "members.keys.rewrapped": _("%(who)s renewed the keys on the server."),
    "members.copy.restored": _("%(who)s put the portal back to an earlier copy."),
    "members.proof.readers_set": _("%(who)s changed who gets the check numbers of the log."),
    "audit.texts.sealed_again": _("%(who)s sealed texts again with a new key."),
}


def register_deeds(words: Mapping[str, Words]) -> None:
    """Once per app at start: the verbs of its staff, as sentences. Never what a member does herself."""
    _deeds.update(words)


def in_words(verb: str, *, who: str, whom: str) -> str:
    """ "Anna changed the state of Ruth E." """
    sentence = str(_deeds[verb]) % {"who": who, "whom": whom}
    return sentence[:-1] if sentence.endswith("..") else sentence


def known_deeds() -> Mapping[str, Words]:
    """verb → sentence of everything the log shows."""
    return _deeds
