"""Which column of an association's list is what: guessed from its heading, decided by a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

# In the order of the matching page. What is about health has no place here, on purpose.
COLUMNS = {
    "key": _("Number or name of the line in your list"),
    "real_name": _("Full name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "address": _("Address in one cell"),
    "street": _("Street and house number"),
    "postcode": _("Postcode"),
    "town": _("Town"),
    "country": _("Country"),
    "phone": _("Telephone"),
    "email": _("E-mail address"),
    "language": _("Language"),
    "birth_date": _("Date of birth"),
}

# Headings associations use, English and German, in small letters without signs.
_HEADINGS = {
    "key": "id number no nr membernumber memberno memberid membershipnumber mitgliedsnummer"
    " mitgliedsnr mitgliednr mitgliedernummer mnr nummer key",
    "real_name": "name fullname membername vollername namevorname vorundnachname",
    "first_name": "firstname forename givenname vorname rufname",
    "last_name": "lastname surname familyname nachname familienname zuname",
    "address": "address postaladdress anschrift adresse postanschrift",
    "street": "street addressline1 address1 streetaddress strasse straße strassehausnummer"
    " straßehausnummer strassenr straßenr",
    "postcode": "postcode zip zipcode postalcode plz postleitzahl",
    "town": "town city ort stadt wohnort",
    "country": "country land staat",
    "phone": "phone telephone tel phonenumber telephonenumber mobile telefon telefonnummer"
    " festnetz handy mobil",
    "email": "email emailaddress mail emailadresse mailadresse",
    "language": "language lang sprache",
    "birth_date": "birthdate dateofbirth dob birthday geburtsdatum geburtstag gebdatum geboren",
}
_MEANING = {heading: column for column, words in _HEADINGS.items() for heading in words.split()}


def guessed(header: Sequence[str]) -> dict[str, int]:
    """column → position of the first heading that says so."""
    found: dict[str, int] = {}
    for position, heading in enumerate(header):
        plain = "".join(sign for sign in heading.casefold() if sign.isalnum())
        plain = plain if plain in _MEANING else heading.lower().replace(" ", "").strip(".:-_/")
        column = _MEANING.get(plain)
        if column is not None and column not in found:
            found[column] = position
    return found


def what_is_missing(matching: dict[str, int]) -> str:
    """Why this matching cannot be used, as a sentence; '' when it can."""
    if "key" not in matching:
        return str(_("Choose the column that tells your people apart, for example a member number"))
    if not {"real_name", "last_name"} & set(matching):
        return str(_("Choose the column with the name"))
    positions = list(matching.values())
    if len(set(positions)) < len(positions):
        return str(_("One column of your list is chosen twice"))
    return ""
