"""A batch of letters with one to Ruth: its PDF is the office's, and nobody else's."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

from files.actions.storing import store_file
from files.house import HOUSE
from members.models import LetterBatch, LetterHead, PostedLetter
from po_platform.access.actor import Purpose, System, acting_as
from tests.personas import World

LETTER = "canary-letter-words"


def furnish(world: World) -> None:
    """What stands on letters, a file of the house, and the letter in it."""
    LetterHead.objects.create(address="1 Office Road", window="1 Office Road")
    house = System(Purpose.EXPORT, HOUSE)
    with acting_as(house), NamedTemporaryFile() as source:
        source.write(LETTER.encode())
        source.flush()
        stored = store_file(
            actor=house, subject_id=HOUSE, source=Path(source.name),
            kind="members.letters", name="letters.txt",
        )  # fmt: skip
    batch = LetterBatch.objects.create(letters=1, file_ref=stored.ref)
    PostedLetter.objects.create(batch=batch, person=world.ruth.person, number=1, rows=[])


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → the batch, or Ruth's letter in it."""
    letter = PostedLetter.objects.select_related("batch").get(person=world.ruth.person)
    batch = {"ref": str(letter.batch.ref)}
    one, ruth = {"letter_id": str(letter.pk)}, {"ref": str(world.ruth.person.ref)}
    return {
        **dict.fromkeys(
            ("members:letter_batch", "members:letter_file", "members:letters_posted"), batch
        ),
        **dict.fromkeys(("members:letter_returned", "members:letter_again"), one),
        **dict.fromkeys(("members:person_post", "members:card_letter"), ruth),
    }
