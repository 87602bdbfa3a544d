"""Lists of settlement services: what was given, in which setting, and which needs were found."""

from ocms_core.lookups import Code, CodeList

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
