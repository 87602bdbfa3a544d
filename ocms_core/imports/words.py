"""The usual other words for fields in the headers of other systems, English and French."""

from __future__ import annotations

import re
from typing import Any, Final

from ocms_core.lookups.codelist import fold

# Other words for a field; ":" adds an answer that the column implies.
OTHER_WORDS: Final = {
    "first_name": "given name, given names, first names, forename, prenom, prenoms",
    "last_name": "surname, family name, last names, nom, nom de famille",
    "preferred_name": "known as, nickname, alias, nom usuel, nom prefere",
    "gender": "sex, sexe, genre",
    "birth_date": "birthdate, birth date, date of birth, dob, date de naissance, ne le, nee le, "
    "birthday",
    "arrival_date": "date of arrival, date d'arrivee, arrived on",
    "landing_date": "date of landing, landed on, date d'etablissement",
    "immigration_status": "status in canada, status, statut, statut d'immigration",
    "country_of_origin": "country, pays, pays d'origine",
    "country_of_birth": "birth country, birthplace, place of birth, lieu de naissance",
    "official_language": "official language, langue officielle",
    "mother_tongue": "first language, native language, langue maternelle",
    "email": "email, e-mail address, email address, mail, courriel, adresse courriel",
    "registration_date": "registered on, date registered, intake date, date d'inscription",
    "registration_site_id": "site, location, office, bureau, point de service",
    "comments": "comment, notes, note, remarks, commentaires, remarques",
    "phones-0-number": "phone, phone number, telephone, tel, numero de telephone, main phone, "
    "telephone principal",
    "phones-0-number:kind=mobile": "mobile, mobile phone, cell, cell phone, cellphone, cellulaire",
    "phones-0-number:kind=home": "home phone, telephone au domicile, telephone domicile",
    "phones-0-number:kind=work": "work phone, business phone, telephone au travail",
    "addresses-0-street_number": "street no, house number, civic number, numero civique",
    "addresses-0-street_name": "street, address, address 1, rue, adresse, nom de rue",
    "addresses-0-unit": "apartment, apt, suite, appartement, app, unite",
    "addresses-0-city": "town, municipality, ville, municipalite",
    "addresses-0-province": "prov, state, province or territory, province ou territoire",
    "addresses-0-postal_code": "postal, postcode, post code, zip, zip code, code postal",
    "identifiers-0-sealed:type=gcms_client_id": "uci, client id, foss id, gcms id, iuc, "
    "unique client identifier, identificateur unique de client, foss/gcms client id",
    "family_code": "family, family number, family id, household, household id, famille, "
    "code familial, code de famille, numero de famille, menage",
}
ROW_HEADERS: Final = {"en": ("Row", "Reasons"), "fr": ("Ligne", "Raisons")}
"""The first two columns of the file of rejected rows; when it comes back they are left out."""


def header_key(text: Any) -> str:
    """Return a header as it is compared."""
    plain = fold(str(text or "")).replace("_", " ")
    return " ".join(re.sub(r"[*:?.]|\(.*\)", " ", plain).split())


LEFT_OUT_WORDS: Final = frozenset(
    header_key(word) for words in ROW_HEADERS.values() for word in (*words, "Reason")
)
