"""Lists of the form Employment, one to one with the federal employment file."""

from ocms_core.lookups import Code, CodeList

REFERRAL_TO = CodeList(
    "employment_referral_to",
    (
        Code(
            "ircc_service",
            "Another IRCC-funded service",
            "Un autre service financé par IRCC",
        ),
        Code("other", "Other", "Autre"),
    ),
    "A referral to",
    "Aiguillage vers",
)

EDUCATION_STATUS = CodeList(
    "employment_education_status",
    (
        Code("full_time_student", "Full-time student", "Études à temps plein"),
        Code("part_time_student", "Part-time student", "Études à temps partiel"),
        Code(
            "full_time_training",
            "Full-time training (e.g. language training or job-specific training)",
            "Formation à temps plein (par exemple linguistique ou liée à un emploi)",
        ),
        Code(
            "part_time_training",
            "Part-time training (e.g. language training or job-specific training)",
            "Formation à temps partiel (par exemple linguistique ou liée à un emploi)",
        ),
        Code("not_a_student", "Not a student", "Pas aux études"),
    ),
    "Education status",
    "Situation quant aux études",
)

INTERVENTION_TYPE = CodeList(
    "employment_intervention_type",
    (
        Code("long_term", "Long Term", "À long terme"),
        Code("short_term", "Short Term", "À court terme"),
    ),
    "Intervention type",
    "Type d’intervention",
)

INTERVENTION_RECEIVED = CodeList(
    "employment_intervention_received",
    (
        Code("work_placement", "Work placement", "Stage en milieu de travail"),
        Code("mentoring", "Mentoring", "Mentorat"),
        Code(
            "licensure",
            "Preparation for licensure/certification",
            "Préparation au permis d’exercice ou à l’accréditation",
        ),
    ),
    "Intervention received",
    "Intervention reçue",
)

INTERVENTION_STATUS = CodeList(
    "employment_intervention_status",
    (
        Code(
            "ended_early",
            "Intervention ended early (i.e. client ended participation)",
            "Intervention terminée avant la fin prévue (le client a cessé d’y participer)",
        ),
        Code("ongoing", "Ongoing", "En cours"),
        Code("completed", "Completed", "Terminée"),
    ),
    "Status of intervention",
    "État de l’intervention",
)

LEAVE_REASON = CodeList(
    "employment_leave_reason",
    (
        Code(
            "found_employment",
            "Found Employment",
            "A trouvé un emploi",
        ),
        Code("school", "To attend school", "Pour faire des études"),
        Code("medical", "Medical reason", "Raison médicale"),
        Code("personal", "Personal reason", "Raison personnelle"),
        Code(
            "parental_leave",
            "Parental leave / caring for family members",
            "Congé parental ou soins à des proches",
        ),
        Code("lack_of_support", "Lack of support services", "Manque de services de soutien"),
        Code(
            "another_service",
            "To receive another settlement service",
            "Pour recevoir un autre service d’établissement",
        ),
        Code("citizenship", "Obtained citizenship", "A obtenu la citoyenneté"),
        Code(
            "needs_not_met",
            "Client felt intervention was not meeting current employment needs",
            "Selon le client, l’intervention ne répondait pas à ses besoins d’emploi actuels",
        ),
        Code(
            "moved",
            "Moved / unable to contact client",
            "A déménagé, ou client impossible à joindre",
        ),
        Code("unknown", "Reason unknown", "Raison inconnue"),
        Code(
            "ended_by_mentor", "Intervention ended by mentor", "Intervention terminée par le mentor"
        ),
        Code(
            "ended_by_employer",
            "Intervention ended by employer",
            "Intervention terminée par l’employeur",
        ),
        Code(
            "ended_by_third_party",
            "Intervention ended by third party/volunteer",
            "Intervention terminée par un tiers ou un bénévole",
        ),
    ),
    "Reason for leaving the intervention",
    "Raison du départ",
)

PAID = CodeList(
    "employment_paid",
    (Code("paid", "Paid", "Rémunéré"), Code("unpaid", "Unpaid", "Non rémunéré")),
    "Paid or unpaid",
    "Rémunération",
)

WORKING_HOURS = CodeList(
    "employment_working_hours",
    (
        Code(
            "part_time",
            "Part-time - less than 30 hours at main or only job",
            "Temps partiel : moins de 30 heures à l’emploi principal ou unique",
        ),
        Code(
            "full_time",
            "Full-time - 30 hours or more at main or only job",
            "Temps plein : 30 heures ou plus à l’emploi principal ou unique",
        ),
    ),
    "Hours of work",
    "Heures de travail",
)

MENTOR_PLACE = CodeList(
    "employment_mentor_place",
    (
        Code(
            "workplace",
            "Mentor’s place of work during work hours",
            "Lieu de travail du mentor pendant les heures de travail",
            funder_label="Mentor's place of work during work hours",
        ),
        Code(
            "other",
            "Other (e.g. coffee shop, restaurant, Skype)",
            "Autre (par exemple café, restaurant, Skype)",
        ),
    ),
    "Client met the mentor regularly at",
    "Lieu habituel des rencontres",
)

MENTOR_HOURS = CodeList(
    "employment_mentor_hours",
    (
        *(Code(str(hours), str(hours), str(hours)) for hours in range(1, 10)),
        Code("10_or_more", "10+", "10 ou plus"),
    ),
    "Average hours a week with the mentor",
    "Heures par semaine avec le mentor, en moyenne",
)

SHORT_TERM_SERVICE = CodeList(
    "employment_short_term_service",
    (
        Code("networking", "Networking opportunities", "Occasions de réseautage"),
        Code(
            "resume_screening",
            "Resume screening for referrals service",
            "Examen du curriculum vitæ en vue d’un aiguillage",
        ),
        Code(
            "matching_system",
            "Resume added to a matching system",
            "Curriculum vitæ versé dans un système de jumelage",
        ),
        Code("counselling", "Employment counselling", "Counseling d’emploi"),
    ),
    "Service received",
    "Service reçu",
)
