"""Who a person is: gender, family, identifiers and immigration.

French labels name the status rather than the person where they can, so that they fit everybody.
"""

from ocms_core.lookups.codelist import Code, CodeList

YES_NO_UNKNOWN = CodeList(
    "yes_no_unknown",
    (
        Code("yes", "Yes", "Oui"),
        Code("no", "No", "Non"),
        Code(
            "unknown",
            "Unknown or not sure",
            "Inconnu ou incertain",
            funder_label="Unknown/Not sure",
        ),
    ),
    "Yes, no or unknown",
    "Oui, non ou inconnu",
)

CLIENT_IDENTIFIER_TYPE = CodeList(
    "client_identifier_type",
    (
        Code("gcms_client_id", "FOSS/GCMS Client ID", "ID client du SSOBL ou du SMGC"),
        Code(
            "permit_number",
            "Temporary Resident or Minister’s Permit Number",
            "Numéro de permis de séjour temporaire ou de permis ministériel",
        ),
        Code(
            "imm_document_number",
            "IMM5292, IMM5509, IMM1000 Number",
            "Numéro de formulaire IMM5292, IMM5509 ou IMM1000",
        ),
    ),
    "Type of identifier",
    "Type d’identifiant",
)

GENDER = CodeList(
    "gender",
    (
        Code("woman", "Woman", "Femme"),
        Code("man", "Man", "Homme"),
        Code("another_gender", "Another gender", "Autre genre"),
        Code("prefer_not_to_say", "Prefer not to say", "Préfère ne pas répondre"),
        Code("unknown", "Unknown", "Inconnu"),
    ),
    "Gender",
    "Genre",
)

MARITAL_STATUS = CodeList(
    "marital_status",
    (
        Code("single", "Single", "Célibataire"),
        Code("common_law", "Common-law", "En union de fait"),
        Code("married", "Married", "Marié ou mariée"),
        Code("divorced", "Divorced", "Divorcé ou divorcée"),
        Code("separated", "Separated", "Séparé ou séparée"),
        Code("widowed", "Widowed", "Veuf ou veuve"),
    ),
    "Marital status",
    "État matrimonial",
)

# The groups say whether federal settlement services may be reported for the person; the two
# last values have none, because the answer is not known.
IMMIGRATION_STATUS = CodeList(
    "immigration_status",
    (
        Code("permanent_resident", "Permanent resident", "Résidence permanente", group="eligible"),
        Code(
            "protected_person",
            "Convention refugee or protected person",
            "Personne réfugiée au sens de la Convention ou personne protégée",
            group="eligible",
        ),
        Code(
            "refugee_claimant",
            "Refugee claimant",
            "Personne qui demande l’asile",
            group="not_eligible",
        ),
        Code(
            "citizen_naturalized",
            "Canadian citizen (naturalized)",
            "Citoyenneté canadienne (naturalisation)",
            group="not_eligible",
        ),
        Code(
            "citizen_by_birth",
            "Canadian citizen (by birth)",
            "Citoyenneté canadienne (naissance)",
            group="not_eligible",
        ),
        Code(
            "temporary_foreign_worker",
            "Temporary foreign worker (work permit)",
            "Travail temporaire (permis de travail)",
            group="not_eligible",
        ),
        Code(
            "international_student",
            "International student (study permit)",
            "Études au Canada (permis d’études)",
            group="not_eligible",
        ),
        Code("visitor", "Visitor", "Statut de visiteur", group="not_eligible"),
        Code(
            "temporary_resident_permit",
            "Temporary resident permit holder",
            "Permis de séjour temporaire",
            group="not_eligible",
        ),
        Code(
            "cuaet",
            "Canada-Ukraine authorization for emergency travel (CUAET)",
            "Autorisation de voyage d’urgence Canada-Ukraine (AVUCU)",
            group="eligible",
        ),
        Code(
            "approved_in_principle",
            "Approved in principle",
            "Approbation de principe",
            group="eligible",
        ),
        Code("other", "Other", "Autre"),
        Code("unknown", "Unknown", "Inconnu"),
    ),
    "Immigration status",
    "Statut d’immigration",
)

IMMIGRATION_CLASS = CodeList(
    "immigration_class",
    (
        Code(
            "federal_skilled_worker",
            "Federal skilled worker",
            "Travail qualifié (fédéral)",
            group="economic",
        ),
        Code(
            "federal_skilled_trades",
            "Federal skilled trades",
            "Métiers spécialisés (fédéral)",
            group="economic",
        ),
        Code(
            "canadian_experience",
            "Canadian experience class",
            "Catégorie de l’expérience canadienne",
            group="economic",
        ),
        Code(
            "provincial_nominee", "Provincial nominee", "Candidature provinciale", group="economic"
        ),
        Code("caregiver", "Caregiver", "Aide familiale", group="economic"),
        Code(
            "business",
            "Business (start-up, self-employed, investor)",
            "Gens d’affaires (démarrage, travail autonome, investissement)",
            group="economic",
        ),
        Code(
            "atlantic", "Atlantic immigration", "Immigration au Canada atlantique", group="economic"
        ),
        Code(
            "rural_francophone_pilot",
            "Rural and francophone pilots",
            "Programmes pilotes ruraux et francophones",
            group="economic",
        ),
        Code(
            "quebec_skilled_worker",
            "Quebec skilled worker",
            "Travail qualifié (Québec)",
            group="economic",
        ),
        Code(
            "spouse_or_partner",
            "Spouse or partner",
            "Époux, conjoint ou partenaire",
            group="family",
        ),
        Code(
            "parent_or_grandparent",
            "Parent or grandparent",
            "Parent ou grand-parent",
            group="family",
        ),
        Code("child", "Child", "Enfant", group="family"),
        Code(
            "other_relative",
            "Other sponsored relative",
            "Autre membre de la famille parrainé",
            group="family",
        ),
        Code(
            "government_assisted",
            "Government-assisted refugee (GAR)",
            "Personne réfugiée prise en charge par le gouvernement (RPG)",
            group="refugee",
        ),
        Code(
            "privately_sponsored",
            "Privately sponsored refugee (PSR)",
            "Personne réfugiée parrainée par le secteur privé (RPSP)",
            group="refugee",
        ),
        Code(
            "blended_visa_office_referred",
            "Blended visa office-referred refugee (BVOR)",
            "Personne réfugiée désignée par un bureau des visas, programme mixte (RDBV)",
            group="refugee",
        ),
        Code(
            "joint_assistance",
            "Joint assistance sponsorship (JAS)",
            "Programme de parrainage d’aide conjointe (PAC)",
            group="refugee",
        ),
        Code(
            "protected_in_canada",
            "Protected person landed in Canada",
            "Personne protégée au Canada",
            group="refugee",
        ),
        Code(
            "dependant_abroad",
            "Dependant abroad of a protected person",
            "Personne à charge à l’étranger d’une personne protégée",
            group="refugee",
        ),
        Code(
            "humanitarian",
            "Humanitarian and compassionate considerations",
            "Considérations d’ordre humanitaire",
            group="other",
        ),
        Code("public_policy", "Public policy", "Politique d’intérêt public", group="other"),
        Code("other", "Other", "Autre", group="other"),
        Code("unknown", "Unknown", "Inconnu", group="other"),
    ),
    "Immigration class",
    "Catégorie d’immigration",
)

PHONE_KIND = CodeList(
    "phone_kind",
    (
        Code("mobile", "Mobile", "Cellulaire"),
        Code("home", "Home", "Domicile"),
        Code("work", "Work", "Travail"),
        Code("other", "Other", "Autre"),
    ),
    "Kind of telephone",
    "Type de téléphone",
)
