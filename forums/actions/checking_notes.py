"""A note of moderators above a post leads to its page for as long as that page is there."""

from __future__ import annotations

from forums.models import Post
from moderation.own_pages import own_page
from po_platform.access.actor import Purpose, System, acting_as


def check_notes() -> int:
    """For the tick: notes whose page is not there any more lead nowhere, and lead there again when it
    is back; how many changed. What a note says stays.
    """
    with acting_as(System(Purpose.OPERATE)):
        there: dict[str, bool] = {}
        changed: dict[bool, list[int]] = {True: [], False: []}
        rows = Post.objects.filter(context_on=True)
        for pk, path, gone in rows.values_list("pk", "context__path", "context_gone"):
            if path not in there:
                there[path] = own_page(str(path or "")) is not None
            if there[path] == gone:
                changed[not gone].append(pk)
        for gone, ids in changed.items():
            rows.filter(pk__in=ids).update(context_gone=gone)
    return sum(map(len, changed.values()))
