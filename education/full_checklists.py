"""The long checklists: structure and scoring of published instruments, every sentence our own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .checklist import Checklist, Item

UNDERSTAND, ACT = "understand", "act"
PARTS = ((UNDERSTAND, _("Easy to understand")), (ACT, _("Easy to act on")))

# Which item belongs to which part, to print or film, and where "does not apply" is an answer:
# PEMAT version 1.0, AHRQ 14-0002-EF, 24 items for print and 17 for film.
_ITEMS = (
    # id, words, part, print, film, may not apply
    ("purpose", _("After the first lines it is clear what this is for."), UNDERSTAND, True, True, False),
    ("focus", _("Nothing in it leads away from that."), UNDERSTAND, True, False, False),
    ("words", _("It is told in the words people use at home."), UNDERSTAND, True, True, False),
    ("terms", _("A medical word stands there only to be learnt, and is explained in the same place."),
     UNDERSTAND, True, True, False),
    ("active", _("Nearly every sentence says who does something."), UNDERSTAND, True, True, False),
    ("numbers", _("Numbers are easy to picture."), UNDERSTAND, True, False, True),
    ("no_sums", _("Nobody has to work out a number."), UNDERSTAND, True, False, False),
    ("pieces", _("It comes in small pieces."), UNDERSTAND, True, True, True),
    ("headings", _("Each heading says what its part tells."), UNDERSTAND, True, True, True),
    ("order", _("The order makes sense to somebody who is new to it."), UNDERSTAND, True, True, False),
    ("summary", _("It says in short what matters."), UNDERSTAND, True, True, True),
    ("cues", _("What matters most stands out: a box, a list, bold words."), UNDERSTAND, True, True, True),
    ("screen_text", _("Words on the screen are easy to read."), UNDERSTAND, False, True, True),
    ("sound", _("What is said can be heard clearly."), UNDERSTAND, False, True, True),
    ("use_pictures", _("There is a picture wherever one would help."), UNDERSTAND, True, False, False),
    ("fitting_pictures", _("Pictures support the words and do not lead away."), UNDERSTAND, True, False, True),
    ("captions", _("Pictures have words under them."), UNDERSTAND, True, False, True),
    ("clear_pictures", _("Pictures are clear and not crowded."), UNDERSTAND, True, True, True),
    ("tables", _("Tables are simple, with short headings."), UNDERSTAND, True, True, True),
    ("action", _("It names at least one thing to do."), ACT, True, True, False),
    ("address", _("It speaks to the person who does it."), ACT, True, True, False),
    ("steps", _("What to do is cut into small, clear steps."), ACT, True, True, False),
    ("tool", _("Where it would help there is something to fill in or take along."), ACT, True, False, False),
    ("example", _("Where something is worked out, an example shows how."), ACT, True, False, True),
    ("charts", _("It says how to read its charts and tables in order to act."), ACT, True, True, True),
    ("picture_action", _("Pictures help where they make doing easier."), ACT, True, False, False),
)  # fmt: skip


def _of(place: int) -> tuple[Item, ...]:
    return tuple(Item(one[0], one[1], one[5], one[2]) for one in _ITEMS if one[place])


PRINT = Checklist(
    "understand-and-act", 1, _("Understand and act, in full"), _of(3), PARTS,
    lead=_("24 questions in two parts that are counted apart. After PEMAT-P."),
)  # fmt: skip
FILM = Checklist(
    "film", 1, _("Understand and act, for films"), _of(4), PARTS, only_with="video",
    lead=_("17 questions in two parts that are counted apart. After PEMAT-A/V."),
)  # fmt: skip

# DISCERN: eight items on reliability, seven on the choice of treatment, one overall grade.
TREATMENT = Checklist(
    "treatment-choices", 1, _("Treatment choices"),
    tuple(
        Item(f"q{number}", words, may_not_apply=False)
        for number, words in enumerate(
            (
                _("It says what it wants to tell."),
                _("It tells what it said it would."),
                _("It matters to those it is written for."),
                _("It names what it rests on."),
                _("It says from when its sources and its own words are."),
                _("It takes no side."),
                _("It says where there is more help and more to read."),
                _("It says what nobody knows for certain."),
                _("It says how each treatment works."),
                _("It says what each treatment can do for you."),
                _("It says what each treatment can do to you."),
                _("It says what happens without treatment."),
                _("It says how each treatment touches everyday life."),
                _("It is clear that there is more than one way."),
                _("It helps to decide together with the doctor."),
                _("All in all, it is good to choose by."),
            ),
            1,
        )
    ),
    graded=True, only_for=frozenset({"treatment"}),
    lead=_("16 questions, 1 is no and 5 is yes. Two people or more answer it, and their span is shown. After DISCERN."),
)  # fmt: skip

# The six fields of the German network's criteria for portals (DNGK).
OPEN_ABOUT_ITSELF = Checklist(
    "open-about-itself", 1, _("Open about itself"),
    (
        Item("who", _("It is clear who answers for it, who wrote it and what they know it from.")),
        Item("for_whom", _("It says what it wants and for whom it is.")),
        Item("sources", _("It says what it rests on.")),
        Item("when", _("It says when it was written, checked, and when it will be again.")),
        Item("money", _("It says who paid, nobody gains from it, and nothing is advertised.")),
        Item("way", _("It says how texts are made and checked here, and how to complain.")),
    ),
    lead=_("Six questions, after the German criteria for health portals."),
)  # fmt: skip

# Good Practice of Health Information 2.0 (German Network Evidence-based Medicine): its fields.
GOOD_PRACTICE = Checklist(
    "good-practice", 1, _("Good practice of health information"),
    (
        Item("search", _("Somebody looked for the evidence in an ordered way, and it says how.")),
        Item("chosen", _("It rests on the studies that answer the question best, liked or not.")),
        Item("sides", _("Benefit and harm stand side by side, told with the same weight.")),
        Item("unsure", _("It says how sure the results are, and what nobody knows.")),
        Item("apart", _("What studies found stands apart from what somebody recommends.")),
        Item("figures", _("Numbers say how many of how many people, in what time, with and without.")),
        Item("open", _("It says who made it, who paid, who gains, and when it was made.")),
    ),
    lead=_("Seven questions about evidence and numbers, after the German “Gute Praxis Gesundheitsinformation” 2.0."),
)  # fmt: skip

# The ten points of the German action forum for health information systems (afgis).
TRANSPARENT = Checklist(
    "transparent", 1, _("Ten points of openness"),
    (
        Item("provider", _("It is clear which organisation stands behind it and how to reach it.")),
        Item("aim", _("It says what it is for and whom it speaks to.")),
        Item("authors", _("It names who wrote it and on what it rests.")),
        Item("current", _("It says from when it is and when somebody looked at it last.")),
        Item("reply", _("Readers can answer, and somebody answers them.")),
        Item("quality", _("It says how texts are checked before they come out.")),
        Item("adverts", _("Nothing that is paid for can be taken for a text of ours.")),
        Item("money", _("It says where the money comes from.")),
        Item("partners", _("It says with whom we work, and why we link to others.")),
        Item("data", _("It says what happens with what readers leave behind here.")),
    ),
    lead=_("Ten questions about the page and the website around it, after the criteria of afgis."),
)  # fmt: skip
