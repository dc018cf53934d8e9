"""What somebody wrote, began, follows and does not want to see, for her own file."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

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
    Named,
    OldWords,
    OwnPicture,
    Post,
    PostFile,
    PostVersion,
    ProfileWord,
    ReadFirst,
    Topic,
    TopicReader,
    Writer,
)
from members.export_parts import Part, table
from po_platform.access.actor import System

TOPIC = _("the topic")
LEVEL = _("what you want to hear of it by e-mail")


def talk_parts(actor: System) -> Iterator[Part]:
    """Posts with their former versions, topics, drafts, marks and choices."""
    me = actor.person_id
    yield table(
        "posts",
        _("Posts you wrote"),
        Post.objects.filter(author=me).order_by("pk"),
        {
            "ref": _("the id of this post"),
            "topic__title": TOPIC,
            "no": _("its number in the topic; empty: it never came out"),
            "state": _("what became of it"),
            "text": _("what you wrote"),
            "note": _("your content note"),
            "quoted": _("words you quoted"),
            "decided_why": _("what a moderator wrote to you"),
            "written_at": _("when you sent it"),
            "published_at": _("when it came out"),
            "changed_at": _("when it last changed"),
        },
        machine=("ref",),
        topic__title="topic",
    )
    yield table(
        "posts_before",
        _("How your posts read before"),
        PostVersion.objects.filter(post__author=me).order_by("pk"),
        {
            "post__ref": _("the id of the post"),
            "number": _("which version"),
            "text": _("what you had written"),
            "note": _("your content note"),
            "until": _("until when it read like this"),
        },
        machine=("post__ref",),
        post__ref="post",
    )
    yield table(
        "topics_begun",
        _("Topics you began"),
        Topic.objects.filter(starter=me).order_by("pk"),
        {
            "ref": _("the id of this topic"),
            "title": _("its title"),
            "audience": _("who can read it"),
            "begun_at": _("when you began it"),
            "kept_from_engines": _("whether you asked that search engines leave it out"),
        },
        machine=("ref",),
    )
    yield table(
        "posts_not_sent",
        _("Posts you began and did not send"),
        Draft.objects.visible_to(actor).order_by("pk"),
        {
            "title": _("the title"),
            "text": _("what you wrote"),
            "note": _("your content note"),
            "quoted": _("words you quoted"),
            "saved_at": _("when you last changed it"),
        },
    )
    yield from _files(actor)
    yield table(
        "posts_by_email",
        _("What came with posts you sent by e-mail, and was not shown"),
        MailedPost.objects.visible_to(actor).order_by("pk"),
        {
            "post__ref": _("the id of the post"),
            "cut": _("what was cut off: quotations, your signature"),
            "left_out": _("names of files that were left out"),
            "came_at": _("when the e-mail came"),
        },
        machine=("post__ref",),
        post__ref="post",
    )
    yield table(
        "posts_read_first",
        _("For how long a moderator read what you post before it came out"),
        ReadFirst.objects.visible_to(actor).order_by("pk"),
        {
            "why": _("why"),
            "from_at": _("from when on"),
            "until_at": _("until when"),
        },
    )
    yield table(
        "beside_my_name",
        _("What stands beside your name in talk"),
        Badge.objects.filter(person=me),
        {"kind": _("what the office says you are"), "since": _("since when")},
    )
    yield table(
        "own_picture",
        _("Your picture in talk"),
        OwnPicture.objects.filter(person=me),
        {
            "size": _("how many bytes it has"),
            "made_at": _("when you put it there"),
            "taken_off_at": _("when a moderator took it off"),
            "why": _("why"),
        },
    )
    yield table(
        "brought_posts",
        _("What you brought along that you wrote elsewhere"),
        OldWords.objects.visible_to(actor).order_by("pk"),
        {
            "text": _("what you wrote"),
            "written_at": _("when you wrote it"),
            "brought_at": _("when you brought it here"),
        },
    )
    yield table(
        "folded_words",
        _("Words you want folded in what others write"),
        FoldedWords.objects.visible_to(actor).order_by("pk"),
        {"lines": _("one or more words on each line")},
    )
    yield table(
        "messages",
        _("Messages between you and other members"),
        Message.objects.visible_to(actor).select_related("person", "reader").order_by("pk"),
        {
            "person__display_name": _("who wrote it"),
            "reader__display_name": _("to whom"),
            "text": _("what was written"),
            "at": _("when it was sent"),
            "read_at": _("when it was opened"),
        },
        person__display_name="from",
        reader__display_name="to",
    )
    yield table(
        "correspondents",
        _("What you chose about messages of other members"),
        Correspondent.objects.filter(person=me).order_by("pk"),
        {
            "other__display_name": _("whose messages"),
            "allowed": _("whether you allow them"),
            "muted": _("whether you want no e-mails about them"),
        },
        other__display_name="other",
    )
    yield table(
        "former_accounts",
        _("Accounts of a former forum that are yours"),
        FormerAuthor.objects.filter(person=me).order_by("pk"),
        {
            "source": _("which forum"),
            "claimed_at": _("since when its posts are yours again"),
        },
    )
    yield table(
        "former_pictures",
        _("Pictures of yours from a former forum that you were not asked about yet"),
        FormerPicture.objects.filter(author__person=me).order_by("pk"),
        {
            "author__source": _("which forum"),
            "size": _("how many bytes it has"),
            "brought_at": _("when it came here"),
        },
        author__source="source",
    )
    yield table(
        "words_in_profiles",
        _("Words you asked for, to put into a profile of a former forum"),
        ProfileWord.objects.filter(person=me).order_by("pk"),
        {
            "word": _("the word"),
            "asked_at": _("when you asked for it"),
            "placed_at": _("when you said that it stands there"),
            "looked_at": _("when a moderator looked and did not find it"),
        },
    )
    yield table(
        "named_in_posts",
        _("Posts in which somebody named you"),
        Named.objects.filter(person=me).exclude(words="").order_by("pk"),
        {
            "post__ref": _("the id of the post"),
            "words": _("your name as it stands there"),
            "made_at": _("when you were named"),
            "told_at": _("when we told you"),
        },
        machine=("post__ref",),
        post__ref="post",
    )
    yield from _reading(me)


def _files(actor: System) -> Iterator[Part]:
    told = {
        "name": _("its name"),
        "shows": _("what is to be seen, in your words"),
        "size": _("how many bytes it has"),
        "made_at": _("when you put it there"),
    }
    yield table(
        "post_files",
        _("Pictures and documents in your posts"),
        PostFile.objects.filter(post__author=actor.person_id).order_by("pk"),
        {"post__ref": _("the id of the post"), **told},
        machine=("post__ref",),
        post__ref="post",
    )
    yield table(
        "files_not_sent",
        _("Pictures and documents you did not send"),
        DraftFile.objects.visible_to(actor).order_by("pk"),
        told,
    )


def _reading(me: int | None) -> Iterator[Part]:
    yield table(
        "topics_read",
        _("Topics you read"),
        TopicReader.objects.filter(person=me).order_by("pk"),
        {
            "topic__title": TOPIC,
            "last_no": _("up to which post you have read"),
            "seen_at": _("when you last read in it"),
            "level": LEVEL,
        },
        topic__title="topic",
    )
    yield table(
        "boards_followed",
        _("Boards you follow or counted as read"),
        BoardReader.objects.filter(person=me).order_by("pk"),
        {
            "board__title": _("the board, per language"),
            "read_until": _("until when everything there counts as read"),
            "level": LEVEL,
        },
        board__title="board",
    )
    yield table(
        "ignored",
        _("People you ignore"),
        Ignored.objects.filter(person=me).order_by("pk"),
        {"ignored__display_name": _("the name others see")},
        ignored__display_name="name",
    )
    yield table(
        "writing",
        _("You as a writer"),
        Writer.objects.filter(person=me),
        {
            "published": _("how many posts of yours came out"),
            "by_mail": _("whether you answer by e-mail"),
            "words_by_mail": _("whether e-mails about talk hold what was written"),
            "words_stay": _("whether your posts stay, without your name, when you are erased"),
        },
    )
