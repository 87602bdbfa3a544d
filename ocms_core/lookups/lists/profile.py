"""What a client profile asks beside identity: names, contact, studies, high needs, status."""

from ocms_core.lookups.codelist import Code, CodeList

CLIENT_STATUS = CodeList(
    "client_status",
    (
        Code("active", "Active", "Actif"),
        Code("inactive", "Inactive", "Inactif"),
        Code("moved", "Moved away", "Déménagement hors de la région"),
        Code("deceased", "Deceased", "Décès"),
    ),
    "Client status",
    "Situation du dossier",
)

NAME_KIND = CodeList(
    "name_kind",
    (
        Code("previous", "Earlier name", "Nom antérieur"),
        Code("birth", "Name at birth", "Nom à la naissance"),
        Code("also_known_as", "Also known as", "Aussi connu sous le nom de"),
        Code("other_script", "In another script or spelling", "Dans une autre écriture ou graphie"),
    ),
    "Kind of name",
    "Type de nom",
)

CONTACT_WAY = CodeList(
    "contact_way",
    (
        Code("phone", "Telephone call", "Appel téléphonique"),
        Code("text", "Text message", "Message texte"),
        Code("email", "E-mail", "Courriel"),
        Code("post", "Letter", "Lettre"),
        Code("in_person", "In person", "En personne"),
    ),
    "Way of contact",
    "Moyen de communication",
)

CREDENTIAL_STATUS = CodeList(
    "credential_status",
    (
        Code("not_needed", "Not needed", "Pas nécessaire"),
        Code("not_assessed", "Not assessed", "Non évalué"),
        Code("in_progress", "In progress", "En cours"),
        Code("assessed", "Assessed", "Évalué"),
    ),
    "Assessment of foreign credentials",
    "Évaluation des diplômes étrangers",
)

CREDENTIAL_ASSESSOR = CodeList(
    "credential_assessor",
    (
        Code("wes", "World Education Services (WES)", "World Education Services (WES)"),
        Code(
            "ces",
            "Comparative Education Service, University of Toronto (CES)",
            "Comparative Education Service, Université de Toronto (CES)",
        ),
        Code(
            "icas",
            "International Credential Assessment Service of Canada (ICAS)",
            "Service canadien d’évaluation de documents scolaires internationaux (ICAS)",
        ),
        Code(
            "iqas",
            "International Qualifications Assessment Service, Alberta (IQAS)",
            "International Qualifications Assessment Service, Alberta (IQAS)",
        ),
        Code(
            "ices",
            "International Credential Evaluation Service, British Columbia (ICES)",
            "International Credential Evaluation Service, Colombie-Britannique (ICES)",
        ),
        Code(
            "quebec",
            "Ministry of immigration of Quebec (comparative evaluation)",
            "Ministère de l’Immigration du Québec (évaluation comparative)",
        ),
        Code("regulator", "Body of a regulated profession", "Ordre ou organisme de réglementation"),
        Code("other", "Other", "Autre"),
    ),
    "Who assessed the credentials",
    "Organisme d’évaluation des diplômes",
)

ASSESSED_LANGUAGE = CodeList(
    "assessed_language",
    (
        Code("eng", "English (CLB)", "Anglais (CLB)"),
        Code("fra", "French (NCLC)", "Français (NCLC)"),
    ),
    "Language assessed",
    "Langue évaluée",
)

ASSESSMENT_TOOL = CodeList(
    "assessment_tool",
    (
        Code("clba", "CLBA", "CLBA"),
        Code("clba_ll", "CLBA-LL (literacy)", "CLBA-LL (alphabétisation)"),
        Code("clbpa", "CLBPA", "CLBPA"),
        Code("clbpt", "CLBPT", "CLBPT"),
        Code("elt_pa", "ELT-PA", "ELT-PA"),
        Code("btc_nclc", "BTC-NCLC", "BTC-NCLC"),
        Code("nclc_ama", "NCLC-AMA", "NCLC-AMA"),
        Code("milestones", "Milestones test", "Test Milestones"),
        Code("workplace", "Workplace test (WLC, ALTI)", "Test en milieu de travail (WLC, ALTI)"),
        Code("ielts", "IELTS", "IELTS"),
        Code("celpip", "CELPIP", "CELPIP"),
        Code("tef", "TEF Canada", "TEF Canada"),
        Code("tcf", "TCF Canada", "TCF Canada"),
        Code("self_reported", "The client’s own word", "Selon la personne"),
        Code("other", "Other", "Autre"),
    ),
    "Assessment tool",
    "Outil d’évaluation",
)

HIGH_NEED = CodeList(
    "high_need",
    (
        Code("no_literacy", "Little or no schooling or literacy", "Peu ou pas scolarisé ou lettré"),
        Code("mental_health", "Mental health", "Santé mentale"),
        Code("trauma", "Trauma, torture or war", "Traumatisme, torture ou guerre"),
        Code("physical_health", "Serious illness", "Maladie grave"),
        Code("disability", "Disability", "Situation de handicap"),
        Code("violence", "Violence or abuse at home", "Violence familiale ou mauvais traitements"),
        Code("trafficking", "Trafficking or exploitation", "Traite ou exploitation"),
        Code("homelessness", "Homelessness or risk of it", "Itinérance ou risque d’itinérance"),
        Code("poverty", "Severe lack of money, debts", "Grande précarité, dettes"),
        Code("precarious_status", "Precarious immigration status", "Statut d’immigration précaire"),
        Code("lone_parent", "Parent alone with children", "Parent seul avec enfants"),
        Code("large_family", "Large family", "Famille nombreuse"),
        Code("unaccompanied_minor", "Minor without a parent", "Mineur non accompagné"),
        Code("isolated_senior", "Isolated senior", "Personne aînée isolée"),
        Code("sexual_minority", "2SLGBTQI+ person at risk", "Personne 2ELGBTQI+ à risque"),
        Code("addiction", "Addiction", "Dépendance"),
        Code("legal", "Trouble with the law or the courts", "Démêlés judiciaires"),
        Code("other", "Other", "Autre"),
    ),
    "High needs",
    "Besoins particuliers",
)
