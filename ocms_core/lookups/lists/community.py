"""Community Connections, of one client or of a group: activities, topics, why people left.

The group of a code says under which activity it may be chosen, `community` or `matching`; a code
without a group may be chosen under both.
"""

from ocms_core.lookups.codelist import Code, CodeList

COMMUNITY = "Community-based group events and activities"
MATCHING = "Targeted Matching and Networking"

COMMUNITY_ACTIVITY = CodeList(
    "community_activity",
    (
        Code(
            "community",
            "Community-based group events and activities",
            "Événements et activités communautaires de groupe",
        ),
        Code(
            "matching",
            "Targeted matching and networking",
            "Jumelage ciblé et réseautage",
            funder_label=MATCHING,
        ),
    ),
    "Activity under which the service was received",
    "Activité dans le cadre de laquelle le service a été reçu",
)

COMMUNITY_EVENT = CodeList(
    "community_event",
    (
        Code(
            "culture_or_history",
            "Events or visits about culture or history",
            "Événements ou visites portant sur la culture ou l’histoire",
            funder_label="Events/visits pertaining to culture or history",
        ),
        Code(
            "field_trip",
            "Field trip connecting newcomers to community resources or local services",
            "Sortie pour découvrir les ressources communautaires ou les services locaux",
            funder_label="Field trip connecting newcomer to community resources or local services",
        ),
        Code(
            "sports_or_recreation",
            "Sports or recreation event",
            "Activité sportive ou récréative",
            funder_label="Sports/recreation event",
        ),
        Code("neighbourhood_day", "Neighbourhood day", "Fête de quartier"),
        Code("other", "Other community event", "Autre événement communautaire"),
    ),
    "Type of event attended",
    "Type d’événement",
)

COMMUNITY_OCCASION = CodeList(
    "community_occasion",
    (
        Code("event", "An event", "Un événement"),
        Code("regular", "A regular activity", "Une activité régulière"),
    ),
    "Event or regular activity",
    "Événement ou activité régulière",
)

COMMUNITY_SERVICE_TYPE = CodeList(
    "community_service_type",
    (
        Code("conversation_circle", "Conversation circle", "Cercle de conversation"),
        Code(
            "matching",
            "Targeted matching between newcomer and settled immigrant or long-time Canadian",
            "Jumelage ciblé entre une personne nouvellement arrivée et une personne établie",
        ),
        Code(
            "networking",
            "Networking activity with other newcomers or Canadian citizens",
            "Réseautage avec d’autres nouveaux arrivants ou des citoyens canadiens",
        ),
        Code(
            "youth_leadership",
            "Youth leadership project",
            "Projet de leadership pour les jeunes",
        ),
        Code(
            "other",
            "Other regular group activities to address ongoing needs or interests",
            "Autres activités de groupe régulières selon les besoins ou les intérêts",
        ),
    ),
    "Type of service",
    "Type de service",
)

COMMUNITY_TOPIC = CodeList(
    "community_topic",
    (
        Code(
            "local_services",
            "Access to local community services",
            "Accès aux services communautaires locaux",
        ),
        Code(
            "other_newcomers",
            "Connecting with other newcomers",
            "Liens avec d’autres nouveaux arrivants",
        ),
        Code(
            "community_involvement",
            "Getting involved in the community",
            "Participation à la vie communautaire",
        ),
        Code(
            "settled_people",
            "Connecting with settled immigrants or long-time Canadians",
            "Liens avec des immigrants établis ou des Canadiens de longue date",
        ),
        Code(
            "intercultural",
            "Inter-cultural sensitivity and understanding (e.g. interpersonal dynamics)",
            "Sensibilité et compréhension interculturelles (p. ex. relations interpersonnelles)",
        ),
        Code(
            "labour_market",
            "Accessing the labour market",
            "Accès au marché du travail",
            funder_label=f"{MATCHING}: Accessing the labour market",
            group="matching",
        ),
        Code(
            "problem_solving",
            "Informal problem solving",
            "Résolution informelle de problèmes",
            funder_label=f"{MATCHING}: Informal problem solving",
            group="matching",
        ),
        Code(
            "language_learning",
            "Language learning",
            "Apprentissage de la langue",
            funder_label=f"{MATCHING}: Language learning",
            group="matching",
        ),
        Code(
            "canadian_society",
            "Increasing knowledge of Canadian society or context",
            "Connaissance de la société et du contexte canadiens",
            funder_label=f"{COMMUNITY}: Increasing knowledge of Canadian society/context",
            group="community",
        ),
    ),
    "Main topic of the service received",
    "Principal sujet du service reçu",
)

COMMUNITY_SERVICE = CodeList(
    "community_service",
    (
        Code(
            "community_group",
            "Community-based: group session (e.g. conversation circles)",
            "Activité communautaire : séance de groupe (p. ex. cercle de conversation)",
            funder_label=f"{COMMUNITY}: Group session (e.g. conversation circles)",
            group="community",
        ),
        Code(
            "matching_one_on_one",
            "Matching and networking: one-on-one session (e.g. mentoring)",
            "Jumelage et réseautage : séance individuelle (p. ex. mentorat)",
            funder_label=f"{MATCHING}: One-on-one session (e.g. mentoring)",
            group="matching",
        ),
        Code(
            "matching_group",
            "Matching and networking: group session (e.g. conversation circles)",
            "Jumelage et réseautage : séance de groupe (p. ex. cercle de conversation)",
            funder_label=f"{MATCHING}: Group session (e.g. conversation circles)",
            group="matching",
        ),
    ),
    "Service received",
    "Service reçu",
)

COMMUNITY_LEAVE_REASON = CodeList(
    "community_leave_reason",
    (
        Code(
            "needs_not_met",
            "The service was not meeting current needs",
            "Le service ne répondait pas aux besoins actuels",
            funder_label="Client felt the service was not meeting current needs",
        ),
        Code("found_employment", "Found employment", "Emploi trouvé"),
        Code("lack_of_support", "Lack of support services", "Manque de services de soutien"),
        Code(
            "moved",
            "Moved or unable to contact the client",
            "Déménagement ou impossibilité de joindre la personne",
            funder_label="Moved/unable to contact client",
        ),
        Code("citizenship", "Obtained citizenship", "Obtention de la citoyenneté"),
        Code("medical", "Medical reason", "Raison médicale"),
        Code("personal", "Personal reason", "Raison personnelle"),
        Code(
            "caring_for_family",
            "Parental leave or caring for family members",
            "Congé parental ou soins à des membres de la famille",
            funder_label="Parental leave/caring for family members",
        ),
        Code("left_school", "Student left school", "Abandon des études"),
        Code("to_attend_school", "To attend school", "Début des études"),
        Code(
            "another_service",
            "To receive another settlement service",
            "Autre service d’établissement",
        ),
        Code("unknown", "Reason unknown", "Raison inconnue"),
        Code(
            "ended_by_mentor",
            "Intervention ended by mentor",
            "Fin de l’intervention par le mentor",
        ),
        Code(
            "ended_by_volunteer",
            "Intervention ended by third party or volunteer",
            "Fin de l’intervention par un tiers ou un bénévole",
            funder_label="Intervention ended by third party/volunteer",
        ),
    ),
    "Reason for leaving the service",
    "Raison de l’abandon du service",
)
