"""What staff do in the forum, as the office's log says it. What members write is no part of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "forums.board.made": _("%(who)s made a board."),
    "forums.board.changed": _("%(who)s changed a board."),
    "forums.board.closed": _("%(who)s closed a board."),
    "forums.board.opened": _("%(who)s opened a closed board again."),
    "forums.words.put": _("%(who)s put words that moderators look at."),
    "forums.words.taken_away": _("%(who)s took away words that moderators look at."),
    "forums.read_first.begun": _("%(who)s let what a member posts wait for a moderator."),
    "forums.read_first.ended": _("%(who)s ended that what a member posts waits."),
    "forums.badge.given": _("%(who)s said what somebody is, beside a member."),
    "forums.badge.taken_away": _("%(who)s took away what stood beside somebody’s name."),
    "forums.former_author.vouched": _("%(who)s said whose an account of a former forum was."),
    "forums.former_author.word_seen": _("%(who)s saw a word in a profile of a former forum."),
    "forums.profile_word.not_found": _("%(who)s looked for a word in a profile of a former forum."),
    "forums.posts.brought_in": _("%(who)s took over posts of a former forum."),
    "forums.files.brought_in": _("%(who)s took over pictures and documents of a former forum."),
    "forums.avatars.brought_in": _("%(who)s took over pictures of people of a former forum."),
    "forums.picture.taken_off": _("%(who)s took the picture of a member off."),
    "forums.exported": _("%(who)s took all of the forum along in one file."),
    "forums.topic.kept": _("%(who)s pinned or closed a topic."),
    "forums.topic.arranged": _("%(who)s moved or renamed a topic, or took it out of lists."),
    "forums.topic.remembers": _("%(who)s began a topic to remember a member who died."),
    "forums.topic.merged": _("%(who)s made one topic of two."),
    "forums.topic.parted": _("%(who)s made two topics again of one."),
    "forums.topic.split": _("%(who)s made a new topic of posts of another."),
}
