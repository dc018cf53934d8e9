"""Members of the invented organisation take part: topics in each state, a draft that waits for readers."""

from __future__ import annotations

from education.actions.involving import (
    answer_topic,
    offer_draft,
    propose_topic,
    read_for_panel,
    support_topic,
    wish_to_read,
)
from education.lay_questions import QUESTIONS
from education.models import Article
from po_platform.access.actor import SignedIn, acting_as

# (title, why, what the editors say, in which state, the page that came of it)
TOPICS = (
    ("Travelling with medicines that have to stay cool", "Aeroplane, hotel, a long day by car.",
     "", "open", ""),
    ("Sport on stiff days", "What does good, and what does harm?",
     "Inês is looking for somebody who writes it with her.", "planned", ""),
    ("Telling your boss", "", "Thank you. It took us four months.", "done",
     "telling-people-at-work"),
    ("Diets", "Everybody recommends another one.",
     "Not before autumn: we want a dietitian to write it with us.", "not_now", ""),
)  # fmt: skip


def seed_involving(reader: SignedIn, other: SignedIn, editor: SignedIn) -> None:
    """`other` proposed and read, `reader` supports, and has a draft to read and a topic that waits."""
    pages = {one.slug: one for one in Article.objects.all()}
    for title, why, answer, state, slug in TOPICS:
        with acting_as(other):
            topic = propose_topic(actor=other, title=title, why=why, language="en")
        for step in ("open", state):
            with acting_as(editor):
                answer_topic(
                    actor=editor, ref=topic.ref, state=step,
                    answer=answer if step == state else "", article=pages.get(slug),
                )  # fmt: skip
            if step == "open":
                with acting_as(reader):
                    support_topic(actor=reader, ref=topic.ref, wanted=True)
    with acting_as(editor):
        call = offer_draft(actor=editor, ref=pages["pacing"].ref, wanted=4)
    with acting_as(other):
        said = (
            "Resting before you must",
            "Put breaks into my week",
            "",
            "A week as an example",
            "Yes",
        )
        answers = [
            {"id": one.id, "question": str(one.text), "answer": words}
            for one, words in zip(QUESTIONS, said, strict=True)
        ]
        read_for_panel(actor=other, ref=call.ref, remarks={}, answers=answers, public_name="Dervla")
    with acting_as(reader):
        wish_to_read(actor=reader, stages=["days", "visits"])
        propose_topic(
            actor=reader, title="What helps against cold hands?", why="In winter.", language="en"
        )
