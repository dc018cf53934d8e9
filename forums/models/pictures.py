"""The picture a member chose beside her posts, and those that came from an older forum, for nobody yet."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from members.models import Person
from po_platform.kit.holds import Holds

from .brought import FormerAuthor


class _Drawn(models.Model):
    """A small square picture of ours; its bytes lie under STORED_FILES_DIR at `place`."""

    place = models.CharField(max_length=60, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return "picture.jpg"

    @property
    def content_type(self) -> str:
        return "image/jpeg"

    @property
    def places(self) -> list[str]:
        return [self.place] if self.place else []


class OwnPicture(_Drawn):
    """Whoever may read her posts sees it; guests never do. Another picture has another `ref`.

    `place` is '' since a moderator took it off, `why` what she reads about that. `resting_at`: when
    she left (members/leaving.py); not shown until that is taken back, whatever is recorded since.
    """

    holds = Holds("content", "person", "until taken away or erased", export=True, erase="delete")

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.CASCADE, related_name="talk_picture"
    )
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(db_default=Now())
    taken_off_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, blank=True)
    resting_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"picture of person {self.person_id}"


class FormerPicture(_Drawn):
    """Of an account of an older forum: shown to nobody but its owner, once she showed that it was hers.

    The row goes when she says yes or no; one that nobody came for goes by itself.
    """

    holds = Holds(
        "account",
        "author__person",
        "2 years after it was brought",
        export=True,
        erase="delete",
        after="brought_at",
        days=730,
    )

    author = models.OneToOneField(
        FormerAuthor, primary_key=True, on_delete=models.CASCADE, related_name="picture"
    )
    brought_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"picture of former author {self.author_id}"
