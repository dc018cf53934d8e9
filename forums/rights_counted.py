"""Posts that were begun or came by e-mail, counted for a name when a request asks for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from members.rights_counted import Counted

BEGUN_POSTS_NAME = Counted(
    "rights_count_forums",
    {
        "begun": _("Posts begun and not sent"),
        "mailed": _("What came with a post by e-mail and is not shown"),
        "messages": _("Messages of members to each other"),
        "elsewhere": _("Own posts from elsewhere that members brought along"),
        "folded": _("Words members want folded"),
        "first": _("Why a moderator reads first what somebody posts"),
    },
)
