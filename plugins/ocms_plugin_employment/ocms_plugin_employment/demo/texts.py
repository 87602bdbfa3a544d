"""What made-up job development says: trades, goals and remarks, in both languages."""

from __future__ import annotations

# Occupation, its broad category, its NOC 2021 code, the 2011 group, an hour's wage in cents.
TRADES = (
    (("Kitchen helper", "Aide de cuisine"), "6", "65201", "67", 1760),
    (("Room attendant", "Préposé aux chambres"), "6", "65310", "67", 1825),
    (("Warehouse worker", "Manutentionnaire"), "7", "75101", "74", 1950),
    (("Personal support worker", "Préposé aux bénéficiaires"), "3", "33102", "34", 2210),
    (("Bookkeeper", "Technicien en tenue de livres"), "1", "12200", "12", 2480),
    (("Carpenter’s helper", "Aide-charpentier"), "7", "75110", "76", 2140),
    (("Early childhood assistant", "Aide-éducateur"), "4", "42202", "42", 2050),
    (("Software tester", "Testeur de logiciels"), "2", "22222", "22", 3120),
)
BEFORE = (
    ("Nurse", "Infirmier"),
    ("Cook", "Cuisinier"),
    ("Shopkeeper", "Commerçant"),
    ("Teacher", "Enseignant"),
    ("Electrician", "Électricien"),
    ("Accountant", "Comptable"),
    ("Tailor", "Tailleur"),
    ("Driver", "Chauffeur"),
)
LATER = (
    ("Supervisor in the same field", "Superviseur dans le même domaine"),
    ("Own business", "Sa propre entreprise"),
    ("Work in the profession of before", "Reprendre la profession d’avant"),
)
STEPS = (
    (
        "Send the new résumé to three employers before the next appointment.",
        "Envoyer le nouveau curriculum vitæ à trois employeurs avant le prochain rendez-vous.",
    ),
    (
        "Practise the interview; bring the letter of reference.",
        "Se préparer à l’entrevue; apporter la lettre de référence.",
    ),
    (
        "Ask the assessment centre for the next date of the language test.",
        "Demander la prochaine date du test de langue au centre d’évaluation.",
    ),
)
MENTOR_OUTCOMES = (
    (
        "Met two people of the field, and rewrote the résumé for it.",
        "Rencontré deux personnes du domaine et adapté le curriculum vitæ.",
    ),
    (
        "Knows which exam the licence asks for, and has the books.",
        "Sait quel examen le permis exige et a les manuels.",
    ),
)
PROGRAMS = (
    ("Job search workshops", "Ateliers de recherche d’emploi"),
    ("Bridge to health care", "Passerelle vers les soins de santé"),
)
