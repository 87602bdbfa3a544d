"""Lists of the Resettlement Assistance Program.

Categories, services and topics follow the chapters of the program's public handbook; statuses and
results have no published list.
"""

from ocms_core.lookups import Code, CodeList

CATEGORY = CodeList(
    "rap_category",
    (
        Code(
            "government_assisted",
            "Government-assisted refugee (GAR)",
            "Personne réfugiée prise en charge par le gouvernement (RPG)",
        ),
        Code(
            "blended_visa_office_referred",
            "Blended visa office-referred refugee (BVOR)",
            "Personne réfugiée désignée par un bureau des visas, programme mixte (RDBV)",
        ),
        Code(
            "joint_assistance",
            "Joint assistance sponsorship (JAS)",
            "Programme de parrainage d’aide conjointe (PAC)",
        ),
        Code(
            "privately_sponsored",
            "Privately sponsored refugee helped by a RAP provider (PSR)",
            "Personne réfugiée parrainée par le secteur privé, aidée par un fournisseur du PAR",
        ),
    ),
    "RAP category",
    "Catégorie du PAR",
)

SPECIAL_NEED = CodeList(
    "rap_special_need",
    (
        Code("urgent_medical", "Urgent medical need", "Besoin médical urgent"),
        Code("mobility", "Reduced mobility or disability", "Mobilité réduite ou handicap"),
        Code("woman_at_risk", "Woman at risk", "Femme en péril"),
        Code("trauma", "Survivor of violence or torture", "Survie à la violence ou à la torture"),
        Code("unaccompanied_minor", "Unaccompanied minor", "Personne mineure non accompagnée"),
        Code("single_parent", "Single parent", "Famille monoparentale"),
        Code("large_family", "Large family", "Famille nombreuse"),
        Code("older_person", "Older person alone", "Personne aînée seule"),
        Code("pregnancy", "Pregnancy or newborn", "Grossesse ou nouveau-né"),
        Code("literacy", "No reading or writing", "Sans lecture ni écriture"),
        Code("other", "Other special need", "Autre besoin particulier"),
    ),
    "Special need",
    "Besoin particulier",
)

ACCOMMODATION = CodeList(
    "rap_accommodation",
    (
        Code("reception_house", "Reception house", "Centre d’accueil"),
        Code("hotel", "Hotel", "Hôtel"),
        Code("other", "Other", "Autre"),
    ),
    "Temporary accommodation",
    "Hébergement temporaire",
)

ESSENTIAL_PROGRAM = CodeList(
    "rap_essential_program",
    (
        Code("sin", "Social insurance number (SIN)", "Numéro d’assurance sociale (NAS)"),
        Code("provincial_health", "Provincial health card", "Carte d’assurance maladie"),
        Code(
            "interim_health",
            "Interim Federal Health Program (IFHP)",
            "Programme fédéral de santé intérimaire (PFSI)",
        ),
        Code("child_benefit", "Canada child benefit", "Allocation canadienne pour enfants"),
        Code("resident_card", "Permanent resident card", "Carte de résident permanent"),
        Code("school", "School registration", "Inscription à l’école"),
        Code("identification", "Identification", "Pièce d’identité"),
        Code("medical", "Immunization or medical check", "Vaccination ou examen médical"),
        Code("bank_account", "Bank account", "Compte bancaire"),
    ),
    "Essential program",
    "Programme essentiel",
)

LINK_STATUS = CodeList(
    "rap_link_status",
    (
        Code("not_needed", "Not needed", "Pas nécessaire"),
        Code("assisted", "Assisted", "Aide fournie"),
        Code("applied", "Applied", "Demande présentée"),
        Code("obtained", "Obtained", "Obtenu"),
    ),
    "How far it is",
    "Avancement",
)

FINANCIAL_TOPIC = CodeList(
    "rap_financial_topic",
    (
        Code("income_support", "RAP income support", "Soutien du revenu du PAR"),
        Code("start_up", "Start-up allowance", "Allocation de démarrage"),
        Code("immigration_loan", "Immigration loan", "Prêt d’immigration"),
        Code("budgeting", "Budgeting", "Budget"),
        Code("banking", "Banking", "Services bancaires"),
    ),
    "Financial orientation",
    "Orientation financière",
)

ORIENTATION_TOPIC = CodeList(
    "rap_orientation_topic",
    (
        Code("communication", "Communication and media", "Communications et médias"),
        Code("household", "Household management", "Gestion du ménage"),
        Code(
            "linguistic_duality",
            "Linguistic duality, local francophone community",
            "Dualité linguistique, communauté francophone locale",
        ),
        Code(
            "transport",
            "Public transport and local community",
            "Transport en commun et communauté locale",
        ),
        Code("weather", "Weather", "Climat"),
        Code("rights", "Rights and responsibilities", "Droits et responsabilités"),
        Code("law", "Law and justice", "Droit et justice"),
        Code("family_law", "Family law", "Droit de la famille"),
        Code("culture_shock", "Culture shock", "Choc culturel"),
        Code("cultural_norms", "Cultural norms", "Normes culturelles"),
    ),
    "Orientation topic",
    "Sujet d’orientation",
)

EXIT_RESULT = CodeList(
    "rap_exit_result",
    (
        Code("independent", "Manages without RAP services", "Se débrouille sans services du PAR"),
        Code("more_support", "Needs more support", "A besoin d’un soutien prolongé"),
        Code("case_management", "Goes on in case management", "Passe à la gestion de cas"),
        Code("moved", "Moved away", "A déménagé"),
        Code("lost_contact", "Contact lost", "Contact perdu"),
    ),
    "Result of the exit assessment",
    "Résultat de l’évaluation de sortie",
)

RAP_SERVICE = CodeList(
    "rap_service",
    (
        Code("port_of_entry", "Port of entry services", "Services au point d’entrée"),
        Code("accommodation", "Temporary accommodation", "Hébergement temporaire"),
        Code("needs_assessment", "Needs assessment", "Évaluation des besoins"),
        Code(
            "essential_programs",
            "Links to essential programs",
            "Liens avec les programmes essentiels",
        ),
        Code("financial_orientation", "Financial orientation", "Orientation financière"),
        Code("orientation", "Immediate and essential orientation", "Orientation essentielle"),
        Code("housing", "Help with permanent housing", "Aide au logement permanent"),
        Code("life_skills", "Life-skills training", "Formation aux habiletés de la vie courante"),
        Code("exit_assessment", "Exit assessment", "Évaluation de sortie"),
    ),
    "RAP service",
    "Service du PAR",
)
