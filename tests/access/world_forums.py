"""Where Ruth talks: a group's board with a topic of hers, a post that waits, a draft; with canaries."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from files.pictures import as_jpeg
from files.places import keep_bytes
from forums.actions.attaching import attach
from forums.actions.drafts import save_draft
from forums.actions.writing import Words, start_topic
from forums.bringing import sealed_name
from forums.models import (
    Badge,
    Board,
    Draft,
    FoldedWords,
    FormerAuthor,
    FormerPicture,
    MailedPost,
    Message,
    OldWords,
    OwnPicture,
    Post,
    PostFile,
    ProfileWord,
    ReadFirst,
    WatchedWords,
)
from members.actions.groups import join_group
from members.models import Group, Organisation, Person
from po_platform.access.actor import Actor, acting_as
from tests.personas import World

# In a group only Ruth is in; moderators read it too.
SAID, TITLE = "canary-said-in-a-group", "canary-title-in-a-group"
FIRST = "canary-why-she-is-read-first"
BEGUN = "canary-begun-to-write"
MESSAGE, ELSEWHERE = "canary-in-a-message", "canary-written-elsewhere"
FOLDED = "canary-words-she-wants-folded"
CUT, CALLED = "canary-cut-from-a-mail", "canary-name-of-old"


def talk(world: World) -> None:
    """Ruth begins a topic for her group, one that waits for a moderator, and one she did not send."""
    group = Group.objects.create(kind="local", name={"en": "Harrowmere"})
    board = Board.objects.create(title={"en": "Harrowmere"}, group=group, widest="group")
    with acting_as(world.ruth.actor()) as ruth:
        join_group(actor=ruth, ref=group.ref)
        _attach(ruth, board, SAID)
        for held in (False, True):
            Board.objects.update(holds_all=held)
            start_topic(
                actor=ruth, board=board.ref, title=TITLE, audience="group",
                words=Words(SAID, uuid4(), with_files=not held),
            )  # fmt: skip
        _attach(ruth, board, BEGUN)
        MailedPost.objects.create(person=world.ruth.person, post=Post.objects.get(no=1), cut=CUT)
        friend = Person.objects.create(display_name="Somebody far away")
        Organisation.objects.update(minimum_age=18)  # both count as of age, nobody having asked
        Message.objects.create(
            person=world.ruth.person, reader=friend, text=MESSAGE, client_ref=uuid4()
        )
        Organisation.objects.update(minimum_age=16)
        OldWords.objects.create(
            person=world.ruth.person, mark="0", text=ELSEWHERE, written_at=timezone.now()
        )
        save_draft(actor=ruth, kind="board", ref=board.ref, text=BEGUN)
    with acting_as(world.moderator.actor()):
        ReadFirst.objects.create(
            person=world.ruth.person, why=FIRST, by=world.moderator.person.pk,
            until_at=timezone.now() + timedelta(days=7),
        )  # fmt: skip
    Badge.objects.create(person=world.ruth.person, kind="peer")
    with acting_as(world.ruth.actor()):
        FoldedWords.objects.create(person=world.ruth.person, lines=FOLDED)
    WatchedWords.objects.create(name="Adverts", lines=["wonderpill"], effect="look")
    hers = FormerAuthor.objects.create(source="old", mark="1" * 64, person=world.ruth.person)
    drawn = as_jpeg(Image.new("RGB", (4, 4)))
    for row in (FormerPicture(author=hers), OwnPicture(person=world.ruth.person)):
        row.place, row.size = keep_bytes(drawn), len(drawn)
        row.save(force_insert=True)
    FormerAuthor.objects.create(
        source="old", mark="0" * 64, person=None, offered_to=world.ruth.person,
        sealed_name=sealed_name("0" * 64, CALLED),
    )  # fmt: skip
    ProfileWord.objects.create(
        person=world.ruth.person, name_mark="0" * 64, sealed_name="", word="K7QM2XWD9TRB",
        placed_at=timezone.now(),
    )  # fmt: skip


def _attach(actor: Actor, board: Board, shows: str) -> None:
    """A small picture; what is to be seen on it is as private as what is written with it."""
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    upload = SimpleUploadedFile("a.png", picture.getvalue())
    attach(actor=actor, kind="board", ref=board.ref, upload=upload, shows=shows)


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → Ruth's places."""
    published = Post.objects.select_related("topic__board").get(no=1)
    waiting = Post.objects.get(state="held")
    board, topic = published.topic.board, {"ref": str(published.topic.ref), "no": "1"}
    with acting_as(world.ruth.actor()) as ruth:
        draft = str(Draft.objects.visible_to(ruth).get().pk)
    found: dict[str, dict[str, str]] = {}
    for name in (
        "board", "read_board", "follow_board", "begin", "alike", "office_board", "holding", "close_board",
    ):  # fmt: skip
        found[f"forums:{name}"] = {"ref": str(board.ref)}
    for name in (
        "topic", "on_paper", "place", "follow_topic", "helpful", "keep_topic", "reply",
        "arrange_topic", "split_topic", "merge_topic", "part_topic",
    ):  # fmt: skip
        found[f"forums:{name}"] = topic
    for name in ("post", "change", "before", "take_back"):
        found[f"forums:{name}"] = {"ref": str(published.ref)}
    for name in ("file", "whole_file", "small_file", "file_away"):
        found[f"forums:{name}"] = {"ref": str(PostFile.objects.get().ref)}
    found["forums:answer_offer"] = {"ref": str(FormerAuthor.objects.get(person=None).ref)}
    for name in ("former_picture", "answer_former_picture"):
        found[f"forums:{name}"] = {"ref": str(FormerPicture.objects.get().author.ref)}
    for name in ("picture", "take_picture_off"):
        found[f"forums:{name}"] = {"ref": str(OwnPicture.objects.get().ref)}
    found["forums:word_stands"] = found["forums:word_looked"] = {
        "ref": str(ProfileWord.objects.get().ref)
    }
    found["forums:claim"] = {"token": "no-such-link"}
    found["forums:old_board"] = {"slug": "buttons", "board": "7"}
    found["forums:old_board_in"] = {"above": "life", "slug": "buttons", "board": "7"}
    found["forums:old_topic"] = {"topic": "12"}
    found["forums:old_topic_named"] = {"topic": "12", "slug": "buttons"}
    found["forums:old_post"] = {"topic": "12", "slug": "buttons", "no": "1"}
    found["forums:put_back"] = {"ref": str(waiting.ref)}
    with acting_as(world.ruth.actor()) as ruth:
        old = {"number": str(OldWords.objects.visible_to(ruth).get().pk)}
        message = Message.objects.visible_to(ruth).select_related("reader").get()
    found["forums:old_piece"] = old
    for name in ("conversation", "choose_messages"):
        found[f"forums:{name}"] = {"ref": str(message.reader.ref)}
    for name in ("watched_list", "watched_away"):
        found[f"forums:{name}"] = {"number": str(WatchedWords.objects.get().pk)}
    for name in (
        "person", "ignore", "see_again", "read_first", "end_read_first", "badge_away", "remember",
    ):  # fmt: skip
        found[f"forums:{name}"] = {"ref": str(world.ruth.person.ref)}
    found["forums:end_keeper"] = {"person": str(world.ruth.person.ref)}
    found["forums:throw_away"] = {"number": draft}
    found["forums:keep_draft"] = {"kind": "board", "ref": str(board.ref)}
    return found
