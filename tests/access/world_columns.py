"""Columns in Ruth's world: one she writes, with a text, a draft and one that is read; one on offer."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from education.actions.columns import send_text, write_text
from education.models import Article, Column, ColumnAuthor
from po_platform.access.actor import acting_as
from po_platform.kit.crypto import secret_hash
from tests.personas import World

LINK = "link-of-a-column"


def furnish(world: World) -> None:
    """What she publishes everybody reads; so nothing of it is a secret."""
    column = Column.objects.create(
        slug="a-slow-walk", language="en", title="A slow walk", voice="member", about="My days."
    )
    ColumnAuthor.objects.create(
        column=column, account=world.ruth.account, public_name="Rosa", no_interests=True
    )
    Column.objects.create(
        slug="on-offer", language="en", title="On offer", voice="expert",
        secret_hash=secret_hash(LINK), offered_until=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    with acting_as(world.ruth.actor()) as ruth:
        for title in ("Out at last", "Being read"):
            text = write_text(
                actor=ruth, ref=column.ref, text=None, title=title, sentence="A walk.",
                words="I went **out**.",
            )  # fmt: skip
        send_text(actor=ruth, ref=column.ref, text=text.ref)
    out = Article.objects.get(slug="out-at-last")
    out.revisions.update(state="published", published_at=timezone.now())
    out.live = out.revisions.get()
    out.save()


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → the objects for its placeholders."""
    mine = Column.objects.get(slug="a-slow-walk")
    hers = {"ref": str(mine.ref), "text_ref": str(Article.objects.get(slug="out-at-last").ref)}
    own = (
        "my_column", "column_author", "column_step", "new_column_text", "column_text",
        "column_text_step", "column_desk", "column_desk_step",
    )  # fmt: skip
    readers = {name: {"slug": mine.slug} for name in ("column", "column_feed")}
    names = {**dict.fromkeys(own, hers), **readers, "take_column": {"secret": LINK}}
    return {f"education:{name}": values for name, values in names.items()}
