"""Tasks and referrals."""

from ocms_core.lookups.codelist import Code, CodeList

REFERRAL_TYPE = CodeList(
    "referral_type",
    (
        Code("task", "Task", "Tâche"),
        Code("internal", "Internal referral", "Aiguillage interne"),
        Code("external", "External referral", "Aiguillage externe"),
    ),
    "Type of referral",
    "Type d’aiguillage",
)

REFERRAL_STATUS = CodeList(
    "referral_status",
    (
        Code("open", "Open", "Ouvert", group="open"),
        Code("contacted", "Contacted", "Contact établi", group="open"),
        Code("accepted", "Accepted or enrolled", "Accepté ou inscrit", group="open"),
        Code("completed", "Completed", "Terminé", group="closed"),
        Code("declined_by_client", "Declined by client", "Refusé par le client", group="closed"),
        Code("declined_by_agency", "Declined by agency", "Refusé par l’organisme", group="closed"),
        Code("unable_to_reach", "Unable to reach", "Impossible à joindre", group="closed"),
        Code("cancelled", "Cancelled", "Annulé", group="closed"),
    ),
    "Status of the referral",
    "État de l’aiguillage",
)
