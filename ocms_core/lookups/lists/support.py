"""Support around a service, whom it was meant for, and the skills it taught."""

from ocms_core.lookups.codelist import Code, CodeList

SUPPORT_SERVICE = CodeList(
    "support_service",
    (
        Code("child_care", "Care for newcomer children", "Garde d’enfants pour nouveaux arrivants"),
        Code("transportation", "Transportation", "Transport"),
        Code("disability", "Provisions for disabilities", "Mesures pour les personnes handicapées"),
        Code("translation", "Translation", "Traduction"),
        Code("interpretation", "Interpretation", "Interprétation"),
        Code("crisis_counselling", "Crisis counselling", "Counseling en situation de crise"),
    ),
    "Support service",
    "Service de soutien",
)

CHILD_AGE = CodeList(
    "child_age",
    (
        Code(
            "infant",
            "Infant (6 to 18 months)",
            "Poupon (6 à 18 mois)",
            funder_label="Infant (6-18 months)",
        ),
        Code(
            "toddler",
            "Toddler (19 to 35 months)",
            "Bambin (19 à 35 mois)",
            funder_label="Toddler (19-35 months)",
        ),
        Code(
            "preschool",
            "Preschool (36 months to 6 years)",
            "Préscolaire (36 mois à 6 ans)",
            funder_label="Pre-school (36 months - 6 years)",
        ),
        Code("school_age", "School age (more than 6 years)", "Âge scolaire (plus de 6 ans)"),
    ),
    "Age of the child",
    "Âge de l’enfant",
)

CHILD_CARE_TYPE = CodeList(
    "child_care_type",
    (
        Code("short_term", "Short term", "Courte durée"),
        Code("long_term", "Long term", "Longue durée"),
    ),
    "Type of child care",
    "Type de garde d’enfants",
)

TARGET_GROUP = CodeList(
    "target_group",
    (
        Code("children", "Children (0-14 yrs)", "Enfants (0 à 14 ans)"),
        Code("youth", "Youth (15-24 yrs)", "Jeunes (15 à 24 ans)"),
        Code("seniors", "Seniors", "Personnes aînées"),
        Code("gender_specific", "Gender-specific", "Groupe propre à un genre"),
        Code("refugees", "Refugees", "Personnes réfugiées"),
        Code(
            "ethnic_cultural_linguistic",
            "Ethnic/cultural/linguistic group",
            "Groupe ethnique, culturel ou linguistique",
        ),
        Code(
            "deaf_or_hard_of_hearing",
            "Deaf or Hard of Hearing",
            "Personnes sourdes ou malentendantes",
        ),
        Code(
            "blind_or_partially_sighted",
            "Blind or Partially Sighted",
            "Personnes aveugles ou malvoyantes",
        ),
        Code(
            "lgbtq",
            "Lesbian, Gay, Bisexual, Transgender, Queer (LGBTQ)",
            "Personnes lesbiennes, gaies, bisexuelles, transgenres ou queers (LGBTQ)",
        ),
        Code("families", "Families/Parents", "Familles ou parents"),
        Code(
            "other_impairments",
            "Clients with other impairments (physical, mental)",
            "Clients ayant d’autres déficiences (physiques, mentales)",
        ),
        Code(
            "international_profession",
            "Clients with international training in a regulated profession",
            "Clients formés à l’étranger dans une profession réglementée",
        ),
        Code(
            "international_trade",
            "Clients with international training in a regulated trade",
            "Clients formés à l’étranger dans un métier réglementé",
        ),
        Code(
            "official_language_minorities",
            "Official language minorities",
            "Minorités de langue officielle",
        ),
    ),
    "Target group",
    "Groupe cible",
)

# Life skills are asked with these only in the funder's Community Connections file.
ESSENTIAL_SKILL = CodeList(
    "essential_skill",
    (
        Code("computer", "Computer skills", "Informatique"),
        Code("document_use", "Document use", "Utilisation de documents"),
        Code(
            "interpersonal",
            "Interpersonal skills and workplace culture",
            "Relations interpersonnelles et culture du milieu de travail",
        ),
        Code("leadership", "Leadership training", "Formation en leadership"),
        Code("numeracy", "Numeracy", "Calcul"),
        Code(
            "life_skills",
            "Life skills",
            "Habiletés de la vie quotidienne",
            group="community_connections",
        ),
    ),
    "Essential skill",
    "Compétence essentielle",
)

LIFE_SKILL = CodeList(
    "life_skill",
    (
        Code("life_skills", "Life skills", "Habiletés de la vie quotidienne"),
        Code(
            "citizenship",
            "Rights and responsibilities of citizenship (based on Discover Canada)",
            "Droits et responsabilités liés à la citoyenneté (d’après Découvrir le Canada)",
        ),
    ),
    "Life skills and citizenship",
    "Habiletés de la vie quotidienne et citoyenneté",
)
