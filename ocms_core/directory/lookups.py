"""Lists of the directory: industries, school subjects, when people are free, what became of it."""

from __future__ import annotations

from ocms_core.i18n import _
from ocms_core.lookups.codelist import Code, CodeList

MENTOR, TUTOR, VOLUNTEER = "mentor", "tutor", "volunteer"
ACTIVE = "active"
# A match in one of these states takes one of the places a mentor or tutor has.
HOLDING = ("accepted", "active")
PROPOSED = "proposed"

EMPLOYER_SIZE = CodeList(
    "employer_size",
    (
        Code(
            "small_medium",
            "Small or medium: fewer than 500 employees",
            "Petite ou moyenne : moins de 500 employés",
            funder_label="Small-medium enterprise - fewer than 500 employees",
        ),
        Code(
            "large",
            "Large: 500 employees or more",
            "Grande : 500 employés ou plus",
            funder_label="Large enterprise - 500 employees or more",
        ),
    ),
    "Size of the employer",
    "Taille de l’employeur",
)

# Statistics Canada writes sectors of several numbers as 31-33; the first of them is the code.
NAICS_SECTOR = CodeList(
    "naics_sector",
    (
        Code(
            "11",
            "11 Agriculture, forestry, fishing and hunting",
            "11 Agriculture, foresterie, pêche et chasse",
        ),
        Code(
            "21",
            "21 Mining, quarrying, and oil and gas extraction",
            "21 Extraction minière, exploitation en carrière, et extraction de pétrole et de gaz",
        ),
        Code("22", "22 Utilities", "22 Services publics"),
        Code("23", "23 Construction", "23 Secteur de la construction"),
        Code("31", "31-33 Manufacturing", "31-33 Fabrication"),
        Code("41", "41 Wholesale trade", "41 Commerce de gros"),
        Code("44", "44-45 Retail trade", "44-45 Commerce de détail"),
        Code("48", "48-49 Transportation and warehousing", "48-49 Transport et entreposage"),
        Code(
            "51",
            "51 Information and cultural industries",
            "51 Industrie de l’information et industrie culturelle",
        ),
        Code("52", "52 Finance and insurance", "52 Finance et assurances"),
        Code(
            "53",
            "53 Real estate and rental and leasing",
            "53 Services immobiliers et services de location et de location à bail",
        ),
        Code(
            "54",
            "54 Professional, scientific and technical services",
            "54 Services professionnels, scientifiques et techniques",
        ),
        Code(
            "55",
            "55 Management of companies and enterprises",
            "55 Gestion de sociétés et d’entreprises",
        ),
        Code(
            "56",
            "56 Administrative and support, waste management and remediation services",
            "56 Services administratifs, services de soutien, services de gestion des déchets et "
            "services d’assainissement",
        ),
        Code("61", "61 Educational services", "61 Services d’enseignement"),
        Code(
            "62",
            "62 Health care and social assistance",
            "62 Soins de santé et assistance sociale",
        ),
        Code(
            "71",
            "71 Arts, entertainment and recreation",
            "71 Arts, spectacles et loisirs",
        ),
        Code(
            "72",
            "72 Accommodation and food services",
            "72 Services d’hébergement et de restauration",
        ),
        Code(
            "81",
            "81 Other services (except public administration)",
            "81 Autres services (sauf les administrations publiques)",
        ),
        Code("91", "91 Public administration", "91 Administrations publiques"),
    ),
    "Industry (NAICS)",
    "Secteur d’activité (SCIAN)",
)

SUPPORTER_ROLE = CodeList(
    "supporter_role",
    (
        Code(MENTOR, "Mentor", "Mentorat"),
        Code(TUTOR, "Tutor", "Tutorat"),
        Code(VOLUNTEER, "Volunteer", "Bénévolat"),
    ),
    "Role",
    "Rôle",
)

MATCH_ROLE = CodeList("match_role", SUPPORTER_ROLE.codes[:2], "Role", "Rôle")

SUPPORTER_STATUS = CodeList(
    "supporter_status",
    (
        Code("applied", "Applied", "Candidature reçue"),
        Code(ACTIVE, "Active", "Actif"),
        Code("paused", "Paused", "En pause"),
        Code("left", "Left", "A quitté"),
    ),
    "Status",
    "Statut",
)

MATCH_STATUS = CodeList(
    "match_status",
    (
        Code(PROPOSED, "Proposed", "Proposé"),
        Code("accepted", "Accepted", "Accepté"),
        Code("active", "Active", "En cours"),
        Code("completed", "Completed", "Terminé"),
        Code("ended_early", "Ended early", "Terminé avant la fin prévue"),
        Code("declined", "Declined", "Refusé"),
    ),
    "Status of the match",
    "Statut du jumelage",
)

TUTOR_SUBJECT = CodeList(
    "tutor_subject",
    (
        Code("english", "English", "Anglais"),
        Code("french", "French", "Français"),
        Code("mathematics", "Mathematics", "Mathématiques"),
        Code("science", "Science", "Sciences"),
        Code("biology", "Biology", "Biologie"),
        Code("chemistry", "Chemistry", "Chimie"),
        Code("physics", "Physics", "Physique"),
        Code("computers", "Computers", "Informatique"),
        Code("history_geography", "History and geography", "Histoire et géographie"),
        Code("homework_help", "Homework help", "Aide aux devoirs"),
        Code("citizenship_test", "Citizenship test", "Examen de citoyenneté"),
        Code("driving_theory", "Driver’s knowledge test", "Examen théorique de conduite"),
        Code("other", "Another subject", "Une autre matière"),
    ),
    "Subject",
    "Matière",
)

SCHOOL_GRADE = CodeList(
    "school_grade",
    (
        Code("primary", "Kindergarten to grade 3", "De la maternelle à la 3e année"),
        Code("junior", "Grades 4 to 6", "De la 4e à la 6e année"),
        Code("intermediate", "Grades 7 and 8", "7e et 8e année"),
        Code("grade_9_10", "Grades 9 and 10", "9e et 10e année"),
        Code("grade_11_12", "Grades 11 and 12", "11e et 12e année"),
        Code("college_university", "College or university", "Collège ou université"),
        Code("adult", "Adult education", "Formation des adultes"),
    ),
    "Grade",
    "Niveau scolaire",
)

AVAILABILITY = CodeList(
    "availability",
    (
        Code("weekday_morning", "Weekday mornings", "Les matins de semaine"),
        Code("weekday_afternoon", "Weekday afternoons", "Les après-midi de semaine"),
        Code("weekday_evening", "Weekday evenings", "Les soirs de semaine"),
        Code("saturday", "Saturdays", "Le samedi"),
        Code("sunday", "Sundays", "Le dimanche"),
    ),
    "Availability",
    "Disponibilité",
)

TITLES = {
    "employers": _("Employers"),
    "supporters": _("Mentors, tutors and volunteers"),
    "staff": _("Staff"),
}
