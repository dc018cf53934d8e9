"""Codes that say why there is no answer, as they are written on a page or in a command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import Definition
from questionnaires.messages import Message
from questionnaires.redcap.field import read_choices

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")
MOST, LONGEST = 50, 200


class NotMissingCodes(ValueError):
    """What was written holds no codes; the message says where."""

    def __init__(self, words: StrOrPromise, **params: object) -> None:
        self.message = Message(words, params)
        super().__init__(str(self.message))


def read_missing_codes(text: str, definition: Definition) -> dict[str, str]:
    """`-98, not known`, one a line or parted by `|`; code → what it says. Raises NotMissingCodes.

    No code may be an answer of the dataset: nobody could tell the two apart in a file.
    """
    read = read_choices(text)
    if read.bare:
        raise NotMissingCodes(
            _("Write a comma and what it says after “%(code)s”"), code=read.bare[0][:40]
        )
    if read.twice:
        raise NotMissingCodes(_("“%(code)s” stands twice; once is enough"), code=read.twice[0][:40])
    return fitting_codes(dict(read.pairs), definition)


def fitting_codes(found: dict[str, str], definition: Definition) -> dict[str, str]:
    """The same codes, once each may stand for no answer. Raises NotMissingCodes."""
    if len(found) > MOST:
        raise NotMissingCodes(_("Write up to %(most)s codes"), most=MOST)
    for code, words in found.items():
        if not CODE.fullmatch(code):
            told = _("Write “%(code)s” with letters, digits, “.”, “-” and “_” only")
            raise NotMissingCodes(told, code=code[:40])
        if len(words) > LONGEST:
            told = _("Say in up to %(most)s signs what “%(code)s” means")
            raise NotMissingCodes(told, code=code, most=LONGEST)
        asked = next((item for item in definition.walk() if item.option(code)), None)
        if asked is not None:
            told = _("“%(code)s” is an answer to the question “%(question)s”; choose another code")
            raise NotMissingCodes(told, code=code, question=asked.link_id)
    return found
