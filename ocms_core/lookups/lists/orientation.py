"""Information and orientation, of one client or of a group: topics, settings and lengths."""

from ocms_core.lookups.codelist import Code, CodeList

IO_TOPIC = CodeList(
    "io_topic",
    (
        Code("overview_of_canada", "Overview of Canada", "Aperçu du Canada"),
        Code("sources_of_information", "Sources of Information", "Sources d’information"),
        Code("rights_and_freedoms", "Rights and Freedoms", "Droits et libertés"),
        Code("law_and_justice", "Canadian Law and Justice", "Droit et justice au Canada"),
        Code("important_documents", "Important Documents", "Documents importants"),
        Code(
            "improving_english_or_french",
            "Improving English or French",
            "Amélioration de l’anglais ou du français",
        ),
        Code("employment_and_income", "Employment and Income", "Emploi et revenu"),
        Code("education", "Education", "Éducation"),
        Code("housing", "Housing", "Logement"),
        Code("health", "Health", "Santé"),
        Code("money_and_finances", "Money and Finances", "Argent et finances"),
        Code("transportation", "Transportation", "Transport"),
        Code("communications_and_media", "Communications and Media", "Communications et médias"),
        Code("community_engagement", "Community Engagement", "Participation communautaire"),
        Code(
            "becoming_a_citizen",
            "Becoming a Canadian Citizen",
            "Obtention de la citoyenneté canadienne",
        ),
        Code("interpersonal_conflict", "Interpersonal Conflict", "Conflits interpersonnels"),
    ),
    "Orientation topic",
    "Sujet d’orientation",
)

ARRIVAL_STAGE = CodeList(
    "arrival_stage",
    (
        Code("pre_arrival", "Pre-arrival", "Avant l’arrivée"),
        Code("post_arrival", "Post-arrival", "Après l’arrivée"),
    ),
    "Before or after arrival",
    "Avant ou après l’arrivée",
)

ORIENTATION_SERVICE = CodeList(
    "orientation_service",
    (
        Code("one_on_one", "One-on-one orientation", "Orientation individuelle"),
        Code("family", "Family orientation", "Orientation familiale"),
        Code("group", "Group orientation", "Orientation de groupe"),
    ),
    "Orientation received",
    "Orientation reçue",
)

ORIENTATION_LENGTH = CodeList(
    "orientation_length",
    (
        Code("up_to_5_minutes", "5 minutes or less", "5 minutes ou moins"),
        Code("minutes_6_30", "6 to 30 minutes", "6 à 30 minutes", funder_label="6 - 30 minutes"),
        Code(
            "minutes_30_60", "30 to 60 minutes", "30 à 60 minutes", funder_label="30 - 60 minutes"
        ),
        *(
            Code(
                f"hours_{hour}_{hour + 1}",
                f"{hour} to {hour + 1} hours",
                f"{hour} à {hour + 1} heures",
            )
            for hour in range(1, 30)
        ),
        Code("over_30_hours", "Over 30 hours", "Plus de 30 heures"),
    ),
    "Total length of orientation",
    "Durée totale de l’orientation",
)

GROUP_SIZE = CodeList(
    "group_size",
    (
        Code(
            "under_10",
            "Fewer than 10 people",
            "Moins de 10 personnes",
            funder_label="Less than 10 people",
        ),
        Code(
            "from_10_to_20",
            "10 to 20 people",
            "De 10 à 20 personnes",
            funder_label="10 - 20 people",
        ),
        Code("over_20", "More than 20 people", "Plus de 20 personnes"),
    ),
    "Number of people in the group",
    "Nombre de personnes dans le groupe",
)
