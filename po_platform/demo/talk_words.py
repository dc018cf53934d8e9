"""The words of the invented members. Nobody said this; nothing of it is medical advice."""

from __future__ import annotations

from dataclasses import dataclass

# Members who only talk: key, display name, language.
VOICES = (
    ("henrik", "Henrik P.", "en"),
    ("gardener", "Old Gardener", "en"),
    ("mina", "Mina", "en"),
    ("tomasz", "Tomasz K.", "en"),
    ("irmgard", "Irmgard S.", "de"),
    ("juri", "Juri", "de"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One post."""

    who: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """One topic; begun so many hours ago."""

    board: str
    title: str
    hours_ago: int
    posts: tuple[Said, ...]
    pinned: bool = False
    helpful: int | None = None


def _talk(board: str, title: str, hours_ago: int, *said: tuple[str, ...], **more: object) -> Talk:
    posts = tuple(Said(*one) for one in said)
    return Talk(board, title, hours_ago, posts, **more)  # type: ignore[arg-type]  # names of Talk


TALKS = (
    _talk("news", "How we treat each other here / Wie wir miteinander umgehen", 4000,
          ("dervla", "Be kind, and ask before you advise. What somebody tells here stays here.\n\n"
           "Seien Sie freundlich, und fragen Sie, bevor Sie raten. Was hier erzählt wird, bleibt"
           " hier."), pinned=True),
    _talk("news", "The office is closed between the years", 300,
          ("anneke", "From 23 December to 2 January nobody answers the telephone. The portal stays"
           " open, and the moderators look in once a day."),
          ("ruth", "Thank you for saying it early. Have a quiet time, all of you.")),
    _talk("news", "Die Treffen im neuen Jahr", 260,
          ("anneke", "Die Termine stehen fest:\n\n- jeden zweiten Donnerstag in Harrowmere\n- am"
           " ersten Montag im Monat am Telefon\n\nWer mitfahren möchte, ruft an.")),
    _talk("daily", "How do you manage buttons before 8 in the morning?", 130,
          ("mina", "I start work at half past eight and my fingers start at ten. Shirts are the"
           " worst. By the third button I am close to tears and late for the bus.\n\nI do not want"
           " to give up shirts. Has anybody found a way?"),
          ("henrik", "I had two fingers operated on in the spring, and for six weeks everything had"
           " to be done with one hand. That is when my daughter sewed press studs behind the"
           " buttons. The buttons are only for show now. Nobody has ever noticed.",
           "an operation on the hand"),
          ("gardener", "Warm water first, then the shirt. Five minutes in the basin with a mug of"
           " tea beside it. And a button hook with a fat handle: mine is a cork from a good bottle"
           " with a bent wire in it."),
          ("mina", "The cork! I made one last night. **Four minutes** this morning, all buttons."),
          helpful=3),
    _talk("daily", "Gloves that go on without pulling", 90,
          ("tomasz", "Winter is coming and my ski gloves need two helpers. What do you wear?"),
          ("ruth", "Mittens from the children’s department, one size up. The opening is wide."),
          ("gardener", "Sheepskin, split at the side and closed with a hook and loop tape. Any"
           " cobbler does it in ten minutes.")),
    _talk("daily", "Telling my new manager: yes or no?", 210,
          ("juri", "I begin a new job in January. Mornings are slow and I do not want to look lazy."
           " Did you tell yours, and when?"),
          ("ruth", "After three months, when they knew my work. I said what I need and not what I"
           " have: “I begin at nine and stay until six.”"),
          ("henrik", "I told on the first day and regretted it for a year, then the manager changed"
           " and I was glad. There is no rule, I am afraid."),
          ("mina", "Ask the works council or somebody like that first, if there is one. They have"
           " seen it before.")),
    _talk("daily", "A keyboard for stiff days", 400,
          ("gardener", "I write the minutes for my allotment club. On stiff days every key is a"
           " hill. Which keyboards are light?"),
          ("tomasz", "A flat one, like those of portable computers. And dictation for the long"
           " parts; it learns my accent slowly.")),
    _talk("daily", "Gläser öffnen: was hilft wirklich?", 70,
          ("irmgard", "Drei Öffner habe ich gekauft, alle liegen in der Schublade. Was benutzen Sie"
           " jeden Tag?"),
          ("gerd", "Einen Löffelstiel unter den Deckel, einmal hebeln, bis es knackt. Dann geht er"
           " mit zwei Fingern auf."),
          ("irmgard", "Probiert. Es knackt, und ich lache jedes Mal."), helpful=2),
    _talk("daily", "Kochen im Sitzen", 30,
          ("gerd", "Ich habe einen hohen Hocker in die Küche gestellt. Seitdem koche ich wieder"
           " selbst. Wie machen Sie es an schlechten Tagen?")),
    _talk("daily", "My first winter with the diagnosis", 700,
          ("mina", "They told me in October. Now it is dark at four and I wonder which of my bad"
           " moods belong to whom."),
          ("ruth", "The second winter is easier, because you know that the first one ended."),
          ("gardener", "Go out at noon, even for ten minutes. Light is free.")),
    _talk("treatment", "The first injection by myself", 180,
          ("juri", "Tomorrow I do it alone for the first time. I practised on an orange. The orange"
           " was calmer than I am."),
          ("ruth", "I said the alphabet aloud. At M it was over."),
          ("henrik", "Take it out of the fridge half an hour before, as the leaflet says. Cold is"
           " what hurt me most."),
          ("juri", "Done. I got to *K*."), helpful=2),
    _talk("treatment", "Waiting: eleven weeks until the next appointment", 55,
          ("tomasz", "How do you keep in mind what you wanted to ask? By the day I sit there, it is"
           " all gone."),
          ("ruth", "I write three questions on a card and give it to the doctor. Not five: three.")),
    _talk("treatment", "Reisen mit Spritzen", 150,
          ("irmgard", "Wir wollen im Mai nach Portugal. Wer hat Erfahrung mit Kühltasche und"
           " Flughafen?"),
          ("gerd", "Eine Bescheinigung der Praxis hatte ich dabei, gefragt hat niemand. Die Tasche"
           " kam ins Handgepäck.")),
    _talk("treatment", "Müde am Tag danach", 20,
          ("gerd", "Am Tag nach der Tablette bin ich wie in Watte. Kennen das andere? Mit meiner"
           " Ärztin spreche ich nächste Woche.")),
    _talk("mood", "Nobody sees it", 110,
          ("mina", "“You look well.” I know it is meant kindly. Today I went home and cried in the"
           " hall, with my coat on."),
          ("henrik", "I know that hall. Thank you for writing it down."),
          ("dervla", "Thank you for telling us, Mina. If an evening gets too long, do not stay"
           " alone with it: ring somebody, us included.")),
    _talk("mood", "Was mich heute gefreut hat", 60,
          ("irmgard", "Eine Amsel auf dem Balkon. Mehr nicht. Wer macht mit?"),
          ("juri", "Der Bus hat gewartet."),
          ("gerd", "Meine Tochter hat den Deckel **nicht** für mich geöffnet. Sie hat gewartet, bis"
           " ich es geschafft hatte.")),
    _talk("newly", "What I wish I had asked", 80,
          ("mina", "Two months in. I wish I had asked whom I can call between appointments. What"
           " would you add?"),
          ("tomasz", "What they want me to write down, and what not. I kept a book of everything"
           " and nobody wanted it.")),
    _talk("local", "Is the lift at the library working again?", 45,
          ("ruth", "Last Thursday it was not, and the stairs are no joke."),
          ("henrik", "Repaired on Monday, I rode it twice to be sure.")),
    _talk("local", "Cake for Thursday", 15,
          ("gardener", "I bring apple. Who brings the cream?")),
)  # fmt: skip
