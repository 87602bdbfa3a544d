"""Occupations as the federal employment file names them.

The funder's long labels of occupations are cut near 80 characters; people read them whole.
"""

from ocms_core.lookups import Code, CodeList

# Code, English, French, and what the funder's file says where that differs.
_GROUPS = (
    ("00", "Senior management occupations", "Cadres supérieurs", None),
    (
        "01_05",
        "Specialized middle management occupations",
        "Cadres intermédiaires spécialisés",
        None,
    ),
    (
        "06",
        "Middle management occupations in retail and wholesale trade and customer services",
        "Cadres intermédiaires du commerce de détail, de gros et des services à la clientèle",
        "06 Middle management occupations in retail and wholesale trade and customer serv",
    ),
    (
        "07_09",
        "Middle management occupations in trades, transportation, production and utilities",
        (
            "Cadres intermédiaires des métiers, des transports, de la production et des "
            "services d’utilité publique"
        ),
        "07-09 Middle management occupations in trades, transportation, production and ut",
    ),
    (
        "11",
        "Professional occupations in business and finance",
        "Personnel professionnel en gestion des affaires et en finance",
        None,
    ),
    (
        "12",
        "Administrative and financial supervisors and administrative occupations",
        "Personnel de supervision du travail administratif et financier et personnel administratif",
        None,
    ),
    (
        "13",
        "Finance, insurance and related business administrative occupations",
        "Personnel administratif des finances, de l’assurance et domaines connexes",
        None,
    ),
    ("14", "Office support occupations", "Personnel de soutien de bureau", None),
    (
        "15",
        "Distribution, tracking and scheduling co-ordination occupations",
        "Personnel de coordination de la distribution, du suivi et des horaires",
        None,
    ),
    (
        "21",
        "Professional occupations in natural and applied sciences",
        "Personnel professionnel des sciences naturelles et appliquées",
        None,
    ),
    (
        "22",
        "Technical occupations related to natural and applied sciences",
        "Personnel technique des sciences naturelles et appliquées",
        None,
    ),
    (
        "30",
        "Professional occupations in nursing",
        "Personnel professionnel en soins infirmiers",
        None,
    ),
    (
        "31",
        "Professional occupations in health (except nursing)",
        "Personnel professionnel des soins de santé (sauf soins infirmiers)",
        None,
    ),
    ("32", "Technical occupations in health", "Personnel technique des soins de santé", None),
    (
        "34",
        "Assisting occupations in support of health services",
        "Personnel de soutien des services de santé",
        None,
    ),
    (
        "40",
        "Professional occupations in education services",
        "Personnel professionnel des services d’enseignement",
        None,
    ),
    (
        "41",
        "Professional occupations in law and social, community and government services",
        (
            "Personnel professionnel du droit et des services sociaux, communautaires et "
            "gouvernementaux"
        ),
        None,
    ),
    (
        "42",
        "Paraprofessional occupations in legal, social, community and education services",
        (
            "Personnel paraprofessionnel des services juridiques, sociaux, communautaires et "
            "d’enseignement"
        ),
        "42 Paraprofessional occupations in legal, social, community and education servic",
    ),
    (
        "43",
        "Occupations in front-line public protection services",
        "Personnel des services de protection publique de première ligne",
        None,
    ),
    (
        "44",
        "Care providers and educational, legal and public protection support occupations",
        (
            "Prestation de soins et personnel de soutien en enseignement, en droit et en "
            "protection publique"
        ),
        "44 Care providers and educational, legal and public protection support occupatio",
    ),
    (
        "51",
        "Professional occupations in art and culture",
        "Personnel professionnel des arts et de la culture",
        None,
    ),
    (
        "52",
        "Technical occupations in art, culture, recreation and sport",
        "Personnel technique des arts, de la culture, des sports et des loisirs",
        None,
    ),
    (
        "62",
        "Retail sales supervisors and specialized sales occupations",
        "Personnel de supervision des ventes au détail et personnel des ventes spécialisées",
        None,
    ),
    (
        "63",
        "Service supervisors and specialized service occupations",
        "Personnel de supervision des services et personnel des services spécialisés",
        None,
    ),
    (
        "64",
        "Sales representatives and salespersons - wholesale and retail trade",
        "Personnel de la représentation et de la vente, commerce de gros et de détail",
        None,
    ),
    (
        "65",
        "Service representatives and other customer and personal services occupations",
        "Personnel des services à la clientèle et des services personnels",
        None,
    ),
    ("66", "Sales support occupations", "Personnel de soutien des ventes", None),
    (
        "67",
        "Service support and other service occupations, n.e.c.",
        "Personnel de soutien des services et autre personnel des services, n.c.a.",
        None,
    ),
    (
        "72",
        "Industrial, electrical and construction trades",
        "Métiers de l’industrie, de l’électricité et de la construction",
        None,
    ),
    (
        "73",
        "Maintenance and equipment operation trades",
        "Métiers de l’entretien et de la conduite d’équipement",
        None,
    ),
    (
        "74",
        "Other installers, repairers and servicers and material handlers",
        "Autre personnel d’installation, de réparation, d’entretien et de manutention",
        None,
    ),
    (
        "75",
        "Transport and heavy equipment operation and related maintenance occupations",
        "Conduite de véhicules et de machinerie lourde, et entretien connexe",
        None,
    ),
    (
        "76",
        "Trades helpers, construction labourers and related occupations",
        "Aides de soutien des métiers, manœuvres en construction et personnel connexe",
        None,
    ),
    (
        "82",
        (
            "Supervisors and technical occupations in natural resources, agriculture and "
            "related production"
        ),
        (
            "Personnel de supervision et personnel technique des ressources naturelles, de "
            "l’agriculture et de la production connexe"
        ),
        "82 Supervisors and technical occupations in natural resources, agricultural and ",
    ),
    (
        "84",
        "Workers in natural resources, agriculture and related production",
        "Personnel des ressources naturelles, de l’agriculture et de la production connexe",
        None,
    ),
    (
        "86",
        "Harvesting, landscaping and natural resources labourers",
        "Manœuvres à la récolte, en aménagement paysager et en ressources naturelles",
        None,
    ),
    (
        "92",
        "Processing, manufacturing and utilities supervisors and central control operators",
        (
            "Personnel de supervision et de poste central de contrôle de la transformation, "
            "de la fabrication et des services d’utilité publique"
        ),
        "92 Processing, manufacturing and utilities supervisors and central control opera",
    ),
    (
        "94",
        "Processing and manufacturing machine operators and related production workers",
        "Conduite de machines de transformation et de fabrication et personnel connexe",
        None,
    ),
    ("95", "Assemblers in manufacturing", "Personnel de montage en fabrication", None),
    (
        "96",
        "Labourers in processing, manufacturing and utilities",
        "Manœuvres de la transformation, de la fabrication et des services d’utilité publique",
        None,
    ),
)


def _group(code: str, english: str, french: str, funder_label: str | None) -> Code:
    number = code.replace("_", "-")
    return Code(code, f"{number} {english}", f"{number} {french}", funder_label=funder_label)


NOC_GROUP = CodeList(
    "noc_2011_group",
    tuple(_group(*line) for line in _GROUPS),
    "Occupation (NOC 2011 group)",
    "Profession (groupe de la CNP 2011)",
)
