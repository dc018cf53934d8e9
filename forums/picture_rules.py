"""Whether somebody may choose a picture for beside her posts, or take one of a member off: pure answers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import OwnPicture
from .publishing import NEW_BELOW
from .rules import may_moderate
from .sight import Sight


def may_choose_picture(*, published: int, waits: bool, read_first: bool) -> Verdict:
    """Nobody sees it before others do: so not somebody new where a board lets posts or pictures wait,
    and nobody whose posts are read first. `published`: posts of hers that came out.
    """
    if read_first:
        return Denied(
            _(
                "For a while a moderator reads what you write first. You can choose a picture after it."
            )
        )
    if waits and published < NEW_BELOW:
        return Denied(
            _("You are new here. You can choose a picture when ten of your posts are out.")
        )
    return Allowed()


def may_take_picture_off(sight: Sight, picture: OwnPicture | None = None) -> Verdict:
    """The whole team's moderators, and nobody her own: she takes it away."""
    if isinstance(refused := may_moderate(sight), Denied):
        return refused
    if picture is not None and picture.person_id == sight.person_id:
        return Denied(_("This is your own. You can take it away."))
    return Allowed()
