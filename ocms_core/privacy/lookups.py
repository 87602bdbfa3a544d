"""What consents are asked for, how people answer, and how they said it."""

from ocms_core.lookups.codelist import Code, CodeList

SERVICE = "service"
SHARING_INSIDE = "sharing_inside"
PARTNER_SHARING = "partner_sharing"
FUNDER_REPORTING = "funder_reporting"
FOLLOW_UP = "follow_up"
RESEARCH = "research"

GIVEN, REFUSED, WITHDRAWN = "given", "refused", "withdrawn"
EXPIRED, NOT_ASKED = "expired", "not_asked"

CONSENT_PURPOSE = CodeList(
    "consent_purpose",
    (
        Code(SERVICE, "Service by the agency", "Services de l’organisme"),
        Code(SHARING_INSIDE, "Sharing inside the agency", "Communication au sein de l’organisme"),
        Code(
            PARTNER_SHARING,
            "Sharing with partner agencies",
            "Communication à des organismes partenaires",
        ),
        Code(FUNDER_REPORTING, "Reporting to funders", "Rapports aux bailleurs de fonds"),
        Code(FOLLOW_UP, "Follow-up contact", "Prise de contact pour un suivi"),
        Code(
            RESEARCH,
            "Future research or consultation",
            "Recherches ou consultations futures",
        ),
    ),
    "Purpose of a consent",
    "Finalité du consentement",
)

CONSENT_ANSWER = CodeList(
    "consent_answer",
    (
        Code(GIVEN, "Given", "Accordé"),
        Code(REFUSED, "Refused", "Refusé"),
        Code(WITHDRAWN, "Withdrawn", "Retiré"),
    ),
    "Answer",
    "Réponse",
)

CONSENT_STATE = CodeList(
    "consent_state",
    (
        *CONSENT_ANSWER.codes,
        Code(EXPIRED, "Expired", "Échu"),
        Code(NOT_ASKED, "Not asked yet", "Pas encore demandé"),
    ),
    "State of a consent",
    "État du consentement",
)

CONSENT_HOW = CodeList(
    "consent_how",
    (
        Code("oral", "Orally", "De vive voix"),
        Code("written", "In writing", "Par écrit"),
        Code("electronic", "Electronically", "Par voie électronique"),
    ),
    "How the answer was given",
    "Façon dont la réponse a été donnée",
)

HOLDS_UNASKED = frozenset({SERVICE, SHARING_INSIDE, FUNDER_REPORTING, FOLLOW_UP})
"""Purposes that are allowed until somebody says no: they come with being served at all."""
