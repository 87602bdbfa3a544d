"""Lists of the needs assessment: which needs were found, and what a client aims at."""

from ocms_core.lookups import Code, CodeList

# The groups are the headings of the funder's needs grid.
NEED_AREA = CodeList(
    "need_area",
    (
        Code("life_in_canada", "Life in Canada", "Vie au Canada", group="knowledge"),
        Code(
            "community_and_government",
            "Community and government services",
            "Services communautaires et gouvernementaux",
            group="knowledge",
        ),
        Code("working_in_canada", "Working in Canada", "Travail au Canada", group="knowledge"),
        Code("education_in_canada", "Education in Canada", "Études au Canada", group="knowledge"),
        Code("social_networks", "Social networks", "Réseaux sociaux", group="networks"),
        Code(
            "professional_networks",
            "Professional networks",
            "Réseaux professionnels",
            group="networks",
        ),
        Code(
            "local_community_services",
            "Access to local community services",
            "Accès aux services communautaires locaux",
            group="networks",
        ),
        Code(
            "community_involvement",
            "Level of community involvement",
            "Degré de participation à la vie communautaire",
            group="networks",
        ),
        Code(
            "language_skills",
            "Improve language skills",
            "Amélioration des compétences linguistiques",
            group="skills",
        ),
        Code(
            "other_skills",
            "Improve other skills",
            "Amélioration d’autres compétences",
            group="skills",
        ),
        Code("find_employment", "Find employment", "Recherche d’emploi", group="employment"),
    ),
    "Settlement need",
    "Besoin en matière d’établissement",
)

COMMUNITY_NEED = CodeList(
    "community_need",
    (
        Code(
            "food_clothing_material",
            "Food, clothing or other material needs",
            "Aliments, vêtements ou autres besoins matériels",
            funder_label="Food/Clothing/Other material needs",
        ),
        Code(
            "housing",
            "Housing or accommodation",
            "Logement ou hébergement",
            funder_label="Housing/Accommodation",
        ),
        Code(
            "health",
            "Health, mental health or well-being",
            "Santé, santé mentale ou mieux-être",
            funder_label="Health/Mental health/Well being",
        ),
        Code("financial", "Financial", "Finances"),
        Code("family_support", "Family support", "Soutien à la famille"),
        Code(
            "language",
            "Language (not funded by IRCC)",
            "Langue (sans financement d’IRCC)",
            funder_label="Language (non-IRCC)",
        ),
        Code(
            "education",
            "Education or skills development",
            "Études ou perfectionnement des compétences",
            funder_label="Education/Skills development",
        ),
        Code("employment", "Employment-related", "Emploi"),
        Code("legal", "Legal information and services", "Information et services juridiques"),
        Code("community_services", "Community services", "Services communautaires"),
    ),
    "Need for services not funded by IRCC",
    "Besoin de services non financés par IRCC",
)

REASON_TO_IMPROVE = CodeList(
    "reason_to_improve",
    (
        Code("find_employment", "Find employment", "Trouver un emploi"),
        Code("get_an_education", "Get an education", "Faire des études"),
        Code(
            "participate", "Participate in Canadian society", "Participer à la société canadienne"
        ),
        Code("acquire_citizenship", "Acquire citizenship", "Obtenir la citoyenneté"),
    ),
    "Reason to improve",
    "Raison de l’amélioration",
)

EMPLOYMENT_TIMEFRAME = CodeList(
    "employment_timeframe",
    (
        Code("within_one_year", "Within one year", "D’ici un an"),
        Code("after_one_year", "After one year", "Dans plus d’un an"),
    ),
    "When employment is sought",
    "Moment prévu pour l’emploi",
)

WORK_EXPERIENCE = CodeList(
    "work_experience",
    (
        Code("no", "No", "Non"),
        Code("within_canada", "Yes, within Canada", "Oui, au Canada"),
        Code("outside_canada", "Yes, outside Canada", "Oui, à l’extérieur du Canada"),
        Code(
            "both",
            "Yes, both within and outside Canada",
            "Oui, au Canada et à l’extérieur du Canada",
        ),
    ),
    "At least one year of work experience",
    "Au moins un an d’expérience de travail",
)

NOC_SKILL_LEVEL = CodeList(
    "noc_skill_level",
    (
        Code("o", "O - Management occupations", "O - Gestion"),
        Code("a", "A - Professional", "A - Emplois professionnels"),
        Code("b", "B - Skilled and technical", "B - Emplois spécialisés et techniques"),
        Code("c", "C - Intermediate and clerical", "C - Emplois intermédiaires et de bureau"),
        Code(
            "d",
            "D - Elementary occupations and labourers",
            "D - Emplois élémentaires et manœuvres",
            funder_label="D - Elemental and labourers",
        ),
        Code(
            "unknown",
            "Unknown or not sure",
            "Inconnu ou incertain",
            funder_label="Unknown/not sure",
        ),
    ),
    "Skill level (NOC 2011)",
    "Niveau de compétence (CNP 2011)",
)

PLAN_PRIORITY = CodeList(
    "plan_priority",
    (
        Code("low", "Low", "Faible"),
        Code("medium", "Medium", "Moyenne"),
        Code("high", "High", "Élevée"),
    ),
    "Priority",
    "Priorité",
)
