"""What staff do in the forum, as the office's log says it. What members write is no part of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "forums.board.made": _("%(who)s made a board."),
    "forums.board.changed": _("%(who)s changed a board."),
    "forums.board.closed": _("%(who)s closed a board."),
    "forums.board.opened": _("%(who)s opened a closed board again."),
    "forums.former_author.vouched": _("%(who)s said whose an account of a former forum was."),
    "forums.posts.brought_in": _("%(who)s took over posts of a former forum."),
    "forums.exported": _("%(who)s took all of the forum along in one file."),
    "forums.topic.kept": _("%(who)s pinned or closed a topic."),
}
