"""Taking part in Ruth's world: a topic she proposed, a draft she read, a name she is thanked by."""

from __future__ import annotations

from education.actions.involving import propose_topic, read_for_panel, wish_to_read
from education.models import Article, KeptFile, PanelCall, PanelReading, Revision, Topic
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from tests.personas import World

# Editors read what she proposes and says, without a name.
ASKED, SAID, THANKED = "canary-topic-asked", "canary-said-of-draft", "canary-thanked-as"
ALL = (ASKED, SAID, THANKED)
SEEN_BY = {"editor": (ASKED, SAID), "reviewer": (SAID,)}


def furnish(world: World) -> None:
    """One row of each kind; the draft is the one being written."""
    text = Revision.objects.get(article__slug="being-written", state="draft")
    call = PanelCall.objects.create(revision=text, wanted=5)
    with acting_as(world.ruth.actor()) as ruth:
        propose_topic(actor=ruth, title=ASKED, why="", language="en")
        wish_to_read(actor=ruth, stages=["days"])
        answers = [{"id": "about", "question": "?", "answer": SAID}]
        read_for_panel(actor=ruth, ref=call.ref, remarks={}, answers=answers, public_name=THANKED)


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → the objects for its placeholders."""
    with acting_as(world.ruth.actor()) as ruth:
        reader = str(own_rows(PanelReading, ruth).get().reader.ref)
    topic = {"ref": str(Topic.objects.get(title=ASKED).ref)}
    names = {
        "read_draft": {"ref": str(PanelCall.objects.get().ref)},
        "draft_file": {
            "ref": str(PanelCall.objects.get().ref),
            "file_ref": str(KeptFile.objects.get().ref),
        },
        "name_off": {"ref": reader},
        "support_topic": topic,
        "topic_desk": topic,
        "offer_draft": {"ref": str(Article.objects.get(slug="being-written").ref)},
    }
    return {f"education:{name}": values for name, values in names.items()}
