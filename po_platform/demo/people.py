"""The people of the invented organisation; names are made up and belong to nobody we know."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from po_platform.access.actor import Hat


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody a visitor of the demo can be, with a sentence that says who that is."""

    key: str
    name: str
    hats: tuple[Hat, ...]
    sentence: tuple[str, str]  # English, German
    language: str = "en"


FIGURES = (
    Figure("ruth", "Ruth Ellison", (Hat.MEMBER,), (
        "A member for two years. Answers every week and shares with Dr Nasser’s clinic.",
        "Seit zwei Jahren Mitglied. Antwortet jede Woche und teilt mit der Praxis Dr. Nasser.")),
    Figure("gerd", "Gerd Abelmann", (Hat.MEMBER,), (
        "A member who shares with nobody. His pages are German.",
        "Ein Mitglied, das mit niemandem teilt. Seine Seiten sind deutsch."), "de"),
    Figure("nasser", "Dr Farida Nasser", (Hat.CLINICIAN,), (
        "A rheumatologist. Sees the people who share with her clinic, and nobody else.",
        "Eine Rheumatologin. Sieht, wer mit ihrer Praxis teilt, und sonst niemanden.")),
    Figure("oduya", "Dr Sam Oduya", (Hat.CLINICIAN,), (
        "A clinician nobody shares with yet.",
        "Ein Arzt, mit dem noch niemand teilt.")),
    Figure("anneke", "Anneke Brandt", (Hat.ADMINISTRATOR, Hat.MEMBER), (
        "Runs the office: joiners, people, roles.",
        "Führt das Büro: neue Mitglieder, Menschen, Aufgaben.")),
    Figure("joel", "Joel Amstad", (Hat.ADMINISTRATOR, Hat.EDITOR), (
        "The second administrator, and the second editor: some things take two.",
        "Der zweite im Büro und in der Redaktion: manches braucht zwei.")),
    Figure("mirela", "Mirela Stanescu", (Hat.CURATOR,), (
        "Looks after the questionnaires and a registry.",
        "Kümmert sich um die Fragebögen und ein Register.")),
    Figure("dervla", "Dervla Quinn", (Hat.MODERATOR, Hat.MEMBER), (
        "Moderates: cases, an objection, her hours.",
        "Moderiert: Fälle, ein Widerspruch, ihre Stunden.")),
    Figure("tomas", "Tomas Vrba", (Hat.GUIDE,), (
        "Will guide people through courses.", "Wird Menschen durch Kurse begleiten.")),
    Figure("ines", "Inês Rocha", (Hat.EDITOR,), (
        "Writes the health pages.", "Schreibt die Gesundheitsseiten.")),
    Figure("haruka", "Dr Haruka Ito", (Hat.REVIEWER,), (
        "Checks them as a doctor.", "Prüft sie als Ärztin.")),
    Figure("babak", "Babak Rahimi", (Hat.DESK,), (
        "Sits at the telephone.", "Sitzt am Telefon.")),
    Figure("lotte", "Lotte Fink", (Hat.HELPER,), (
        "Lives abroad and helps Ruth: fills in with her and reads what she sent.",
        "Lebt im Ausland und hilft Ruth: füllt mit ihr aus und liest, was sie gesendet hat.")),
    Figure("pavel", "Pavel Novotny", (Hat.PROXY,), (
        "Acts by law for his son Jonas, who comes of age in about 20 days.",
        "Handelt gesetzlich für seinen Sohn Jonas, der in etwa 20 Tagen volljährig wird.")),
    Figure("oyelaran", "Dr Ade Oyelaran", (Hat.RESEARCHER,), (
        "Will ask the committee for data.", "Wird den Ausschuss um Daten bitten.")),
    Figure("solveig", "Solveig Dahl", (Hat.COMMITTEE,), (
        "Will decide about such requests.", "Wird über solche Anträge entscheiden.")),
)  # fmt: skip

_FIRST = (
    "Agnes Albin Alma Anton Beata Bruno Carla Casper Clara Dora Edda Edgar Elin Emil Erna Ewald "
    "Flora Franka Georg Greta Hanno Hedda Heiko Ida Ilse Ivo Jana Jonas Jutta Karla Kaspar Kira "
    "Lena Levin Linus Lore Malte Marga Mathis Mila Nele Nils Nora Olga Oskar Paula Piet Rana "
    "Rasmus Rika Rolf Rosa Runa Samir Selma Silas Stine Thea Theo Tilda Ulla Urs Vera Viktor Wanda"
).split()
_LAST = (
    "Achterberg Ahlgren Baumfeld Birkental Blomhof Brockmann Dalhoff Dornbach Ebertal Eichgrund "
    "Falkenried Feldkamp Grünholz Haferland Hainberg Hollweg Ilmenau Jarnfeld Kaltenbach Kirschhof "
    "Kleewiese Lindwurm Loheide Marschner Moosbach Nebelung Oberau Ostertal Pappelhof Quellmann "
    "Rabental Rosenau Sandkuhl Schlehdorn Sonnfeld Steinbrink Talheim Uferland Vogelsang Weidegrund"
).split()


def made_up_names(count: int, random: Random) -> list[str]:
    """`count` different names of nobody."""
    pairs = [f"{first} {last}" for first in _FIRST for last in _LAST]
    return random.sample(pairs, count)
