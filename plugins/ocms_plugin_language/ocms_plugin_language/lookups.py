"""Lists of language training: what a course is, how somebody attended, how they left it.

Where the funder's sheets have a list (course setup, client exit), ours maps to it one to one.
"""

from ocms_core.forms.ask import Worded
from ocms_core.lookups import (
    CLB,
    CLB_READING_WRITING,
    NCLC_LISTENING_SPEAKING,
    NCLC_READING_WRITING,
    Code,
    CodeList,
    in_french_benchmarks,
)

FRENCH = "fra"

COURSE_LANGUAGE = CodeList(
    "course_language",
    (Code("eng", "English", "Anglais"), Code("fra", "French", "Français")),
    "Official language of the course",
    "Langue officielle du cours",
)

TRAINING_FORMAT = CodeList(
    "training_format",
    (
        Code(
            "blended",
            "Blended: in class and online",
            "Hybride : en classe et en ligne",
            funder_label="Blended classroom and online training",
        ),
        Code("classroom", "Classroom", "En classe"),
        Code("itinerant", "Itinerant teachers", "Enseignants itinérants"),
        Code("one_on_one", "One-on-one tutoring", "Tutorat individuel"),
        Code(
            "distance",
            "Other distance learning, such as videoconferencing",
            "Autre formation à distance, par exemple par vidéoconférence",
            funder_label="Other distance learning (e.g. videoconferencing)",
        ),
        Code(
            "online",
            "Online training",
            "Formation en ligne",
            funder_label="Online computer training",
        ),
        Code("workplace", "Workplace", "En milieu de travail"),
    ),
    "Format of the training",
    "Mode de formation",
)
# Formats that have a place of their own.
IN_A_PLACE = ("blended", "classroom")

TRAINING_LOCATION = CodeList(
    "training_location",
    (
        Code("community", "Community organization", "Organisme communautaire"),
        Code("school", "School", "École"),
        Code(
            "post_secondary",
            "Post-secondary institution",
            "Établissement postsecondaire",
            funder_label="Post secondary institution",
        ),
        Code("private", "Private sector provider", "Fournisseur du secteur privé"),
        Code("public", "Other public institution", "Autre établissement public"),
    ),
    "Where classes are held",
    "Lieu des cours",
)

COURSE_INTAKE = CodeList(
    "course_intake",
    (
        Code("daily", "Daily", "Chaque jour"),
        Code("weekly", "Weekly", "Chaque semaine"),
        Code("monthly", "Monthly", "Chaque mois"),
        Code(
            "at_beginning",
            "Only at the beginning of the course",
            "Seulement au début du cours",
            funder_label="Only at beginning of session",
        ),
    ),
    "When new students can enrol",
    "Moment des inscriptions",
)

COURSE_FOCUS = CodeList(
    "course_focus",
    (
        Code("academic", "Academic preparation", "Préparation aux études"),
        Code("citizenship", "Citizenship preparation", "Préparation à la citoyenneté"),
        Code(
            "daily_life",
            "Daily life, basic needs",
            "Vie quotidienne, besoins de base",
            funder_label="Daily life/basic needs",
        ),
        Code("occupation", "Occupation specific", "Propre à une profession"),
        Code(
            "general",
            "General, or all of the above",
            "Général, ou tout ce qui précède",
            funder_label="General/all of the above",
        ),
    ),
    "Dominant focus of the course",
    "Axe principal du cours",
)

COURSE_SCHEDULE = CodeList(
    "course_schedule",
    (
        Code("morning", "Morning", "Matin"),
        Code("afternoon", "Afternoon", "Après-midi"),
        Code("evening", "Evening", "Soir"),
        Code("weekend", "Weekend", "Fin de semaine"),
        Code("anytime", "Anytime", "En tout temps"),
        Code("online", "Online", "En ligne"),
    ),
    "Schedule",
    "Horaire",
)

COURSE_SUPPORT = CodeList(
    "course_support",
    (
        Code(
            "child_care",
            "Care for newcomer children",
            "Garde d’enfants de nouveaux arrivants",
            funder_label="Care for Newcomer Children",
        ),
        Code("transportation", "Transportation", "Transport"),
        Code(
            "disability",
            "Provisions for disabilities",
            "Mesures pour personnes handicapées",
            funder_label="Provisions for Disabilities",
        ),
    ),
    "Support services of the course",
    "Services de soutien du cours",
)

COURSE_MATERIAL = CodeList(
    "course_material",
    (
        Code("citizenship", "Citizenship preparation", "Préparation à la citoyenneté"),
        Code("pbla", "PBLA language companion", "Cartable d’apprentissage (ELBP)"),
    ),
    "Materials of the course",
    "Matériel du cours",
)

WEEKDAY = CodeList(
    "weekday",
    (
        Code("mon", "Monday", "Lundi"),
        Code("tue", "Tuesday", "Mardi"),
        Code("wed", "Wednesday", "Mercredi"),
        Code("thu", "Thursday", "Jeudi"),
        Code("fri", "Friday", "Vendredi"),
        Code("sat", "Saturday", "Samedi"),
        Code("sun", "Sunday", "Dimanche"),
    ),
    "Day of the week",
    "Jour de la semaine",
)

NOT_APPLICABLE = "not_applicable"
_OUTSIDE = {"insufficient_evidence", "pre_clb"}
COURSE_LEVEL_WRITTEN = CodeList(
    "course_level_written",
    tuple(level for level in CLB if level.code not in _OUTSIDE),
    "Levels of a course, reading and writing",
    "Niveaux du cours, compréhension et expression écrites",
)
COURSE_LEVEL_ORAL = CodeList(
    "course_level_oral",
    tuple(level for level in COURSE_LEVEL_WRITTEN if level.group != "literacy"),
    "Levels of a course, listening and speaking",
    "Niveaux du cours, compréhension et expression orales",
)

# French is measured by the NCLC, whatever language the page is in. What says that it is French:
# the language of the course for its learners, that of the assessment, that which is taught.
ORAL = Worded("service_language", {FRENCH: NCLC_LISTENING_SPEAKING})
WRITTEN = Worded("service_language", {FRENCH: NCLC_READING_WRITING})
ORAL_ASSESSED = Worded("language", ORAL.lists)
WRITTEN_ASSESSED = Worded("language", WRITTEN.lists)
ORAL_TAUGHT = Worded(
    "course_language", {FRENCH: in_french_benchmarks("course_nclc_oral", COURSE_LEVEL_ORAL)}
)
WRITTEN_TAUGHT = Worded(
    "course_language", {FRENCH: in_french_benchmarks("course_nclc_written", COURSE_LEVEL_WRITTEN)}
)


def levels_of(language: str | None) -> CodeList:
    """Return the levels of a language, "eng" or "fra", as they are called."""
    return WRITTEN.lists.get(language or "", CLB_READING_WRITING)


ATTENDANCE = CodeList(
    "attendance",
    (
        Code("present", "Present", "Présent"),
        Code("absent", "Absent", "Absent"),
        Code("excused", "Excused", "Absence motivée"),
        Code("late", "Late", "En retard"),
        Code("left_early", "Left early", "Départ hâtif"),
        Code("holiday", "Holiday", "Congé"),
    ),
    "Attendance",
    "Présence",
)
ATTENDED = ("present", "late", "left_early")
"""Marks of somebody who was there: only these have hours."""
EXPECTED = (*ATTENDED, "absent", "excused")
"""Marks of a class that took place: the base of percentages."""
LETTERS = {
    "en": {
        "present": "P", "absent": "A", "excused": "E", "late": "L", "left_early": "D",
        "holiday": "H",
    },
    "fr": {
        "present": "P", "absent": "A", "excused": "M", "late": "R", "left_early": "D",
        "holiday": "C",
    },
}  # fmt: skip
"""One letter a mark, for the cells of the grid."""

EXIT_STATUS = CodeList(
    "course_exit_status",
    (
        Code("in_progress", "Enrolled, in progress", "Inscrit, en cours"),
        Code("completed", "Completed the course", "A terminé le cours"),
        Code(
            "advanced",
            "Has advanced to the next level (CLB or NCLC)",
            "Est passé au niveau NCLC suivant",
            funder_label="Has advanced to the next CLB level",
        ),
        Code(
            "exited",
            "Left before completing the course",
            "A quitté avant la fin du cours",
            funder_label="Exited the course before completing",
        ),
    ),
    "Status in the course",
    "Situation dans le cours",
)
LEFT = ("completed", "advanced", "exited")
"""Statuses that free the spot."""

EXIT_REASON = CodeList(
    "course_exit_reason",
    (
        Code("employment", "Found employment", "A trouvé un emploi"),
        Code("school", "Enrolled in school", "S’est inscrit à l’école"),
        Code("leave", "Extended leave", "Congé prolongé"),
        Code("citizenship", "Obtained citizenship", "A obtenu la citoyenneté"),
        Code(
            "other_level",
            "Moved to a more appropriate level",
            "Est passé à un niveau plus approprié",
        ),
        Code(
            "other_training",
            "Moved to another training program",
            "Est passé à un autre programme de formation",
        ),
        Code(
            "moved",
            "Moved, or cannot be reached",
            "A déménagé ou est introuvable",
            funder_label="Moved/unable to contact client",
        ),
        Code("illness", "Illness", "Maladie"),
        Code(
            "family",
            "Parental leave or caring for family members",
            "Congé parental ou soins à la famille",
            funder_label="Parental leave/caring for family members",
        ),
        Code("attendance", "Poor attendance", "Manque d’assiduité"),
        Code(
            "content",
            "Focus or quality of the course did not meet needs",
            "Axe ou qualité du cours ne répondant pas aux besoins",
            funder_label="Focus/quality of course did not meet needs",
        ),
        Code(
            "circumstances",
            "Schedule, format or location did not meet needs",
            "Horaire, mode ou lieu ne répondant pas aux besoins",
            funder_label="Schedule/format/location of course did not meet needs",
        ),
        Code("personal", "Personal reasons", "Raisons personnelles"),
        Code("support", "Lack of support services", "Manque de services de soutien"),
    ),
    "Reason for leaving the course",
    "Raison du départ du cours",
)

ASSESSMENT_TYPE = CodeList(
    "language_assessment_type",
    (
        Code("initial", "Initial assessment", "Évaluation initiale"),
        Code("reassessment", "Reassessment", "Réévaluation"),
        Code("literacy", "Literacy assessment", "Évaluation de l’alphabétisation"),
        Code("milestone", "Milestone assessment", "Évaluation d’étape"),
    ),
    "Type of assessment",
    "Type d’évaluation",
)

ELIGIBILITY = CodeList(
    "language_eligibility",
    (
        Code("linc", "LINC or CLIC", "CLIC ou LINC"),
        Code("provincial", "Provincial ESL or FSL", "ALS ou FLS provincial"),
        Code("both", "Both", "Les deux"),
        Code("none", "Not eligible", "Non admissible"),
    ),
    "Eligible for",
    "Admissibilité",
)

LEARNER_NEED = CodeList(
    "language_learner_need",
    (
        Code("child_care", "Childminding", "Garde d’enfants"),
        Code("transportation", "Transportation", "Transport"),
        Code("disability", "Provisions for a disability", "Mesures liées à un handicap"),
    ),
    "Needs for taking a course",
    "Besoins pour suivre un cours",
)

TRAINING_REFERRAL = CodeList(
    "language_training_referral",
    (
        Code("linc", "LINC or CLIC", "CLIC ou LINC"),
        Code("esl", "ESL or FSL", "ALS ou FLS"),
        Code(
            "oslt",
            "Occupation-specific language training",
            "Formation linguistique axée sur les professions",
        ),
        Code("employer", "Employer-based training", "Formation chez l’employeur"),
    ),
    "Referred to",
    "Aiguillage vers",
)

GAIN = CodeList(
    "clb_gain",
    (
        Code("lower", "Lower than at the start", "Plus bas qu’au début"),
        Code("same", "The same level", "Le même niveau"),
        Code("one", "One level", "Un niveau"),
        Code("two", "Two levels", "Deux niveaux"),
        Code("more", "Three levels or more", "Trois niveaux ou plus"),
    ),
    "Levels gained",
    "Niveaux gagnés",
)
RANKS = {
    code: rank
    for rank, code in enumerate(
        (
            "lit_foundation", "lit_1", "lit_2", "lit_3", "lit_4", "pre_clb",
            *(f"clb_{level}" for level in range(1, 13)),
        )
    )
}  # fmt: skip
"""The order of levels, by which a gain is counted; a level that is none has no rank."""
