"""How a person lives and what they have learned."""

from ocms_core.lookups.codelist import Code, CodeList

EDUCATION_LEVEL = CodeList(
    "education_level",
    (
        Code("none", "No formal education", "Aucune scolarité"),
        Code("grade_0_8", "Grade 0 to 8", "De la maternelle à la 8e année"),
        Code("grade_9", "Grade 9", "9e année"),
        Code("grade_10", "Grade 10", "10e année"),
        Code("grade_11", "Grade 11", "11e année"),
        Code(
            "grade_12",
            "Grade 12 or equivalent, or Ontario Academic Credit",
            "Diplôme d’études secondaires ou l’équivalent",
        ),
        Code("some_apprenticeship", "Some apprenticeship", "Apprentissage non terminé"),
        Code("apprenticeship", "Certificate of apprenticeship", "Certificat d’apprentissage"),
        Code("some_college", "Some college", "Études collégiales non terminées"),
        Code("college", "College certificate or diploma", "Certificat ou diplôme collégial"),
        Code("some_university", "Some university", "Études universitaires non terminées"),
        Code("applied_degree", "Applied degree", "Grade d’études appliquées"),
        Code("bachelor", "Bachelor’s degree", "Baccalauréat"),
        Code("master", "Master’s degree", "Maîtrise"),
        Code("doctorate", "Doctorate", "Doctorat"),
        Code("professional", "Professional degree", "Diplôme professionnel"),
        Code("unknown", "Unknown", "Inconnu"),
    ),
    "Level of education",
    "Niveau de scolarité",
)

INCOME_SOURCE = CodeList(
    "income_source",
    (
        Code("employment", "Employment", "Emploi"),
        Code("self_employment", "Self-employment", "Travail autonome"),
        Code("employment_insurance", "Employment Insurance", "Assurance-emploi"),
        Code("ontario_works", "Ontario Works", "Ontario au travail"),
        Code(
            "disability_support",
            "Ontario Disability Support Program (ODSP)",
            "Programme ontarien de soutien aux personnes handicapées (POSPH)",
        ),
        Code(
            "resettlement_assistance",
            "Resettlement Assistance Program (RAP) income support",
            "Soutien du revenu du Programme d’aide à la réinstallation (PAR)",
        ),
        Code("canada_child_benefit", "Canada child benefit", "Allocation canadienne pour enfants"),
        Code(
            "public_pension",
            "Old Age Security, Guaranteed Income Supplement or Canada Pension Plan",
            "Sécurité de la vieillesse, Supplément de revenu garanti "
            "ou Régime de pensions du Canada",
        ),
        Code(
            "student_assistance",
            "Student assistance (OSAP) or student loan",
            "Aide aux études (RAFEO) ou prêt étudiant",
        ),
        Code(
            "workplace_insurance",
            "Workplace insurance (WSIB)",
            "Assurance contre les accidents du travail (CSPAAT)",
        ),
        Code("savings", "Savings", "Épargne"),
        Code("family_or_sponsor", "Family or sponsor", "Famille ou répondant"),
        Code(
            "extended_society_care",
            "Crown ward or extended society care",
            "Pupille de la Couronne ou personne confiée à une société d’aide à l’enfance",
        ),
        Code("other", "Other", "Autre"),
        Code("none", "No source of income", "Aucun revenu"),
        Code("unknown", "Unknown", "Inconnu"),
    ),
    "Source of income",
    "Source de revenu",
)

HOUSING = CodeList(
    "housing",
    (
        Code("own", "Own", "Propriétaire"),
        Code("rent_private", "Rent, private", "Locataire, secteur privé"),
        Code("subsidized", "Subsidized or social housing", "Logement subventionné ou social"),
        Code("shared", "Shared, or with family or friends", "Partagé ou chez des proches"),
        Code(
            "temporary",
            "Temporary (hotel, reception house)",
            "Temporaire (hôtel, centre d’accueil)",
        ),
        Code("shelter", "Shelter", "Refuge"),
        Code("transitional", "Transitional housing", "Logement de transition"),
        Code("no_fixed_address", "No fixed address", "Sans domicile fixe"),
        Code("other", "Other", "Autre"),
        Code("unknown", "Unknown", "Inconnu"),
    ),
    "Housing",
    "Logement",
)
