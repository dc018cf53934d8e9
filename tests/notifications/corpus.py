"""Answers in the styles of mail programs people use, in three languages; all written for this test.

Each: (name, the mail, what was said, words that must be among what was cut).
"""

from __future__ import annotations

import base64
import quopri

HEAD = (
    "From: Ruth E. <ruth@example.org>\r\nTo: talk@in.example\r\nMessage-ID: <{n}@example.org>\r\n"
)
OURS_EN = "somebody answered something you wrote. Open this address to read it:\nhttps://portal.example/talk/topics/1\n"
OURS_DE = "jemand hat Ihnen geantwortet. Hier lesen Sie es:\nhttps://portal.example/talk/topics/1\n"


def quoted(text: str, mark: str = "> ") -> str:
    return "".join(f"{mark}{line}\n" for line in text.splitlines())


def plain(
    name: str, text: str, *, kind: str = "text/plain; charset=utf-8", more: str = ""
) -> bytes:
    head = HEAD.format(n=name) + more + f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n"
    body = quopri.encodestring(text.encode()).decode()
    return (head + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + body).encode()


def both(name: str, text: str, html: str, *, charset: str = "utf-8", more: str = "") -> bytes:
    def leaf(kind: str, words: str) -> str:
        packed = base64.encodebytes(words.encode(charset)).decode()
        return (
            f"--b1\r\nContent-Type: text/{kind}; charset={charset}\r\n"
            f"Content-Transfer-Encoding: base64\r\n\r\n{packed}\r\n"
        )

    head = HEAD.format(n=name) + more
    head += 'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="b1"\r\n\r\n'
    return (head + leaf("plain", text) + leaf("html", html) + "--b1--\r\n").encode()


WARM = "Warm water first, then ten minutes of patience."
WARM_DE = "Erst warmes Wasser, dann zehn Minuten Geduld. Schöne Grüße aus Lübeck!"
WARM_FR = "D'abord de l'eau chaude, puis dix minutes de patience. Ça m'a aidée."

MAILS: list[tuple[str, bytes, str, list[str]]] = [
    (
        "gmail-en",
        both(
            "gmail-en",
            f"{WARM}\n\nOn Tue, Mar 3, 2026 at 10:12 AM Morning Hands <portal@example.net>\nwrote:\n\n"
            + quoted(OURS_EN),
            f'<div dir="ltr">{WARM}</div><br><div class="gmail_quote">x</div>',
        ),
        WARM,
        ["Morning Hands", "somebody answered"],
    ),
    (
        "gmail-de",
        plain(
            "gmail-de",
            f"{WARM_DE}\n\nAm Di., 3. März 2026 um 10:12 Uhr schrieb Morning Hands <\n"
            "portal@example.net>:\n\n" + quoted(OURS_DE),
        ),
        WARM_DE,
        ["Uhr schrieb", "jemand hat"],
    ),
    (
        "gmail-fr",
        plain(
            "gmail-fr",
            f"{WARM_FR}\n\nLe mar. 3 mars 2026 à 10:12, Morning Hands <portal@example.net> a\n"
            "écrit :\n\n" + quoted("quelqu'un a répondu"),
        ),
        WARM_FR,
        ["écrit", "quelqu'un"],
    ),
    (
        "outlook-desktop-en",
        plain(
            "outlook-desktop-en",
            f"{WARM}\n\nKind regards\nRuth\nRuth Example\n14 Canary Street\nTel. 01632 960 555\n\n"
            "From: Morning Hands <portal@example.net>\nSent: Tuesday, March 3, 2026 10:12 AM\n"
            "To: Ruth E. <ruth@example.org>\nSubject: Somebody answered you\n\n" + OURS_EN,
        ),
        f"{WARM}\n\nKind regards\nRuth",
        ["14 Canary Street", "Sent: Tuesday"],
    ),
    (
        "outlook-desktop-de",
        plain(
            "outlook-desktop-de",
            f"{WARM_DE}\n\nMit freundlichen Grüßen\n\nRuth\n\nRuth Beispiel\nTelefon 0451 123456\n\n"
            "________________________________\nVon: Morning Hands <portal@example.net>\n"
            "Gesendet: Dienstag, 3. März 2026 10:12\nAn: Ruth E. <ruth@example.org>\n"
            "Betreff: Jemand hat Ihnen geantwortet\n\n" + OURS_DE,
        ),
        f"{WARM_DE}\n\nMit freundlichen Grüßen\n\nRuth",
        ["0451 123456", "Betreff"],
    ),
    (
        "outlook-old-de",
        plain(
            "outlook-old-de",
            f"{WARM_DE}\n\n-----Ursprüngliche Nachricht-----\nVon: Morning Hands\n" + OURS_DE,
        ),
        WARM_DE,
        ["Ursprüngliche", "jemand hat"],
    ),
    (
        "outlook-fr-html",
        plain(
            "outlook-fr-html",
            f"<html><head><style>p{{x:y}}</style></head><body><p>{WARM_FR}</p><p>&nbsp;</p>"
            "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>De&nbsp;:</b> Morning Hands"
            " &lt;portal@example.net&gt;<br><b>Envoyé&nbsp;:</b> mardi 3 mars 2026 10:12<br><b>À&nbsp;:</b>"
            " Ruth<br><b>Objet&nbsp;:</b> Réponse</p></div><p>quelqu'un a répondu</p></body></html>",
            kind="text/html; charset=utf-8",
        ),
        WARM_FR,
        ["quelqu'un a répondu"],
    ),
    (
        "outlook-ios",
        plain(
            "outlook-ios",
            f"{WARM}\n\nGet Outlook for iOS\n________________________________\n"
            "From: Morning Hands <portal@example.net>\nSent: Tuesday, March 3, 2026 10:12:44 AM\n"
            "To: Ruth E. <ruth@example.org>\nSubject: Somebody answered you\n\n" + OURS_EN,
        ),
        WARM,
        ["Get Outlook", "Sent: Tuesday"],
    ),
    (
        "apple-mail-en",
        plain(
            "apple-mail-en",
            f"{WARM}\n\n> On 3 Mar 2026, at 10:12, Morning Hands <portal@example.net> wrote:\n> \n"
            + quoted(OURS_EN),
        ),
        WARM,
        ["On 3 Mar", "somebody answered"],
    ),
    (
        "iphone-de",
        plain(
            "iphone-de",
            f"{WARM_DE}\n\nVon meinem iPhone gesendet\n\n> Am 03.03.2026 um 10:12 schrieb Morning Hands"
            " <portal@example.net>:\n> \n> ﻿" + OURS_DE.replace("\n", "\n> "),
        ),
        WARM_DE,
        ["Von meinem iPhone", "jemand hat"],
    ),
    (
        "iphone-fr",
        plain(
            "iphone-fr",
            f"{WARM_FR}\n\nEnvoyé de mon iPhone\n\n> Le 3 mars 2026 à 10:12, Morning Hands"
            " <portal@example.net> a écrit :\n> \n> quelqu'un a répondu",
        ),
        WARM_FR,
        ["Envoyé de mon", "quelqu'un"],
    ),
    (
        "thunderbird-de-flowed",
        plain(
            "thunderbird-de-flowed",
            "Am 03.03.26 um 10:12 schrieb Morning Hands:\n" + quoted(OURS_DE, "> "),
            kind="text/plain; charset=UTF-8; format=flowed",
        ),
        "",
        ["jemand hat"],
    ),
    (
        "thunderbird-en-flowed",
        plain(
            "thunderbird-en-flowed",
            "Warm water first, then \nten minutes of patience.\n-- \nRuth Example\nRegional group North\n\n"
            "On 3/3/26 10:12, Morning Hands wrote:\n" + quoted(OURS_EN),
            kind="text/plain; charset=UTF-8; format=flowed",
        ),
        WARM,
        ["Regional group", "somebody answered"],
    ),
    (
        "thunderbird-fr-below",
        plain(
            "thunderbird-fr-below",
            "> quelqu'un a répondu\n> https://portal.example\n\n" + WARM_FR,
        ),
        WARM_FR,
        ["quelqu'un a répondu"],
    ),
    (
        "gmx-web",
        both(
            "gmx-web",
            f"{WARM_DE}\n\n\nGesendet: Dienstag, 03. März 2026 um 10:12 Uhr\n"
            'Von: "Morning Hands" <portal@example.net>\nAn: ruth@example.org\n'
            "Betreff: Jemand hat Ihnen geantwortet\n\n" + OURS_DE,
            "<p>x</p>",
            charset="iso-8859-1",
        ),
        WARM_DE,
        ["Gesendet: Dienstag", "jemand hat"],
    ),
    (
        "webde-app",
        plain(
            "webde-app",
            f"{WARM_DE}\n\n--\nDiese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.\n"
            "Am 03.03.26, 10:12 schrieb Morning Hands <portal@example.net>:\n\n" + OURS_DE,
        ),
        WARM_DE,
        ["Android", "jemand hat"],
    ),
    (
        "gmx-app-original",
        plain(
            "gmx-app-original",
            f"{WARM_DE}\n\n-------- Originalnachricht --------\nVon: Morning Hands\n" + OURS_DE,
        ),
        WARM_DE,
        ["Originalnachricht"],
    ),
    (
        "samsung",
        plain(
            "samsung",
            f"{WARM_DE}\n\nVon meinem Samsung Galaxy Smartphone gesendet.\n"
            "-------- Ursprüngliche Nachricht --------\nVon: Morning Hands\n" + OURS_DE,
        ),
        WARM_DE,
        ["Samsung", "Ursprüngliche"],
    ),
    (
        "in-between",
        plain(
            "in-between",
            "> How do you start?\n\nWith warm water.\n\n> And then?\n\nPatience.\n",
        ),
        "With warm water.\n\nPatience.",
        ["And then?"],
    ),
    (
        "nothing-to-cut",
        plain(
            "nothing-to-cut",
            "On Monday I tried it again.\n\nFrom: then on it was easier, he wrote: and so it is.\n\n- one\n- two\n",
        ),
        "On Monday I tried it again.\n\nFrom: then on it was easier, he wrote: and so it is.\n\n- one\n- two",
        [],
    ),
    (
        "broken-lines",
        plain(
            "broken-lines",
            "In the morning I put both hands into warm water and wait until the\n"
            "fingers bend. After that I can close buttons, which was not so last\nyear.\n\nRuth\n",
        ),
        "In the morning I put both hands into warm water and wait until the fingers bend. After that I"
        " can close buttons, which was not so last year.\n\nRuth",
        [],
    ),
]
