"""Parts a mail into what somebody wrote and what her program added: quotations and signatures; pure.

For mail programs in English, German and French. When in doubt, words stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_LINES = 5000
MOST_INTRODUCED = 1000  # signs of "On … wrote:", over its lines
_DAY = re.compile(
    r"\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|\d{1,2}\.?\s+[^\W\d]{3,10}\.?,?\s+\d{4}"
    r"|[^\W\d]{3,10}\.?\s+\d{1,2},?\s+\d{4}"
)
# "On 3 Mar 2026, at 10:12, Ruth <…> wrote:" and its like end with one of these.
_SAID_BY = re.compile(
    r"(?:\bwrote|\bschrieb\b.{0,200}|\ba\s+[ée]crit|<[^<>\s]{1,200}@[^<>\s]{1,200}>)\s*:$", re.I
)
_BEGINS = re.compile(r"^[>\s*]*(?:On|Am|Den|Le|\d{1,4}[./-])\b", re.I)
_RULE = re.compile(
    r"^\s*-{2,}\s*(?:Original Message|Forwarded message|Urspr[üu]ngliche (?:Nachricht|Mail)"
    r"|Original ?nachricht|Original-Nachricht|Weitergeleitete Nachricht"
    r"|Message (?:d.origine|original|transf[ée]r[ée])|Message transf[ée]r[ée])\s*-{2,}\s*$",
    re.I,
)
_APPLE_FORWARD = re.compile(
    r"^\s*(?:Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-?Mail)"
    r"|D[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée]))\s*:\s*$",
    re.I,
)
_FIELD = re.compile(
    r"^[\s*>]*(From|Sent|To|Subject|Date|Cc|Von|Gesendet|An|Betreff|Datum"
    r"|De|Envoy[ée](?: le)?|[ÀA]|Objet)\*?\s*:\*?",
    re.I,
)
_FIRST_FIELD = re.compile(
    r"^[\s*>]*(?:From|Von|De|Gesendet|Envoy[ée](?: le)?)\*?\s*:\*?\s*\S", re.I
)
_LINE = re.compile(r"^\s*_{10,}\s*$")
_DEVICE = re.compile(
    r"^\s*(?:Sent (?:from|with|using|via) .{2,60}|Get Outlook for .{2,30}"
    r"|Von (?:meinem|unserem) .{2,40} (?:gesendet|aus gesendet)\.?|Gesendet (?:von|mit|aus|via) .{2,60}"
    r"|Diese Nachricht wurde von meinem .{2,60} gesendet\.?|Outlook f[üu]r .{2,30} beziehen"
    r"|Envoy[ée] (?:de(?:puis)? (?:mon|ma)|avec|par|[àa] partir de) .{2,60}"
    r"|T[ée]l[ée]charger Outlook pour .{2,30}|Holen Sie sich Outlook .{2,40})\s*$",
    re.I,
)
_CLOSING = re.compile(
    r"^\s*(?:(?:with )?(?:best|kind|warm|warmest|many)(?: regards| wishes)?|regards|yours (?:sincerely|truly)"
    r"|sincerely|cheers|mit (?:freundlichen|besten|lieben|herzlichen) gr[üu](?:ß|ss)en"
    r"|(?:viele|beste|liebe|herzliche|freundliche|sch[öo]ne) gr[üu](?:ß|ss)e|lg|vg|mfg"
    r"|(?:bien )?(?:cordialement|amicalement|sinc[èe]rement)|bien [àa] (?:vous|toi)|salutations)"
    r"\s*[,.!]?\s*$",
    re.I,
)
_AFTER_CLOSING = 12  # lines of a signature after "Kind regards", at most
_ITEM = re.compile(r"\d{1,3}[.)]\s")
_SIGNED = re.compile(r"^--\s?$")


@dataclass(frozen=True, slots=True)
class Parted:
    """`said`: what somebody wrote; `cut`: all the rest, as it stood."""

    said: str
    cut: str


def part(text: str) -> Parted:
    """Cuts what follows a mark of an older mail or a signature, and quoted lines in between."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES]
    end = _end(lines)
    said = [line for line in lines[:end] if not line.lstrip().startswith(">")]
    quoted = [line for line in lines[:end] if line.lstrip().startswith(">")]
    stays = _signature_at(said)
    cut = [*said[stays:], *quoted, *lines[end:]]
    return Parted(_tidy(said[:stays]), "\n".join(cut).strip("\n"))


def _end(lines: list[str]) -> int:
    """Where an older mail begins; the number of lines when nowhere."""
    for index, line in enumerate(lines):
        if _RULE.match(line) or _APPLE_FORWARD.match(line) or _SIGNED.match(line):
            return index
        if _BEGINS.match(line) and _introduces(lines, index):
            return index
        if _FIRST_FIELD.match(line) and _header_block(lines, index):
            return index - 1 if index and _LINE.match(lines[index - 1]) else index
    return len(lines)


def _introduces(lines: list[str], index: int) -> bool:
    """Whether "On … wrote:" stands here, in one line or broken over up to four."""
    together = ""
    for line in lines[index : index + 4]:
        together = f"{together} {line.strip()}".strip()
        if len(together) > MOST_INTRODUCED:
            return False
        if line.rstrip().endswith(":"):
            return bool(_DAY.search(together) and _SAID_BY.search(together))
        if not line.strip():
            return False
    return False


def _header_block(lines: list[str], index: int) -> bool:
    """Three or more of "From: Sent: To: Subject:" on top of each other, as Outlook and GMX quote."""
    names = set()
    for line in lines[index : index + 8]:
        match = _FIELD.match(line)
        if match:
            names.add(match[1].lower())
        elif not line.strip() and len(names) < 3:
            continue
    return len(names) >= 3


def _signature_at(lines: list[str]) -> int:
    """Where words of the program or a card of addresses begin, after what was said."""
    end = len(lines)
    last_said = max((n for n, line in enumerate(lines) if _words(line) > 3), default=-1)
    for index, line in enumerate(lines):
        if last_said <= index and _DEVICE.match(line):
            end = index
            break
    for index in range(max(0, end - _AFTER_CLOSING), end):
        if _CLOSING.match(lines[index]):
            name = next((n for n in range(index + 1, end) if lines[n].strip()), end - 1)
            return min(end, name + 1)
    return end


def _words(line: str) -> int:
    return len(line.split())


def _tidy(lines: list[str]) -> str:
    """Not more than one empty line in a row; lines a program broke are whole again."""
    made: list[str] = []
    before = ""
    for line in (one.rstrip() for one in lines):
        if not line and (not made or not made[-1]):
            continue
        if made and _was_broken(before, line):
            made[-1] += f" {line}"
        else:
            made.append(line)
        before = line
    return "\n".join(made).strip()


def _was_broken(before: str, line: str) -> bool:
    """Whether a program broke the line: the next word would not have fitted into 72 signs."""
    if not line or not line[0].isalnum() or _ITEM.match(line):
        return False
    return 50 <= len(before) <= 80 and len(before) + 1 + len(line.split()[0]) > 72
