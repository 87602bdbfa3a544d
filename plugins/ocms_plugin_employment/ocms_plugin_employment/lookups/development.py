"""Lists of job development: needs, progress, placements, mentors and tutors."""

from ocms_core.lookups import Code, CodeList

DESIGNATED_GROUP = CodeList(
    "designated_group",
    (
        Code("newcomer", "Newcomer", "Personne nouvellement arrivée"),
        Code("racialized", "Racialized person", "Personne racisée"),
        Code("woman", "Woman", "Femme"),
        Code("disability", "Person with a disability", "Personne en situation de handicap"),
        Code("deaf", "Deaf or hard of hearing", "Personne sourde ou malentendante"),
        Code("indigenous", "First Nations, Inuit or Métis", "Premières Nations, Inuit ou Métis"),
        Code("francophone", "Francophone", "Francophone"),
        Code("sexual_minority", "2SLGBTQI+ person", "Personne 2ELGBTQI+"),
        Code("youth", "Youth (15 to 29)", "Jeune (de 15 à 29 ans)"),
        Code("older_worker", "Older worker (55 and over)", "Personne de 55 ans et plus"),
        Code("lone_parent", "Parent alone with children", "Parent seul avec enfants"),
        Code("justice", "Involved with the justice system", "Démêlés avec la justice"),
        Code("none", "None of these", "Aucun de ces groupes"),
        Code("not_told", "Prefers not to say", "Préfère ne pas répondre"),
    ),
    "Designated groups",
    "Groupes désignés",
)

STUDY_TYPE = CodeList(
    "study_type",
    (
        Code("general", "General schooling", "Enseignement général"),
        Code("vocational", "Vocational or trade school", "École professionnelle ou de métiers"),
        Code("apprenticeship", "Apprenticeship", "Apprentissage"),
        Code("college", "College", "Collège"),
        Code("university", "University", "Université"),
        Code("language", "Language training", "Formation linguistique"),
        Code("professional", "Professional training", "Perfectionnement professionnel"),
        Code("other", "Other", "Autre"),
    ),
    "Type of studies",
    "Type d’études",
)

LABOUR_FORCE = CodeList(
    "labour_force_attachment",
    (
        Code("full_time", "Employed full time", "Emploi à temps plein"),
        Code("part_time", "Employed part time", "Emploi à temps partiel"),
        Code("underemployed", "Underemployed", "Sous-emploi"),
        Code("self_employed", "Self-employed", "Travail autonome"),
        Code("unemployed", "Unemployed", "Sans emploi"),
        Code("student", "Student", "Aux études"),
        Code("not_in_labour_force", "Not in the labour force", "Hors de la population active"),
    ),
    "Labour force attachment",
    "Lien avec le marché du travail",
)

TIME_OUT = CodeList(
    "time_out_of_work",
    (
        Code("not_out", "Not out at present", "Pas en interruption"),
        Code("under_3_months", "Less than 3 months", "Moins de 3 mois"),
        Code("months_3_6", "3 to 6 months", "De 3 à 6 mois"),
        Code("months_6_12", "6 to 12 months", "De 6 à 12 mois"),
        Code("years_1_3", "1 to 3 years", "De 1 à 3 ans"),
        Code("over_3_years", "More than 3 years", "Plus de 3 ans"),
        Code("never", "Never worked or studied", "N’a jamais travaillé ni étudié"),
        Code("unknown", "Unknown", "Inconnu"),
    ),
    "Time out of work, school or training",
    "Temps écoulé sans emploi, études ou formation",
)

LEFT_JOB = CodeList(
    "reason_left_job",
    (
        Code("immigration", "Moved to Canada", "Immigration au Canada"),
        Code("laid_off", "Laid off, or shortage of work", "Licenciement ou manque de travail"),
        Code("contract_ended", "The contract ended", "Fin du contrat"),
        Code("better_job", "Found another job", "Autre emploi trouvé"),
        Code("school", "To study", "Études"),
        Code("family", "Family or care", "Famille ou soins à des proches"),
        Code("health", "Health", "Santé"),
        Code("dismissed", "Dismissed", "Congédiement"),
        Code("quit", "Quit", "Démission"),
        Code("conflict", "War or persecution", "Guerre ou persécution"),
        Code("still_there", "Still works there", "Y travaille toujours"),
        Code("other", "Other", "Autre"),
    ),
    "Reason for leaving",
    "Raison du départ",
)

WORKING_LANGUAGE = CodeList(
    "working_language_level",
    (
        Code("none", "None yet", "Aucune connaissance"),
        Code("basic", "Simple words at work", "Mots simples au travail"),
        Code("intermediate", "Everyday conversation", "Conversation courante"),
        Code("advanced", "Meetings and reports", "Réunions et rapports"),
        Code("fluent", "Fluent or mother tongue", "Parfaitement ou langue maternelle"),
    ),
    "Level for work",
    "Niveau pour le travail",
)

COMPUTER_SKILLS = CodeList(
    "computer_skills",
    (
        Code("none", "None", "Aucune"),
        Code("basic", "Basic", "De base"),
        Code("intermediate", "Intermediate", "Intermédiaires"),
        Code("advanced", "Advanced", "Avancées"),
    ),
    "Computer skills",
    "Compétences informatiques",
)

DRIVING_LICENCE = CodeList(
    "driving_licence",
    (
        Code("none", "None", "Aucun"),
        Code("learner", "Learner’s licence", "Permis d’apprenti"),
        Code("full", "Full licence", "Permis complet"),
        Code(
            "commercial", "Truck, bus or other commercial", "Camion, autobus ou autre (commercial)"
        ),
        Code("foreign", "Only of another country", "D’un autre pays seulement"),
    ),
    "Driver’s licence",
    "Permis de conduire",
)

BARRIER = CodeList(
    "employment_barrier",
    (
        Code("language", "Language", "Langue"),
        Code("canadian_experience", "No Canadian experience", "Pas d’expérience canadienne"),
        Code("credentials", "Credentials not recognized", "Titres non reconnus"),
        Code("education", "Little schooling", "Faible scolarité"),
        Code("essential_skills", "Reading, writing or numbers", "Lecture, écriture ou calcul"),
        Code("computer", "Computer skills", "Compétences informatiques"),
        Code(
            "job_search", "Does not know how to look for work", "Connaît mal la recherche d’emploi"
        ),
        Code("network", "No network", "Pas de réseau"),
        Code("references", "No references", "Pas de références"),
        Code("child_care", "Child care", "Garde d’enfants"),
        Code("care", "Care of a relative", "Soins à un proche"),
        Code("transport", "Transportation", "Transport"),
        Code("licence", "No driver’s licence", "Pas de permis de conduire"),
        Code("health", "Health or disability", "Santé ou handicap"),
        Code("mental_health", "Mental health or stress", "Santé mentale ou stress"),
        Code("housing", "Housing", "Logement"),
        Code("money", "Money for work clothes, tools or fees", "Argent (vêtements, outils, frais)"),
        Code("work_permit", "Work permit or status", "Permis de travail ou statut"),
        Code("discrimination", "Discrimination", "Discrimination"),
        Code("confidence", "Confidence or motivation", "Confiance ou motivation"),
        Code("other", "Other", "Autre"),
    ),
    "Barriers to employment",
    "Obstacles à l’emploi",
)

PLAN_ACTIVITY = CodeList(
    "action_plan_activity",
    (
        Code("resume", "Résumé and cover letter", "Curriculum vitæ et lettre"),
        Code("job_search", "Job search", "Recherche d’emploi"),
        Code("interview_practice", "Interview practice", "Simulation d’entrevue"),
        Code("language_training", "Language training", "Formation linguistique"),
        Code("skills_training", "Skills training", "Formation professionnelle"),
        Code("credential_assessment", "Credential assessment", "Évaluation des titres"),
        Code("licensing", "Licence or registration", "Permis d’exercice ou inscription"),
        Code("mentoring", "Mentoring", "Mentorat"),
        Code("placement", "Work placement", "Stage en milieu de travail"),
        Code("networking", "Networking", "Réseautage"),
        Code("job_fair", "Job fair or employer visit", "Salon de l’emploi ou visite d’employeur"),
        Code("supports", "Child care, transportation, tools", "Garde, transport, outils"),
        Code("other", "Other", "Autre"),
    ),
    "Activity",
    "Activité",
)

BY_WHOM = CodeList(
    "action_plan_by",
    (
        Code("client", "Client", "Client"),
        Code("worker", "Worker", "Membre du personnel"),
        Code("both", "Both", "Les deux"),
        Code("partner", "Partner organization", "Organisme partenaire"),
        Code("employer", "Employer", "Employeur"),
    ),
    "By whom",
    "Par qui",
)

PLAN_STATUS = CodeList(
    "action_plan_status",
    (
        Code("planned", "Planned", "Prévu"),
        Code("in_progress", "In progress", "En cours"),
        Code("done", "Done", "Fait"),
        Code("dropped", "Dropped", "Abandonné"),
    ),
    "Status",
    "État",
)

CONTACT_TYPE = CodeList(
    "progress_contact_type",
    (
        Code("in_person", "In person", "En personne"),
        Code("phone", "Telephone call", "Appel téléphonique"),
        Code("video", "Video call", "Appel vidéo"),
        Code("email", "E-mail", "Courriel"),
        Code("text", "Text message", "Message texte"),
        Code("employer_visit", "Visit to an employer", "Visite chez un employeur"),
        Code("no_answer", "Tried, no answer", "Tentative sans réponse"),
    ),
    "Type of contact",
    "Type de contact",
)

LEAD_RESULT = CodeList(
    "job_lead_result",
    (
        Code("given", "Given to the client", "Transmise au client"),
        Code("applied", "Applied", "Candidature envoyée"),
        Code("interview", "Interview", "Entrevue"),
        Code("offer", "Job offer", "Offre d’emploi"),
        Code("hired", "Hired", "Embauche"),
        Code("not_hired", "Not hired", "Pas d’embauche"),
        Code("not_pursued", "Not pursued", "Sans suite"),
    ),
    "Result of a job lead",
    "Suite donnée à une piste d’emploi",
)

GOALS_MET = CodeList(
    "goals_review",
    (
        Code("met", "Met", "Atteints"),
        Code("partly", "Partly met", "Atteints en partie"),
        Code("not_met", "Not met", "Non atteints"),
    ),
    "Review of goals",
    "Bilan des objectifs",
)

SEARCH_STATUS = CodeList(
    "job_search_status",
    (
        Code("active", "Active", "Active"),
        Code("on_hold", "On hold", "En pause"),
        Code("employed", "Employed", "En emploi"),
        Code("in_training", "In training", "En formation"),
        Code("withdrew", "Withdrew", "Retrait"),
        Code("lost_contact", "Lost contact", "Contact perdu"),
    ),
    "Status of the client’s search",
    "État de la recherche du client",
)

PLACEMENT_TYPE = CodeList(
    "job_placement_type",
    (
        Code("job", "Job", "Emploi"),
        Code("co_op", "Co-op placement", "Stage coopératif"),
        Code("work_trial", "Work trial", "Essai de travail"),
        Code("volunteer", "Volunteer work", "Bénévolat"),
        Code("apprenticeship", "Apprenticeship", "Apprentissage"),
    ),
    "Type of placement",
    "Type de placement",
)

WAGE_PER = CodeList(
    "wage_per",
    (
        Code("hour", "An hour", "L’heure"),
        Code("week", "A week", "La semaine"),
        Code("month", "A month", "Le mois"),
        Code("year", "A year", "L’année"),
    ),
    "The wage is for",
    "Le salaire est pour",
)

TENURE = CodeList(
    "job_tenure",
    (
        Code("permanent", "Permanent", "Permanent"),
        Code("temporary", "Temporary", "Temporaire"),
        Code("seasonal", "Seasonal", "Saisonnier"),
    ),
    "Permanent, temporary or seasonal",
    "Permanent, temporaire ou saisonnier",
)

FOUND_BY = CodeList(
    "placement_found_by",
    (Code("client", "Client", "Client"), Code("agency", "Agency", "Organisme")),
    "Found by",
    "Trouvé par",
)

CHECKPOINT = CodeList(
    "placement_checkpoint",
    (
        Code("month_1", "1 month", "1 mois"),
        Code("month_3", "3 months", "3 mois"),
        Code("month_6", "6 months", "6 mois"),
        Code("month_12", "12 months", "12 mois"),
    ),
    "Checkpoint",
    "Point de suivi",
)
CHECKPOINT_MONTHS = {"month_1": 1, "month_3": 3, "month_6": 6, "month_12": 12}

EXIT_OUTCOME = CodeList(
    "employment_outcome_at_exit",
    (
        Code("employed_full_time", "Employed full time", "Emploi à temps plein"),
        Code("employed_part_time", "Employed part time", "Emploi à temps partiel"),
        Code("self_employed", "Self-employed", "Travail autonome"),
        Code("employed_in_field", "Employed in their field", "Emploi dans son domaine"),
        Code("training", "In training or education", "En formation ou aux études"),
        Code("independent", "Independent", "Autonome"),
        Code("unable_to_work", "Unable to work", "Inapte au travail"),
        Code("unemployed", "Unemployed", "Sans emploi"),
        Code("volunteer", "Volunteer", "Bénévolat"),
        Code("unknown", "Unknown", "Inconnu"),
    ),
    "Outcome at exit",
    "Résultat à la sortie",
)
