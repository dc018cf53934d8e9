"""Where an answer comes from, in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.kit import spoken
from registry.models import Entry
from registry.provenance import Origin


def how_it_came(origin: Origin | None, by: str, *, me: int | None = None) -> str:
    """ "By you, on 3 March." `by`: a display name or ''; `me`: the account of the reader, if hers."""
    if origin is None:
        return _("We do not know where this comes from.")
    day = spoken.day(origin.at)
    words = {"day": day, "name": by}
    if origin.paper:
        if not by:
            return _("From a signed paper, typed in on %(day)s.") % words
        return _("From a signed paper, typed in by %(name)s on %(day)s.") % words
    if origin.how == Entry.Source.WORKED_OUT:
        return _("Worked out from other answers, on %(day)s.") % words
    if origin.taken_over:
        if me is not None and origin.by == me:
            return _("By you, from your own record in another registry, on %(day)s.") % words
        return _("From the person’s own record in another registry, taken over on %(day)s.") % words
    if origin.sending:
        if me is not None and origin.by == me:
            return _("By you, from your questionnaires, on %(day)s.") % words
        return _("From the person’s questionnaires, taken over on %(day)s.") % words
    if origin.how == Entry.Source.SELF:
        if me is not None and origin.by == me:
            return _("By you, on %(day)s.") % words
        return _("By the person herself, on %(day)s.") % words
    if origin.how == Entry.Source.IMPORT:
        return _("From a file, on %(day)s.") % words
    if not by:
        by_kind = {
            Entry.Source.PROXY: _("By somebody who speaks for her, on %(day)s."),
            Entry.Source.CLINICIAN: _("By a clinician, on %(day)s."),
            Entry.Source.CURATOR: _("By a curator, on %(day)s."),
        }
        return by_kind[Entry.Source(origin.how)] % words
    by_name = {
        Entry.Source.PROXY: _("By %(name)s, who helps, on %(day)s."),
        Entry.Source.CLINICIAN: _("By %(name)s, clinician, on %(day)s."),
        Entry.Source.CURATOR: _("By %(name)s, who keeps the registry, on %(day)s."),
    }
    return by_name[Entry.Source(origin.how)] % words


def confirmed_by(origin: Origin | None, by: str) -> str:
    """ "Confirmed by Dr Nasser on 3 March.", '' while nobody has."""
    if origin is None or origin.ok_at is None:
        return ""
    words = {"day": spoken.day(origin.ok_at), "name": by}
    return (_("Confirmed by %(name)s on %(day)s.") if by else _("Confirmed on %(day)s.")) % words
