"""What goes when somebody is erased: her words, unless she chose that they stay without her name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from files.places import remove
from forums.actions.naming import forget_name
from forums.models import (
    Badge,
    BoardReader,
    Correspondent,
    Draft,
    DraftFile,
    FoldedWords,
    FormerAuthor,
    FormerPicture,
    Ignored,
    MailedPost,
    Message,
    MovedPost,
    Named,
    OldWords,
    OwnPicture,
    Post,
    PostFile,
    PostVersion,
    PostWords,
    ProfileWord,
    ReadFirst,
    Topic,
    TopicReader,
    Writer,
)
from members.erase_parts import Eraser, Heap, Whom
from po_platform.access.actor import Purpose


def _stay(whom: Whom) -> bool:
    return Writer.objects.filter(person=whom.person_id, words_stay=True).exists()


def _posts(whom: Whom) -> QuerySet[Post]:
    return Post.objects.none() if _stay(whom) else Post.objects.filter(author=whom.person_id)


def _empty_topics(whom: Whom) -> QuerySet[Topic]:
    """Nobody else wrote there. Asked after her posts are gone; what became part of another topic
    stays as long as one of its posts does, to lead there.
    """
    leads_on = Q(merged_at__isnull=False) & Exists(MovedPost.objects.filter(topic=OuterRef("pk")))
    return Topic.objects.filter(~Exists(Post.objects.filter(topic=OuterRef("pk"))) & ~leads_on)


def _files(whom: Whom) -> QuerySet[PostFile]:
    return PostFile.objects.filter(post__author=whom.person_id)


def _pictures(whom: Whom) -> QuerySet[OwnPicture]:
    return OwnPicture.objects.filter(person_id=whom.person_id)


def _former_pictures(whom: Whom) -> QuerySet[FormerPicture]:
    return FormerPicture.objects.filter(author__person_id=whom.person_id)


def _draft_files(whom: Whom) -> Any:
    return DraftFile.objects.for_purpose(Purpose.ERASE).filter(person_id=whom.person_id)


def _let_go(whom: Whom) -> None:
    """Bytes go first: whoever is interrupted finds the rows again. What is not hers alone forgets
    her: quotations of her, titles of hers, the last name in a list, a topic to remember her. Where
    her words of danger go, nothing keeps the topic from guests any more. In posts of others that
    name her with @ stands a former member.
    """
    kept = (*_files(whom), *_draft_files(whom), *_pictures(whom), *_former_pictures(whom))
    for row in kept:
        for place in row.places:
            remove(place)
    _files(whom).delete()
    forget_name(whom.person_id)
    if _stay(whom):
        Post.objects.filter(author=whom.person_id).update(author=None)
        Topic.objects.filter(starter=whom.person_id).update(starter=None)
    else:
        hers = Post.objects.filter(author=whom.person_id).values("pk")
        Post.objects.filter(answers__in=hers).update(answers=None, quoted="")
        Topic.objects.filter(starter=whom.person_id).update(
            starter=None, title="", told="", kept_close=False
        )
    Topic.objects.filter(last_poster=whom.person_id).update(last_poster=None)
    Topic.objects.filter(memorial_of=whom.person_id).update(memorial_of=None, title="", told="")
    FormerAuthor.objects.filter(offered_to=whom.person_id).update(offered_to=None, offered_by=None)


def _of_person(model: Any) -> Callable[[Whom], QuerySet[Any]]:
    return lambda whom: model.objects.filter(person_id=whom.person_id)


TALK = Eraser(
    heaps=(
        Heap(_files, _("Pictures and documents in your posts")),
        Heap(_draft_files),
        Heap(
            lambda whom: MailedPost.objects.for_purpose(Purpose.ERASE).filter(
                person_id=whom.person_id
            )
        ),
        Heap(lambda whom: PostVersion.objects.filter(post__in=_posts(whom))),
        Heap(lambda whom: PostWords.objects.filter(post__in=_posts(whom))),
        Heap(lambda whom: MovedPost.objects.filter(post__in=_posts(whom))),
        Heap(lambda whom: Named.objects.filter(post__in=_posts(whom))),
        Heap(_of_person(Named)),
        Heap(_posts, _("Posts you wrote")),
        Heap(lambda whom: TopicReader.objects.filter(topic__in=_empty_topics(whom))),
        Heap(lambda whom: MovedPost.objects.filter(topic__in=_empty_topics(whom))),
        Heap(_empty_topics),
        Heap(
            lambda whom: Draft.objects.for_purpose(Purpose.ERASE).filter(person_id=whom.person_id),
            _("Posts you began"),
        ),
        Heap(
            lambda whom: OldWords.objects.for_purpose(Purpose.ERASE).filter(
                person_id=whom.person_id
            ),
            _("What you brought along that you wrote elsewhere"),
        ),
        Heap(
            lambda whom: FoldedWords.objects.for_purpose(Purpose.ERASE).filter(
                person_id=whom.person_id
            ),
            _("Words you want folded"),
        ),
        Heap(_of_person(TopicReader)),
        Heap(_of_person(BoardReader)),
        Heap(
            lambda whom: Ignored.objects.filter(
                Q(person_id=whom.person_id) | Q(ignored_id=whom.person_id)
            )
        ),
        Heap(
            lambda whom: Message.objects.for_purpose(Purpose.ERASE).filter(
                Q(person_id=whom.person_id) | Q(reader_id=whom.person_id)
            ),
            _("Messages between you and other members, theirs too"),
        ),
        Heap(
            lambda whom: Correspondent.objects.filter(
                Q(person_id=whom.person_id) | Q(other_id=whom.person_id)
            )
        ),
        Heap(_of_person(ProfileWord)),
        Heap(_pictures, _("Your picture in talk")),
        Heap(_former_pictures),
        Heap(lambda whom: FormerAuthor.objects.filter(person_id=whom.person_id)),
        Heap(
            lambda whom: ReadFirst.objects.for_purpose(Purpose.ERASE).filter(
                person_id=whom.person_id
            )
        ),
        Heap(_of_person(Badge)),
        Heap(_of_person(Writer)),
    ),
    before=_let_go,
    stays=(
        _(
            "Posts you wrote, if you chose under “Talk” that they stay: as written by a former"
            " member."
        ),
    ),
)
