"""What a page needs to show posts: who wrote them, what they quote, and the files beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from forums.models import Ignored, Post, PostFile, Writer
from forums.queries.folding import typed_by
from forums.sight import Sight


def with_people(sight: Sight) -> QuerySet[Post]:
    """Posts with their authors and what this reader thinks of them; whether there are files."""
    ignored = Ignored.objects.filter(person=sight.person_id, ignored=OuterRef("author"))
    opens = Writer.objects.filter(person=sight.person_id, opens_notes=True)
    files = PostFile.objects.filter(post=OuterRef("pk"))
    return Post.objects.select_related("author__talk_badge", "author__talk_picture").annotate(
        ignored=Exists(ignored),
        opens_notes=Exists(opens),
        folded=typed_by(sight),
        has_files=Exists(files),
    )


def beside(rows: Sequence[Post]) -> Mapping[int, list[PostFile]]:
    """Post → its files; and each row has the post it quotes. Two queries, none where there is nothing."""
    known = {row.pk: row for row in rows}
    quoted = {row.answers_id for row in rows if row.quoted and row.answers_id}
    if elsewhere := quoted - known.keys():
        known |= Post.objects.select_related("author").in_bulk(elsewhere)
    for row in rows:
        if row.quoted and row.answers_id:
            row.answers = known.get(row.answers_id)
    files: dict[int, list[PostFile]] = defaultdict(list)
    with_files = [row.pk for row in rows if row.has_files]  # type: ignore[attr-defined]  # annotated
    for file in PostFile.objects.filter(post__in=with_files):  # nothing is asked about none
        files[file.post_id].append(file)
    return files
