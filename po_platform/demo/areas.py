"""A check-in of the demo's own over six areas: where something is reported, two more questions follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from po_platform.access.actor import SignedIn, acting_as
from proms.actions.check_ins import begin_check_in, change_check_in, publish_check_in
from proms.check_in import Answer, Content, Question, Scale
from proms.models import CheckIn, Instrument
from proms.queries.check_ins import seen_as

Words = Mapping[str, str]
NONE, MOST = {"en": "not at all", "de": "gar nicht"}, {"en": "very much", "de": "sehr stark"}
HOW_OFTEN = (
    ({"en": "never", "de": "nie"}, "0"),
    ({"en": "on one or two days", "de": "an einem oder zwei Tagen"}, "1"),
    ({"en": "on most days", "de": "an den meisten Tagen"}, "2"),
    ({"en": "every day", "de": "jeden Tag"}, "3"),
)
# Area; the short question; two more for whoever reports something.
AREAS: tuple[tuple[Words, Words, Words, Words], ...] = (
    (
        {"en": "Pain", "de": "Schmerzen"},
        {"en": "In the past seven days, how much did pain trouble you?",
         "de": "Wie sehr haben Schmerzen Sie in den letzten sieben Tagen belastet?"},
        {"en": "How often did pain wake you at night?",
         "de": "Wie oft sind Sie nachts von Schmerzen aufgewacht?"},
        {"en": "How often did pain keep you from something you had planned?",
         "de": "Wie oft haben Schmerzen Sie von etwas abgehalten, das Sie vorhatten?"},
    ),
    (
        {"en": "Tiredness", "de": "Müdigkeit"},
        {"en": "In the past seven days, how much did tiredness trouble you?",
         "de": "Wie sehr hat Müdigkeit Sie in den letzten sieben Tagen belastet?"},
        {"en": "How often did you have to lie down during the day?",
         "de": "Wie oft mussten Sie sich tagsüber hinlegen?"},
        {"en": "How often were you still tired after a night’s sleep?",
         "de": "Wie oft waren Sie nach dem Schlafen noch müde?"},
    ),
    (
        {"en": "Eating", "de": "Essen"},
        {"en": "In the past seven days, how much trouble did you have with eating?",
         "de": "Wie schwer ist Ihnen das Essen in den letzten sieben Tagen gefallen?"},
        {"en": "How often did you eat less than you wanted to?",
         "de": "Wie oft haben Sie weniger gegessen, als Sie wollten?"},
        {"en": "How often did you leave out a meal?",
         "de": "Wie oft haben Sie eine Mahlzeit ausgelassen?"},
    ),
    (
        {"en": "Moving", "de": "Bewegung"},
        {"en": "In the past seven days, how hard was it for you to move about?",
         "de": "Wie schwer ist Ihnen in den letzten sieben Tagen das Gehen und Bewegen gefallen?"},
        {"en": "How often did you need help on stairs?",
         "de": "Wie oft haben Sie auf Treppen Hilfe gebraucht?"},
        {"en": "How often did you stay at home because moving was hard?",
         "de": "Wie oft sind Sie zu Hause geblieben, weil das Bewegen schwerfiel?"},
    ),
    (
        {"en": "Being with others", "de": "Mit anderen"},
        {"en": "In the past seven days, how much did you miss being with other people?",
         "de": "Wie sehr hat Ihnen in den letzten sieben Tagen das Zusammensein mit anderen gefehlt?"},
        {"en": "How often did you call off meeting somebody?",
         "de": "Wie oft haben Sie ein Treffen abgesagt?"},
        {"en": "How often did you wish for somebody to talk to?",
         "de": "Wie oft hätten Sie gern mit jemandem gesprochen?"},
    ),
    (
        {"en": "Worries", "de": "Sorgen"},
        {"en": "In the past seven days, how much did worries trouble you?",
         "de": "Wie sehr haben Sorgen Sie in den letzten sieben Tagen belastet?"},
        {"en": "How often did worries keep you awake?",
         "de": "Wie oft haben Sorgen Sie wach gehalten?"},
        {"en": "How often could you think of little else?",
         "de": "Wie oft konnten Sie an kaum etwas anderes denken?"},
    ),
)  # fmt: skip


def six_areas(content: Content) -> Content:
    """Six short questions first; after them, in the same sitting, two more for each that was felt."""
    felt: list[str] = []
    for area, short, _first, _second in AREAS:
        name = content.new_name("q")
        felt.append(name)
        rating = Question(name, "rating", short, low_words=NONE, high_words=MOST)
        content = content.with_question(rating)
        content = content.with_scale(Scale(content.new_name("s"), area, (name,)))
    for asked, (area, _short, *more) in zip(felt, AREAS, strict=True):
        names = []
        for words in more:
            given = content.given
            answers = tuple(
                Answer(f"a{given + n}", said, counts)
                for n, (said, counts) in enumerate(HOW_OFTEN, start=1)
            )
            content = replace(content, given=given + len(answers))
            names.append(content.new_name("q"))
            question = Question(names[-1], "choice", words, answers=answers, only_if=asked)
            content = content.with_question(question)
        closer = {"en": f"{area['en']} in everyday life", "de": f"{area['de']} im Alltag"}
        content = content.with_scale(Scale(content.new_name("s"), closer, tuple(names)))
    return content


def seed_areas(curator: SignedIn) -> Instrument:
    """Written and published by the real actions."""
    title = {"en": "Six areas of life", "de": "Sechs Lebensbereiche"}
    about = {
        "en": "Six short questions. Where something troubles you, two more follow.",
        "de": "Sechs kurze Fragen. Wo Sie etwas belastet, folgen zwei weitere.",
    }
    with acting_as(curator):
        begun = begin_check_in(actor=curator, title=title, about=about)
        change_check_in(actor=curator, ref=begun.ref, change=six_areas)
        held = CheckIn.objects.get(pk=begun.pk)
        return publish_check_in(
            actor=curator, ref=held.ref, seen=seen_as(held), minutes=4, open_to_members=True
        )
