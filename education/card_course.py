"""Ten minutes for whoever hands out cards: a text and five questions, each answer explained.

An example of ours, written without a clinician: have it read by a professional before you rely on
it. A change that asks to be read again gets the next VERSION.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = 1
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its paragraphs."""

    title: Words
    text: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """`options`: code → words; `right`: the code of the one we mean; `why`: the same for every answer."""

    id: str
    text: Words
    options: tuple[tuple[str, Words], ...]
    right: str
    why: Words


PARTS = (
    Part(
        _("What a programme is"),
        (
            _(
                "A self-help programme is a row of small steps: something to read, something to try, a"
                " plan for one moment of the day. Your patient goes through it at home, in her own time,"
                " and may pause or stop whenever she likes."
            ),
            _(
                "It stands beside what you do. It makes no diagnosis, changes no medicine and takes the"
                " place of no visit. Whatever you would do without it, you do with it as well."
            ),
        ),
    ),
    Part(
        _("For whom, and for whom not now"),
        (
            _(
                "Each programme says on its first page whom it may do good, and who should talk to a"
                " person first. Read both lists once before you hand out the first card: they differ"
                " from programme to programme."
            ),
            _(
                "New complaints that nobody has looked at come first. So does a crisis: thoughts of not"
                " wanting to live, a sudden change, a situation at home that is not safe. A card can"
                " wait until then, and often comes at a better time."
            ),
        ),
    ),
    Part(
        _("Handing it over in a minute"),
        (
            _(
                "Say why you thought of her: “You told me that the afternoons are hard. This is about"
                " such afternoons.” Say what it is in one sentence, and that it costs nothing."
            ),
            _(
                "If there are two minutes, open the first step together. Most people begin more easily"
                " when they have seen it once."
            ),
            _(
                "Do not press. “Maybe later” is a good answer: for your patient the card never runs out,"
                " and she can have herself reminded."
            ),
        ),
    ),
    Part(
        _("What you learn, and what you do not"),
        (
            _(
                "You see how often a card was used, and never by whom. Nobody writes to you about a"
                " patient. What she writes in a programme is hers."
            ),
            _(
                "If she wants you to know, she chooses what stands on a page for her doctor, reads it"
                " first, and shows it to you or gives you a code."
            ),
        ),
    ),
    Part(
        _("At the next visit"),
        (
            _(
                "Ask openly: “Did you get round to looking at it, and how was it for you?” The sheet for"
                " the next visit has room for her own words. Who did not begin has done nothing wrong."
            ),
            _(
                "If she feels worse, treat that as you always would. A programme may rest for as long as"
                " it takes, and she finds her place again."
            ),
        ),
    ),
)

QUESTIONS = (
    Question(
        "place",
        _("What does a programme take the place of?"),
        (
            ("treatment", _("A treatment, for a while")),
            ("nothing", _("Nothing: it stands beside what you do")),
            ("visit", _("The next visit")),
        ),
        "nothing",
        _("It makes no diagnosis and changes no treatment. Your visits stay as they are."),
    ),
    Question(
        "new",
        _("A patient has a new complaint nobody has looked at. What about the card?"),
        (
            ("card", _("Hand it out, and look at the complaint in three months")),
            ("first", _("Look at the complaint first; the card can come later")),
            ("guide", _("Leave it to a guide")),
        ),
        "first",
        _(
            "What is new is looked at first. Guides give no medical advice and cannot examine anybody."
        ),
    ),
    Question(
        "know",
        _("How do you learn whether a patient uses her card?"),
        (
            ("list", _("From a list in my account")),
            ("mail", _("The organisation writes to me")),
            ("herself", _("Only from her, if she wants to tell me")),
        ),
        "herself",
        _("You see numbers and no names. She can show you a page she has chosen and read herself."),
    ),
    Question(
        "later",
        _("A patient says: “Not now.” What do you do?"),
        (
            ("date", _("Agree on a day by which she begins")),
            ("back", _("Take the card back")),
            ("fine", _("Leave it with her, and leave it at that")),
        ),
        "fine",
        _(
            "For her the card never runs out, and she can have herself reminded. Pressing helps nobody."
        ),
    ),
    Question(
        "worse",
        _("At the next visit she feels worse than before she began. What now?"),
        (
            ("on", _("She should go on and wait")),
            ("treat", _("Treat it as you always would; the programme may rest")),
            ("write", _("Write to her guide")),
        ),
        "treat",
        _(
            "Nothing in a programme changes what you would do. It rests until she takes it up again."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Explained:
    """One question as it was answered. `said`, `meant`: the words of the two options."""

    question: Question
    said: Words
    meant: Words

    @property
    def is_right(self) -> bool:
        return self.said == self.meant


def explained(answers: dict[str, str]) -> list[Explained]:
    """Question id → code of the answer; every question has one."""
    return [
        Explained(one, dict(one.options)[answers[one.id]], dict(one.options)[one.right])
        for one in QUESTIONS
    ]
