"""Finds in a text what people rather keep to themselves: numbers, addresses, full names of staff; pure.

A question, never a refusal. Nothing of the text leaves this machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found."""

    EMAIL = "email"
    PHONE = "phone"
    INSURANCE = "insurance"
    ADDRESS = "address"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Found:
    """A passage and what it looks like."""

    kind: Kind
    words: str


MOST = 10
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_URL = re.compile(r"https?://\S+")
_DIGITS = re.compile(r"(?<![\w.,])(?:\+|00)?\(?\d(?:[ \-/().]{0,2}\d){6,15}(?![\w])")
_GERMAN_CARD = re.compile(r"(?<!\w)([A-Z])[ ]?(\d{3})[ ]?(\d{3})[ ]?(\d{3})(?!\w)")
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d"
)
_STREET = re.compile(
    r"\b[A-ZÄÖÜ][\w.\-]{1,40}(?:straße|strasse|str\.|weg|gasse|platz|allee|ring)\s\d{1,4}[a-z]?\b"
    r"|\b(?:Straße|Platz|Allee|Am|An der|Im)\s[A-ZÄÖÜ]\w{2,30}\s\d{1,4}[a-z]?\b"
    r"|\b\d{1,4}[a-z]?\s(?:[A-Z]\w{2,30}\s){1,3}"
    r"(?:Street|St\.|Road|Rd\.|Avenue|Ave\.|Lane|Close|Row|Drive|Crescent|Terrace|Court)\b"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b\d{5}\s[A-ZÄÖÜ][a-zäöüß]{2,30}\b")

# A title, then first and last name: "Dr. med. Anna Weber". Last names alone are not asked about.
_STAFF = re.compile(
    r"\b(?:(?:Dr|Prof|Professor(?:in)?|Doctor|Doktor|Docteur|Consultant|Surgeon|Nurse|Midwife"
    r"|Schwester|Pfleger|Hebamme|Oberarzt|Oberärztin|Chefarzt|Chefärztin|med|dent|habil)\.?\s){1,5}"
    r"[A-ZÄÖÜ](?:\.|[\w'’-]{1,30})\s[A-ZÄÖÜ][\w'’-]{1,30}"
)


def personal_in(text: str) -> list[Found]:
    """At most ten passages, each once, in the order of their kinds."""
    bare = _URL.sub(" ", text)
    found = dict.fromkeys(one for one in _all(bare) if one.words)
    return list(found)[:MOST]


def names_staff(text: str) -> bool:
    """Whether somebody of a clinic or practice stands in it with title, first and last name."""
    return _STAFF.search(_URL.sub(" ", text)) is not None


def _all(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        yield Found(Kind.EMAIL, match.group())
    cards = [match.group() for match in _GERMAN_CARD.finditer(text) if _is_card(match)]
    yield from (Found(Kind.INSURANCE, words) for words in cards)
    for match in _DIGITS.finditer(_DATE.sub(" ", text)):
        words = match.group().strip()
        digits = re.sub(r"\D", "", words)
        if any(digits in re.sub(r"\D", "", card) for card in cards):
            continue
        if is_nhs_number(digits) and not words.startswith(("+", "0")):
            yield Found(Kind.INSURANCE, words)
        elif words.startswith(("+", "0", "(0")):
            yield Found(Kind.PHONE, words)
    for pattern, kind in ((_STREET, Kind.ADDRESS), (_POSTCODE, Kind.ADDRESS), (_STAFF, Kind.STAFF)):
        for match in pattern.finditer(text):
            yield Found(kind, match.group())


def is_nhs_number(digits: str) -> bool:
    """Ten digits whose last is the check digit: weights 10 to 2, modulo 11 (NHS Data Dictionary)."""
    if len(digits) != 10:
        return False
    rest = 11 - sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])) % 11
    return rest != 10 and rest % 11 == int(digits[9])


def _is_card(match: re.Match[str]) -> bool:
    return is_german_insurance_number("".join(match.groups()))


def is_german_insurance_number(number: str) -> bool:
    """A letter and nine digits: the letter as two digits, weights 1 and 2 in turn, sums of digits
    of the products, modulo 10 (§ 290 SGB V, unchangeable part of the number)."""
    digits = f"{ord(number[0]) - 64:02d}{number[1:9]}"
    products = (int(digit) * (1 + index % 2) for index, digit in enumerate(digits))
    return sum(sum(map(int, str(product))) for product in products) % 10 == int(number[9])
