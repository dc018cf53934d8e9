"""What the invented organisation tells everybody: pages, a board of two, two news items, one circular."""

from __future__ import annotations

from datetime import date

from members.actions.circulars import send_circular, write_circular
from members.actions.news import publish_news, write_news
from members.actions.site_pages import name_on_board, write_page
from members.circular_rules import mark_of
from po_platform.access.actor import Purpose, System, acting_as

PAGES = {
    "about-us": (
        {"en": "About us", "de": "Über uns"},
        {
            "en": "We are people who live with inflammatory arthritis, and those close to them."
            "\n\n# What we do\n\n- We answer the telephone\n- We meet in groups\n- We ask for"
            " better care, together",
            "de": "Wir sind Menschen mit entzündlichem Rheuma und ihre Nächsten.\n\n# Was wir tun"
            "\n\n- Wir nehmen ab, wenn Sie anrufen\n- Wir treffen uns in Gruppen\n- Wir setzen uns"
            " gemeinsam für bessere Versorgung ein",
        },
    ),
    "how-to-join": (
        {"en": "How to become a member", "de": "Mitglied werden"},
        {
            "en": "Ask to join on these pages, or call us. Somebody of us reads it within two"
            " days.\n\nMembership costs nothing in this invented organisation.",
            "de": "Melden Sie sich auf diesen Seiten an oder rufen Sie uns an. Jemand von uns liest"
            " es innerhalb von zwei Tagen.\n\nIn dieser erfundenen Organisation kostet die"
            " Mitgliedschaft nichts.",
        },
    ),
    "board": (
        {"en": "The board", "de": "Der Vorstand"},
        {
            "en": "Our members elect the board every two years.",
            "de": "Unsere Mitglieder wählen den Vorstand alle zwei Jahre.",
        },
    ),
}
BOARD = (
    ("Philippa Marsh", {"en": "Chair", "de": "Vorsitzende"}),
    ("Konrad Birk", {"en": "Treasurer", "de": "Schatzmeister"}),
)
NEWS = (
    (
        {"en": "The room above the library has a lift again", "de": "Der Aufzug fährt wieder"},
        {
            "en": "The lift was repaired. Our Thursdays take place there as before.",
            "de": "Der Aufzug ist repariert. Unsere Donnerstage finden wieder dort statt.",
        },
    ),
    (
        {"en": "Longer telephone hours", "de": "Längere Telefonzeiten"},
        {
            "en": "From now on Anneke or Joel answers **until 4 in the afternoon**.",
            "de": "Ab jetzt nimmt Anneke oder Joel **bis 16 Uhr** ab.",
        },
    ),
)
CIRCULAR = (
    {"en": "Invitation to our summer meeting", "de": "Einladung zu unserem Sommertreffen"},
    {
        "en": "On the first Saturday in July we meet in the garden behind the library, from 2 in"
        " the afternoon.\n\n- There are chairs with arms\n- The way is flat\n- Bring whoever you"
        " like\n\nCall us if you need to be fetched.",
        "de": "Am ersten Samstag im Juli treffen wir uns ab 14 Uhr im Garten hinter der Bücherei."
        "\n\n- Es gibt Stühle mit Armlehnen\n- Der Weg ist eben\n- Bringen Sie mit, wen Sie"
        " mögen\n\nRufen Sie uns an, wenn Sie abgeholt werden möchten.",
    },
)


def seed_publishing() -> None:
    """By the real actions; the tick hands the circular over."""
    office = System(Purpose.SEED)
    with acting_as(office):
        for place, (slug, (title, text)) in enumerate(PAGES.items(), 1):
            write_page(
                actor=office, slug=slug, title=title, text=text, position=10 * place, in_menu=False
            )
        for place, (name, task) in enumerate(BOARD, 1):
            name_on_board(
                actor=office,
                public_name=name,
                task=task,
                position=place,
                agreed_on=date(2026, 3, 2),
                agreed_how="in_person",
            )
        for title, text in NEWS:
            item = write_news(actor=office, ref=None, title=title, text=text)
            publish_news(actor=office, ref=item.ref, shown=True)
        subject, text = CIRCULAR
        row = write_circular(actor=office, ref=None, subject=subject, text=text)
        send_circular(actor=office, ref=row.ref, mark=mark_of(row))
