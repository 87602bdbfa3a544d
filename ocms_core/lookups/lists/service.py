"""What every service record says: where, how, for whom and with which support."""

from ocms_core.lookups.codelist import Code, CodeList

OFFICIAL_LANGUAGE_PREFERENCE = CodeList(
    "official_language_preference",
    (
        Code("eng", "English", "Anglais"),
        Code("fra", "French", "Français"),
        Code(
            "no_preference",
            "Unknown or no preference",
            "Inconnue ou sans préférence",
            funder_label="Unknown/No preference",
        ),
    ),
    "Official language of preference",
    "Langue officielle de préférence",
)

DELIVERY_METHOD = CodeList(
    "delivery_method",
    (
        Code("in_person", "In person", "En personne"),
        Code("phone", "Phone", "Téléphone"),
        Code("email", "Email", "Courriel"),
        Code("online", "Online", "En ligne"),
    ),
    "Delivery method",
    "Mode de prestation",
)

SERVICE_STATUS = CodeList(
    "service_status",
    (
        Code(
            "ended_early",
            "Ended early (the client stopped taking part)",
            "Fin anticipée (arrêt de la participation)",
            funder_label="Service ended early (i.e. client ended participation)",
        ),
        Code("ongoing", "Ongoing", "En cours"),
        Code("completed", "Completed", "Terminé"),
    ),
    "Status of the service",
    "État du service",
)

INSTITUTION_TYPE = CodeList(
    "institution_type",
    (
        Code(
            "settlement_provider",
            "Settlement service provider",
            "Fournisseur de services d’établissement",
        ),
        Code("public_library", "Public library", "Bibliothèque publique"),
        Code("elementary_school", "Elementary school", "École primaire"),
        Code("secondary_school", "Secondary school", "École secondaire"),
        Code("post_secondary", "Post-secondary institution", "Établissement postsecondaire"),
        Code("healthcare", "Healthcare institution", "Établissement de santé"),
        Code(
            "community_centre",
            "Community centre or neighbourhood house",
            "Centre communautaire ou maison de quartier",
            funder_label="Community centre/neighbourhood house",
        ),
        Code("employment_agency", "Employment agency", "Agence d’emploi"),
        Code("client_home", "The client’s home", "Domicile du client"),
        Code("client_workplace", "The client’s place of employment", "Lieu de travail du client"),
        Code(
            "public_space",
            "A public space (shopping centre, etc.)",
            "Lieu public (centre commercial, etc.)",
        ),
        Code("port_of_entry", "Port of entry", "Point d’entrée"),
        Code("online", "Online", "En ligne"),
        Code("not_for_profit", "Not for profit organization", "Organisme sans but lucratif"),
    ),
    "Type of institution",
    "Type d’établissement",
)

REFERRED_BY = CodeList(
    "referred_by",
    (
        Code(
            "community_centre",
            "Community centre or library",
            "Centre communautaire ou bibliothèque",
            funder_label="Community centre / library",
        ),
        Code(
            "employer",
            "Employer or co-worker",
            "Employeur ou collègue de travail",
            funder_label="Employer / co-worker",
        ),
        Code(
            "ethnic_or_religious",
            "Ethnic or religious organization",
            "Organisme ethnique ou religieux",
        ),
        Code(
            "family_or_friends",
            "Family or friends",
            "Famille ou amis",
            funder_label="Family / friends",
        ),
        Code(
            "government_agency", "Canadian government agency", "Organisme gouvernemental canadien"
        ),
        Code(
            "government_publication",
            "Government publication, brochure or website",
            "Publication, brochure ou site Web du gouvernement",
            funder_label="Government publication / brochure / website",
        ),
        Code(
            "consultant_or_lawyer",
            "Immigration consultant or lawyer",
            "Consultant en immigration ou avocat",
            funder_label="Immigration consultant / lawyer",
        ),
        Code("internal", "Internal to my organization", "À l’interne, dans mon organisme"),
        Code(
            "other_media",
            "Non-governmental newspaper, media, publication, brochure or website",
            "Journal, média, publication, brochure ou site Web non gouvernemental",
            funder_label=("Non-governmental newspaper / media / publication / brochure / Web site"),
        ),
        Code(
            "orientation_in_canada",
            "In-Canada orientation session",
            "Séance d’orientation au Canada",
        ),
        Code(
            "orientation_overseas",
            "Overseas orientation session (e.g. CIIP)",
            "Séance d’orientation à l’étranger (p. ex. PCII)",
        ),
        Code(
            "other_provider",
            "Other settlement service provider",
            "Autre fournisseur de services d’établissement",
        ),
        Code("school", "School", "École"),
        Code("not_referred", "Not referred", "Sans aiguillage"),
    ),
    "Referred by",
    "Source de l’aiguillage",
)
