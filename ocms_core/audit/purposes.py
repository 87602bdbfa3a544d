"""What clients' data may be taken out for: every export names one of these and says it in words."""

from ocms_core.lookups.codelist import Code, CodeList
from ocms_core.privacy.lookups import FOLLOW_UP, FUNDER_REPORTING, PARTNER_SHARING, RESEARCH

EXPORT_PURPOSE = CodeList(
    "export_purpose",
    (
        Code("funder", "Report to a funder", "Rapport à un bailleur de fonds"),
        Code("audit", "Audit or inspection", "Vérification ou inspection"),
        Code("planning", "Planning and quality in the agency", "Planification et qualité"),
        Code("contact", "Contacting the clients", "Prise de contact avec la clientèle"),
        Code("partner", "Sharing with a partner agency", "Communication à un partenaire"),
        Code("research", "Research", "Recherche"),
        Code("system", "Another system, or a copy to keep", "Autre système ou copie à conserver"),
        Code("request", "A client’s or a court’s request", "Demande d’accès ou d’un tribunal"),
        Code("other", "Something else", "Autre chose"),
    ),
    "Purpose of an export",
    "Finalité d’une exportation",
)

NEEDS_CONSENT = {
    "funder": FUNDER_REPORTING,
    "contact": FOLLOW_UP,
    "partner": PARTNER_SHARING,
    "research": RESEARCH,
}
"""Who said no to the consent is left out of an export for the purpose."""

SHORTEST_WORDS, LONGEST_WORDS = 10, 300
