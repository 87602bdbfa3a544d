"""Lists of matches with mentors and tutors, and of what came of them."""

from ocms_core.lookups import Code, CodeList

MATCH_BASIS = CodeList(
    "match_basis",
    (
        Code("industry", "Industry", "Secteur"),
        Code("occupation", "Occupation", "Profession"),
        Code("language", "Language", "Langue"),
        Code("school_subject", "School subject", "Matière scolaire"),
        Code("location", "Location", "Lieu"),
        Code("availability", "Availability", "Disponibilité"),
    ),
    "Basis of the match",
    "Critères du jumelage",
)

MENTORING_GOAL = CodeList(
    "mentoring_goal",
    (
        Code(
            "workplace_culture",
            "Understand workplace culture",
            "Comprendre la culture du milieu de travail",
        ),
        Code("networks", "Build networks", "Bâtir un réseau"),
        Code("accreditation", "Accreditation", "Accréditation"),
        Code("opportunities", "Identify opportunities", "Repérer des possibilités"),
        Code("strategy", "Job-search strategy", "Stratégie de recherche d’emploi"),
        Code("self_marketing", "Self-marketing", "Mise en valeur de soi"),
    ),
    "Goals",
    "Objectifs",
)

MEETING_MODE = CodeList(
    "match_meeting_mode",
    (
        Code("in_person", "In person", "En personne"),
        Code("online", "Online", "En ligne"),
        Code("phone", "By phone", "Au téléphone"),
        Code("mixed", "Mixed", "Mixte"),
    ),
    "How they meet",
    "Mode de rencontre",
)

FREQUENCY = CodeList(
    "match_frequency",
    (
        Code("twice_a_week", "Twice a week", "Deux fois par semaine"),
        Code("weekly", "Every week", "Chaque semaine"),
        Code("every_two_weeks", "Every two weeks", "Aux deux semaines"),
        Code("monthly", "Every month", "Chaque mois"),
        Code("as_needed", "As needed", "Au besoin"),
    ),
    "How often they meet",
    "Fréquence des rencontres",
)

END_REASON = CodeList(
    "match_end_reason",
    (
        Code("goals_met", "Goals met", "Objectifs atteints"),
        Code("found_work", "The client found work", "Le client a trouvé un emploi"),
        Code("client_left", "The client left or moved", "Le client est parti ou a déménagé"),
        Code("supporter_left", "The mentor or tutor stopped", "Le mentor ou tuteur a cessé"),
        Code("no_time", "No time", "Manque de temps"),
        Code("poor_fit", "Not a good match", "Le jumelage ne convenait pas"),
        Code("no_contact", "Lost contact", "Contact perdu"),
        Code("other", "Other", "Autre"),
    ),
    "Reason ended",
    "Raison de la fin",
)

MILESTONE = CodeList(
    "match_milestone",
    (
        Code("first_meeting", "First meeting held", "Première rencontre tenue"),
        Code("goals_agreed", "Goals agreed on", "Objectifs convenus"),
        Code("resume", "Résumé reviewed", "Curriculum vitæ revu"),
        Code("mock_interview", "Practice interview", "Entrevue simulée"),
        Code("introductions", "Introduced to contacts", "Mise en relation avec des contacts"),
        Code("workplace_visit", "Workplace visited", "Visite d’un milieu de travail"),
        Code("licence_plan", "Plan for the licence made", "Plan pour le permis d’exercice fait"),
        Code("study_plan", "Study plan made", "Plan d’étude fait"),
        Code("homework", "Homework on time", "Devoirs remis à temps"),
        Code("exam", "Exam or test passed", "Examen ou test réussi"),
    ),
    "Milestones reached",
    "Étapes franchies",
)

CLOSE_OUTCOME = CodeList(
    "match_outcome_at_close",
    (
        Code("job_in_field", "Found a job in their field", "Emploi trouvé dans son domaine"),
        Code("other_job", "Found another job", "Autre emploi trouvé"),
        Code("interview", "Had an interview", "A passé une entrevue"),
        Code("licence_step", "A step towards the licence", "Une étape vers le permis d’exercice"),
        Code("grade_improved", "Grade improved", "Note améliorée"),
        Code("network", "Network expanded", "Réseau élargi"),
        Code("language", "Language improved", "Progrès en langue"),
        Code("confidence", "More confidence", "Plus de confiance"),
        Code("studies", "Began studies or training", "Études ou formation commencées"),
        Code("none", "None yet", "Aucun pour le moment"),
    ),
    "Outcome at close",
    "Résultat à la clôture",
)
