"""What a task or referral is about, how it stands, and who pays the partners it goes to."""

from __future__ import annotations

from typing import Final

from ocms_core.lookups import Code, CodeList

TASK, INTERNAL, EXTERNAL = "task", "internal", "external"

FOLLOW_UP_KIND = CodeList(
    "follow_up_kind",
    (
        Code(TASK, "Task", "Tâche"),
        Code(INTERNAL, "Referral inside the agency", "Aiguillage interne"),
        Code(EXTERNAL, "Referral to a partner", "Aiguillage vers un partenaire"),
    ),
    "Task or referral",
    "Tâche ou aiguillage",
)

OPEN, CONTACTED, ACCEPTED, COMPLETED = "open", "contacted", "accepted", "completed"
DECLINED_BY_CLIENT, DECLINED_BY_AGENCY = "declined_by_client", "declined_by_agency"
UNABLE_TO_REACH, CANCELLED = "unable_to_reach", "cancelled"

FOLLOW_UP_STATUS = CodeList(
    "follow_up_status",
    (
        Code(OPEN, "Open", "Ouvert"),
        Code(CONTACTED, "Contacted", "Contact établi"),
        Code(ACCEPTED, "Accepted or enrolled", "Accepté ou inscrit"),
        Code(COMPLETED, "Completed", "Terminé"),
        Code(DECLINED_BY_CLIENT, "Declined by the client", "Refusé par le client"),
        Code(DECLINED_BY_AGENCY, "Declined by the agency", "Refusé par l’organisme"),
        Code(UNABLE_TO_REACH, "Unable to reach", "Impossible à joindre"),
        Code(CANCELLED, "Cancelled", "Annulé"),
    ),
    "Status",
    "Statut",
)

UNDER_WAY: Final = (OPEN, CONTACTED, ACCEPTED)
"""Statuses in which something is still to be done: these can be due and overdue."""

FOLLOW_UP_NEED = CodeList(
    "follow_up_need",
    (
        Code("life_in_canada", "Life in Canada", "Vie au Canada"),
        Code(
            "community_and_government",
            "Community and government services",
            "Services communautaires et gouvernementaux",
        ),
        Code("working_in_canada", "Working in Canada", "Travail au Canada"),
        Code("education_in_canada", "Education in Canada", "Études au Canada"),
        Code("social_networks", "Social networks", "Réseaux sociaux"),
        Code("professional_networks", "Professional networks", "Réseaux professionnels"),
        Code(
            "local_community_services",
            "Access to local community services",
            "Accès aux services communautaires locaux",
        ),
        Code(
            "community_involvement",
            "Level of community involvement",
            "Degré de participation à la vie communautaire",
        ),
        Code(
            "language_skills",
            "Improve language skills",
            "Amélioration des compétences linguistiques",
        ),
        Code("other_skills", "Improve other skills", "Amélioration d’autres compétences"),
        Code("find_employment", "Find employment", "Recherche d’emploi"),
        Code(
            "food_clothing_material",
            "Food, clothing or other material needs",
            "Aliments, vêtements ou autres besoins matériels",
        ),
        Code("housing", "Housing or accommodation", "Logement ou hébergement"),
        Code(
            "health",
            "Health, mental health or well-being",
            "Santé, santé mentale ou mieux-être",
        ),
        Code("financial", "Financial", "Finances"),
        Code("family_support", "Family support", "Soutien à la famille"),
        Code("language", "Language (not funded by IRCC)", "Langue (sans financement d’IRCC)"),
        Code(
            "education",
            "Education or skills development",
            "Études ou perfectionnement des compétences",
        ),
        Code("employment", "Employment-related", "Emploi"),
        Code("legal", "Legal information and services", "Information et services juridiques"),
        Code("community_services", "Community services", "Services communautaires"),
        Code("other", "Other", "Autre"),
    ),
    "Need",
    "Besoin",
)

PARTNER_FUNDING = CodeList(
    "partner_funding",
    (
        Code("ircc", "Funded by IRCC", "Financé par IRCC"),
        Code("other", "Not funded by IRCC", "Non financé par IRCC"),
        Code("hybrid", "Both", "Les deux"),
        Code("not_counted", "Count as no referral", "Ne pas compter comme aiguillage"),
    ),
    "Funding of a partner",
    "Financement d’un partenaire",
)
