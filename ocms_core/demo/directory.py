"""A made-up directory: employers, mentors, tutors and volunteers, none of whom exists.

Through the form engine, as people would type it. Their dice are their own.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from ocms_core.agencies.models import Agency
from ocms_core.db.types import uuid7
from ocms_core.demo.agencies import DemoAgency
from ocms_core.directory.lookups import AVAILABILITY, SCHOOL_GRADE, TUTOR_SUBJECT
from ocms_core.directory.models import Employer, Supporter
from ocms_core.forms.choices import AgencyChoices
from ocms_core.forms.editor import Editor, Submission
from ocms_core.lookups import STREET_TYPE

# Titles of occupations by their code of NOC 2021; students have none.
OCCUPATIONS = {
    "": ("University student", "Étudiant universitaire"),
    "10011": ("Human resources manager", "Directrice des ressources humaines"),
    "10021": ("Bank manager, retired", "Directeur de banque retraité"),
    "11100": ("Accountant", "Comptable"),
    "11101": ("Financial analyst", "Analyste financier"),
    "12200": ("Bookkeeper", "Teneur de livres"),
    "13112": ("Medical office assistant", "Adjoint médical"),
    "21200": ("Architect", "Architecte"),
    "21232": ("Software developer", "Développeur de logiciels"),
    "21300": ("Civil engineer", "Ingénieur civil"),
    "21301": ("Mechanical engineer", "Ingénieur mécanique"),
    "31110": ("Dentist abroad", "Dentiste à l’étranger"),
    "31120": ("Pharmacist abroad", "Pharmacien à l’étranger"),
    "31301": ("Registered nurse", "Infirmier autorisé"),
    "33100": ("Dental assistant", "Assistant dentaire"),
    "33102": ("Personal support worker", "Préposé aux bénéficiaires"),
    "33103": ("Pharmacy assistant", "Assistant en pharmacie"),
    "41101": ("Lawyer", "Avocate"),
    "41220": ("Teacher", "Enseignante"),
    "41221": ("Retired teacher", "Enseignant retraité"),
    "41300": ("Social worker", "Travailleur social"),
    "42202": ("Early childhood educator", "Éducateur de la petite enfance"),
    "43100": ("Educational assistant", "Aide-enseignant"),
    "44101": ("Home support worker", "Aide à domicile"),
    "51100": ("Retired librarian", "Bibliothécaire retraitée"),
    "51114": ("Translator", "Traducteur"),
    "52120": ("Graphic designer", "Graphiste"),
    "63200": ("Cook", "Cuisinier"),
    "63202": ("Baker", "Boulanger"),
    "64200": ("Tailor", "Tailleur"),
    "64314": ("Front desk clerk", "Réceptionniste"),
    "64400": ("Customer service representative", "Représentant du service à la clientèle"),
    "64409": ("Call centre agent", "Agent de centre d’appels"),
    "64410": ("Security guard", "Agent de sécurité"),
    "65100": ("Cashier", "Caissier"),
    "65201": ("Food counter attendant", "Serveur au comptoir"),
    "65310": ("Cleaner", "Nettoyeur"),
    "65312": ("Building superintendent", "Concierge d’immeuble"),
    "72100": ("Machinist", "Machiniste"),
    "72106": ("Welder", "Soudeur"),
    "72200": ("Electrician", "Électricien"),
    "72300": ("Plumber", "Plombier"),
    "72310": ("Carpenter", "Charpentier"),
    "72410": ("Automotive technician", "Mécanicien automobile"),
    "73300": ("Transport truck driver", "Conducteur de camion"),
    "75101": ("Material handler", "Manutentionnaire"),
    "75110": ("Construction labourer", "Manœuvre en construction"),
    "85100": ("Farm worker", "Ouvrier agricole"),
    "85121": ("Landscaping labourer", "Manœuvre en aménagement paysager"),
    "94132": ("Sewing machine operator", "Opérateur de machine à coudre"),
    "94210": ("Furniture assembler", "Assembleur de meubles"),
}
# Name in English and French, sector, and the codes of the positions offered.
EMPLOYERS = (
    ("Kettle Point Bakery", "Boulangerie de la Pointe", "31", "63202"),
    ("Northline Electric", "Électricité Nordligne", "23", "72200"),
    ("Birchgrove Long-Term Care", "Résidence de la Boulaie", "62", "33102 31301"),
    ("Silverlode Logistics", "Logistique Argentier", "48", "73300 75101"),
    ("Maplecrest Software", "Logiciels Érablière", "54", "21232"),
    ("The Copper Ladle", "La Louche de cuivre", "72", "63200"),
    ("Harbourlight Hotel", "Hôtel du Phare", "72", "64314 65310"),
    ("Two Rivers Grocers", "Épicerie des Deux-Rives", "44", "65100"),
    ("Fernhill Childcare", "Garderie Fougeraie", "62", "42202"),
    ("Granite Ridge Construction", "Construction Granit", "23", "75110 72310"),
    ("Bluebell Dental", "Clinique dentaire Campanule", "62", "33100"),
    ("Quillworks Accounting", "Comptabilité Laplume", "54", "12200 11100"),
    ("Westmarch Credit Union", "Caisse Occident", "52", "64400"),
    ("Sparrow Street Tailors", "Tailleurs de la rue Moineau", "81", "64200"),
    ("Ironwood Machining", "Usinage Bois-de-fer", "31", "72100 72106"),
    ("Clearwater Cleaning", "Nettoyage Eauclaire", "56", "65310"),
    ("Lantern Public Schools Services", "Services scolaires Lanterne", "61", "43100"),
    ("Saffron & Sage Catering", "Traiteur Safran et Sauge", "72", "65201"),
    ("Tamarack Auto Repair", "Garage Tamarac", "81", "72410"),
    ("Evergreen Landscaping", "Paysages Toujours Vert", "56", "85121"),
    ("Crescent Pharmacy", "Pharmacie du Croissant", "44", "33103"),
    ("Pinecone Furniture", "Meubles Pomme de pin", "31", "94210"),
    ("Openfield Farms", "Fermes Grandchamp", "11", "85100"),
    ("Beacon Call Centre", "Centre d’appels Balise", "56", "64409"),
    ("Rookwood Property Management", "Gestion immobilière Freux", "53", "65312"),
    ("Larkfield Newspaper", "Journal Alouette", "51", "51114"),
    ("Cedar Bay Plumbing", "Plomberie de la Baie", "23", "72300"),
    ("Meadowbrook Home Support", "Soins à domicile Prairie", "62", "44101"),
    ("Kingfisher Security", "Sécurité Martin-pêcheur", "56", "64410"),
    ("Bright Loom Textiles", "Textiles Métier clair", "31", "94132"),
)
# First and last name, languages besides the official ones, code of the occupation.
PEOPLE = (
    ("Samira", "Qasemi", "prs pus", "31301"),
    ("Olena", "Marchuk", "ukr rus", "11100"),
    ("Tesfaye", "Berhane", "tir amh", "72200"),
    ("Grace", "Oduya", "swa", "42202"),
    ("Bassam", "Nahhas", "ara", "21300"),
    ("Lucía", "Arbeláez", "spa", "33100"),
    ("Henry", "Whitlock", "", "41221"),
    ("Thi Mai", "Dang", "vie", "33103"),
    ("Priya", "Ramaswamy", "tam", "21232"),
    ("Jean-Marc", "Tshibanda", "lin swa", "41300"),
    ("Farid", "Noorzai", "prs", "13112"),
    ("Anneke", "Vandermeer", "", "10011"),
    ("Hodan", "Jimcaale", "som ara", "33102"),
    ("Ruben", "Castellano", "spa por", "63200"),
    ("Irina", "Volkonskaya", "rus ukr", "12200"),
    ("Daniel", "Fairweather", "", ""),
    ("Maryam", "Haidari", "prs urd", "31120"),
    ("Kofi", "Ampomah", "aka", "72410"),
    ("Wei", "Zhongli", "cmn yue", "11101"),
    ("Rania", "Sabbagh", "ara", "21200"),
    ("Oliver", "Penhale", "", "72200"),
    ("Nadège", "Bellefleur", "creole", "31301"),
    ("Arash", "Tehranchi", "pes", "21301"),
    ("Sofía", "Quintanilla", "spa", "41220"),
    ("Mulugeta", "Asrat", "amh", "73300"),
    ("Chloé", "Desrosiers", "", ""),
    ("Zeynep", "Karadeniz", "tur", "52120"),
    ("Abdi", "Warfaa", "som", "64410"),
    ("Ngozi", "Eberechi", "ibo", "41101"),
    ("Vikram", "Sodhi", "pan hin", "75101"),
    ("Marta", "Kowalczyk", "pol", "42202"),
    ("Yohannes", "Kidane", "tir", "72106"),
    ("Elise", "Lambert", "", "51100"),
    ("Rahim", "Barakzai", "pus prs", "72310"),
    ("Dalia", "Mansour", "ara", "51114"),
    ("Peter", "Osterman", "deu", "10021"),
    ("Amal", "Girma", "amh tir", "65100"),
    ("Bohdan", "Tkachenko", "ukr", "72100"),
    ("Leila", "Farahani", "pes", "31110"),
    ("Thomas", "Kitamura", "jpn", "21232"),
)
CONTACTS = ("Robin Ashdown", "Camille Fortier", "Jordan Wexler", "Dominique Savard", "Alex Marlowe")
ROLES = (
    ["mentor"],
    ["mentor"],
    ["tutor"],
    ["mentor", "tutor"],
    ["volunteer"],
    ["tutor", "volunteer"],
)
STATUSES = ("active",) * 8 + ("applied", "paused")


class DirectoryMaker:
    """Makes the directory of one agency, in its language."""

    def __init__(self, db: Session, demo: DemoAgency, agency: Agency, today: dt.date) -> None:
        self._db = db
        self._demo = demo
        self._agency = agency
        self._today = today
        self._french = demo.locale == "fr"
        self._random = Random(f"directory {demo.code}")
        choices = AgencyChoices(db, demo.locale)
        self._editors = {
            model: Editor(model, choices, locale="en", today=today)
            for model in (Employer, Supporter)
        }

    def write(self) -> None:
        """Write employers, then people, some of whom work for them."""
        for number, employer in enumerate(EMPLOYERS):
            self._write(Employer, self._employer(number, *employer))
        self._db.flush()
        # Read anew: the choices know the employers only now.
        editor = self._editors[Supporter]
        editor.choices = AgencyChoices(self._db, self._demo.locale)
        keys = [key for key, _name in editor.choices.options("employer")]
        for number, person in enumerate(PEOPLE):
            self._write(Supporter, self._person(number, keys, *person))
        self._db.flush()

    def _write(self, model: Any, answers: dict[str, Any]) -> None:
        editor = self._editors[model]
        submission: Submission = editor.judge(editor.raw_from(answers))
        if not submission.can_be_saved:
            raise ValueError(f"the demo makes a wrong answer: {submission.errors}")
        record = model(id=uuid7(), agency_id=self._agency.id)
        editor.apply(record, submission)
        self._db.add(record)

    def _employer(
        self, number: int, english: str, french: str, sector: str, positions: str
    ) -> dict[str, Any]:
        chance, name = self._random, french if self._french else english
        mailbox = f"work{number}"
        return {
            "name": name,
            "sector": sector,
            "size": chance.choice(["small_medium", "small_medium", "small_medium", "large"]),
            "accepts_placements": chance.random() < 0.5,
            "languages": ["fra", "eng"] if self._french else ["eng"],
            "positions": [
                {
                    "title": OCCUPATIONS[code][self._french],
                    "occupation_code": code,
                    "occupation_category": code[0],
                    "openings": chance.randint(0, 4),
                }
                for code in positions.split()
            ],
            "phone": self._phone(),
            "email": f"{mailbox}@employer.example",
            "contacts": [
                {
                    "name": chance.choice(CONTACTS),
                    "job_title": "Ressources humaines" if self._french else "Human resources",
                    "phone": self._phone(),
                    "email": f"hr{number}@employer.example",
                }
            ],
            "address": self._street(),
            "city": self._demo.town.city,
            "province": "ON",
            "postal_code": self._postal_code(),
        }

    def _person(
        self,
        number: int,
        employers: list[str],
        first_name: str,
        last_name: str,
        languages: str,
        code: str,
    ) -> dict[str, Any]:
        chance = self._random
        roles = chance.choice(ROLES)
        spoken = [*languages.split(), *(["fra", "eng"] if self._french else ["eng"])]
        checked = self._today - dt.timedelta(days=chance.randint(20, 720))
        teaches = "tutor" in roles
        return {
            "first_name": first_name,
            "last_name": last_name,
            "roles": roles,
            "status": chance.choice(STATUSES),
            "phone": self._phone(),
            "email": f"helper{number}@mail.example",
            "city": self._demo.town.city,
            "postal_code": self._postal_code(),
            "languages": spoken,
            "employer_id": chance.choice([None, None, chance.choice(employers)]),
            "occupation": OCCUPATIONS[code][self._french],
            "occupation_code": code or None,
            "occupation_category": code[:1] or None,
            "years_of_experience": chance.randint(1, 32),
            "subjects": self._some(TUTOR_SUBJECT, 4) if teaches else [],
            "grades": self._some(SCHOOL_GRADE, 3) if teaches else [],
            "capacity": chance.choice([1, 1, 2, 2, 3]),
            "availability": self._some(AVAILABILITY, 3),
            "meets_online": chance.choice([True, True, False, None]),
            "police_check_date": checked,
            # Checks are good for two years: some have just expired, or soon will.
            "police_check_expiry": checked + dt.timedelta(days=700),
            "orientation_date": checked + dt.timedelta(days=14),
        }

    def _some(self, codes: Any, most: int) -> list[str]:
        every = [item.code for item in codes]
        chosen = set(self._random.sample(every, self._random.randint(1, most)))
        return [code for code in every if code in chosen]

    def _street(self) -> str:
        name, kind, _side = self._random.choice(self._demo.town.streets)
        written = STREET_TYPE.label(kind, self._demo.locale)
        number = self._random.randint(10, 990)
        if self._french:
            return f"{number}, {written.lower()} {name}"
        return f"{number} {name} {written}"

    def _phone(self) -> str:
        return f"{self._random.choice(self._demo.town.areas)}-555-0{self._random.randint(100, 199)}"

    def _postal_code(self) -> str:
        area = self._random.choice(self._demo.town.postal)
        digit = self._random.randint
        return f"{area} {digit(1, 9)}{self._random.choice('ABCEGHJKLM')}{digit(1, 9)}"
