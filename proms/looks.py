"""What a clinician's look at somebody's answers was at, in the words the member reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SHEET = "proms.sheet"
SUMMARY = "proms.summary"
TEXT = "proms.summary_text"
PDF = "proms.summary_pdf"
SCORES = "proms.scores"
ANSWERS = "proms.answers"
FILE = "proms.file"
ALL_FILES = "proms.all_files"
ASK = "proms.ask"
ARRANGE = "proms.arrange"
DAY_LIST = "proms.day_list"
NUMBER = "proms.number"
PLAN = "proms.plan"
ROOM = "proms.room"
VISIT = "proms.visit"
VISIT_WHOLE = "proms.visit_whole"
DESK_FORM = "proms.desk_form"
DESK_PLANS = "proms.desk_plans"
POSTED = "proms.page_posted"
HELPER_PAGE = "proms.helper_page"

WORDS = {
    SUMMARY: _("The summary of your answers, with your name and year of birth"),
    TEXT: _("The summary of your answers as text, with your name and year of birth"),
    PDF: _("The summary of your answers as a PDF, with your name"),
    SCORES: _("The scores of your answers"),
    ANSWERS: _("One set of your answers, with your name"),
    FILE: _("One set of your answers as a file"),
    ALL_FILES: _("All your answers and scores as a file"),
    ASK: _("Your name, to ask you for a questionnaire"),
    ARRANGE: _("Which scales you have answered, to choose what opens first"),
    DAY_LIST: _("Your name and year of birth, to find you in a list of visits"),
    NUMBER: _("Your name, to note by which number your clinic knows you"),
    SHEET: _("Questions that wait on your list, to print them with a code"),
    ROOM: _("Your name and what waits on your list, to answer on a tablet"),
    PLAN: _("Your visits, and what you are asked when"),
}
# What the holder of a code for one visit sees, with an older code and with one of today.
VISIT_WORDS = {
    VISIT: _("The summary of your answers, with the code for one visit"),
    VISIT_WHOLE: _(
        "The summary of your answers, with the numbers and single answers behind it, by the code for"
        " one visit"
    ),
}
# What whoever prints the letter can read that she asked for on the telephone.
POSTED_WORDS = _(
    "The page for your doctor with your answers, to print it and send it to you as you asked"
)
HELPER_PAGE_WORDS = _("What you sent, on one page for a doctor, as your helper")
# What somebody of the helper desk sees with a reply code.
DESK_WORDS = _("Your first name and the questions, to enter answers for you")
DESK_PLANS_WORDS = _("What you are asked again and again, to write down what you say about it")
