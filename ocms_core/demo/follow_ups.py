"""Made-up partners, and a year's tasks and referrals in believable states."""

from __future__ import annotations

import datetime as dt
import uuid
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Program
from ocms_core.clients.models import NAMED, Client
from ocms_core.db.types import uuid7
from ocms_core.forms.models import ServiceForm
from ocms_core.referrals.lookups import EXTERNAL, INTERNAL, TASK, UNDER_WAY
from ocms_core.referrals.models import FollowUp, Partner, PartnerProgram

MOST = 220

# name, French name, person, services, languages, francophone, funded by, only for a program
PARTNERS: tuple[tuple[Any, ...], ...] = (
    ("Harbour Community Health Centre", "Centre de santé communautaire du Havre", "Front desk",
     ("health",), ("eng", "fra", "ara"), False, "other", False),
    ("Maple Legal Clinic", "Clinique juridique de l’Érable", "Intake line", ("legal",),
     ("eng", "fra"), False, "other", False),
    ("Northern Lights Food Bank", "Banque alimentaire Aurore", None, ("food_clothing_material",),
     ("eng",), False, "other", False),
    ("Collège de la Rive", "Collège de la Rive", "Service d’accueil", ("education", "language"),
     ("fra",), True, "hybrid", False),
    ("Housing Help Centre", "Centre d’aide au logement", "R. Okafor", ("housing",),
     ("eng", "spa"), False, "other", False),
    ("Bridges to Work", "Passerelles vers l’emploi", "Job developers",
     ("find_employment", "employment"), ("eng", "fra"), False, "ircc", False),
    ("Regional Assessment Centre", "Centre régional d’évaluation", "Booking desk",
     ("language_skills", "language"), ("eng", "fra"), False, "ircc", False),
    ("Family Ties Counselling", "Liens familiaux, consultation", None,
     ("family_support", "health"), ("eng", "fas", "ara"), False, "other", True),
    ("City Tax Clinic", "Clinique d’impôt municipale", None, ("financial",), ("eng", "fra"), False,
     "not_counted", False),
    ("Carrefour francophone", "Carrefour francophone", "Accueil", ("community_services",
     "social_networks"), ("fra",), True, "hybrid", False),
)  # fmt: skip

REASONS: dict[str, dict[str, tuple[tuple[str | None, str], ...]]] = {
    "en": {
        TASK: (
            ("education_in_canada", "Call the school about the registration"),
            ("community_and_government", "Bring the health card application"),
            ("housing", "Ask the landlord about the repair"),
            (None, "Call back about the interpreter"),
            ("financial", "Check that the child benefit has come"),
            ("find_employment", "Look over the résumé together"),
        ),
        INTERNAL: (
            ("find_employment", "Would like to work again in his trade"),
            ("language_skills", "Evening class with child care"),
            ("social_networks", "Conversation circle"),
            ("family_support", "Parenting group"),
        ),
        EXTERNAL: (
            ("health", "Family doctor"),
            ("housing", "Larger apartment"),
            ("legal", "Letter from the landlord and tenant board"),
            ("food_clothing_material", "Winter clothes for the children"),
            ("language", "Placement test"),
            ("financial", "Tax return"),
        ),
    },
    "fr": {
        TASK: (
            ("education_in_canada", "Appeler l’école au sujet de l’inscription"),
            ("community_and_government", "Apporter la demande de carte santé"),
            ("housing", "Interroger le propriétaire sur la réparation"),
            (None, "Rappeler au sujet de l’interprète"),
            ("financial", "Vérifier l’arrivée de l’allocation pour enfants"),
        ),
        INTERNAL: (
            ("find_employment", "Aimerait reprendre son métier"),
            ("language_skills", "Cours du soir avec halte-garderie"),
            ("social_networks", "Cercle de conversation"),
        ),
        EXTERNAL: (
            ("health", "Médecin de famille"),
            ("housing", "Logement plus grand"),
            ("legal", "Lettre du tribunal du logement"),
            ("food_clothing_material", "Vêtements d’hiver pour les enfants"),
            ("financial", "Déclaration de revenus"),
        ),
    },
}

OUTCOMES = {
    "en": {
        "completed": ("Done, the client is content.", "Started in the first week of the month."),
        "declined_by_client": ("Found something closer to home.", "Does not want it any more."),
        "declined_by_agency": ("No place before the spring.",),
        "unable_to_reach": ("Called three times, no message left.",),
        "cancelled": ("Has moved away.",),
    },
    "fr": {
        "completed": ("C’est fait, tout va bien.", "A commencé la première semaine du mois."),
        "declined_by_client": ("A trouvé plus près de chez elle.",),
        "declined_by_agency": ("Pas de place avant le printemps.",),
        "unable_to_reach": ("Appelé trois fois, aucun message laissé.",),
        "cancelled": ("A déménagé.",),
    },
}
ENDED = ("completed",) * 7 + (
    "declined_by_client",
    "declined_by_agency",
    "unable_to_reach",
    "cancelled",
)


def write_follow_ups(db: Session, random: Random, today: dt.date, locale: str) -> None:
    """Write the partners, and tasks and referrals of some forms, of one agency behind its wall."""
    programs = list(db.scalars(select(Program).order_by(Program.name)))
    partners = _write_partners(db, random, programs)
    forms = db.execute(
        select(
            ServiceForm.id,
            ServiceForm.client_id,
            ServiceForm.session_id,
            ServiceForm.worker_id,
            ServiceForm.program_id,
            ServiceForm.service_date,
        )
        .join(
            Client,
            (Client.agency_id == ServiceForm.agency_id) & (Client.id == ServiceForm.client_id),
        )
        .where(Client.kind == NAMED, ServiceForm.program_id.is_not(None))
        .order_by(ServiceForm.service_date.desc(), ServiceForm.id)
        .execution_options(beyond_visibility=True)
    ).all()
    # More of late than a year ago, as people remember what they follow up.
    chosen = [form for place, form in enumerate(forms) if random.random() < _share(place)]
    for form in chosen[:MOST]:
        db.add(_follow_up(random, form, programs, partners, today, locale))
    db.flush()


def _share(place: int) -> float:
    return 0.5 if place < 150 else 0.12


def _write_partners(db: Session, random: Random, programs: list[Program]) -> list[Partner]:
    partners = []
    for name, name_fr, person, services, languages, francophone, funded_by, restricted in PARTNERS:
        partner = Partner(
            id=uuid7(), name=name, name_fr=name_fr, contact_person=person,
            phone=f"416-555-0{random.randint(100, 199)}", services=list(services),
            languages=list(languages), is_francophone=francophone, funded_by=funded_by,
            city="Toronto", province="ON",
        )  # fmt: skip
        db.add(partner)
        db.flush()
        if restricted:
            db.add(PartnerProgram(partner_id=partner.id, program_id=programs[0].id))
        else:
            partners.append(partner)
    db.add(Partner(id=uuid7(), name="Old Mill Drop-in", name_fr="Halte du Vieux-Moulin",
                   active=False))  # fmt: skip
    db.flush()
    return partners


def _follow_up(
    random: Random,
    form: Any,
    programs: list[Program],
    partners: list[Partner],
    today: dt.date,
    locale: str,
) -> FollowUp:
    kind = random.choice((TASK, TASK, INTERNAL, EXTERNAL, EXTERNAL))
    others = [program for program in programs if program.id != form.program_id]
    if kind == INTERNAL and not others:
        kind = TASK
    need, reason = random.choice(REASONS[locale][kind])
    due_on = form.service_date + dt.timedelta(days=random.choice((3, 7, 7, 14, 14, 21, 30, 60)))
    status, outcome_on = _status(random, kind, due_on, form.service_date, today)
    assigned: uuid.UUID | None = form.worker_id
    if kind == INTERNAL and status == "open":
        assigned = None
    fitting = [one for one in partners if need in one.services] or partners
    return FollowUp(
        id=uuid7(), client_id=form.client_id, form_id=form.id, session_id=form.session_id,
        author_id=form.worker_id, assigned_id=assigned, program_id=form.program_id, kind=kind,
        need=need, reason=reason, made_on=form.service_date, due_on=due_on, status=status,
        outcome_on=outcome_on,
        outcome=random.choice(OUTCOMES[locale][status]) if outcome_on else None,
        to_program_id=random.choice(others).id if kind == INTERNAL else None,
        partner_id=random.choice(fitting).id if kind == EXTERNAL else None,
        reminds_worker=random.random() < 0.3 or None,
        worker_reminder_days=None,
    )  # fmt: skip


def _status(
    random: Random, kind: str, due_on: dt.date, made_on: dt.date, today: dt.date
) -> tuple[str, dt.date | None]:
    """Return status and day of the outcome: most of what was due has ended, some is late."""
    if due_on >= today or random.random() < 0.12:
        return random.choice(UNDER_WAY if kind != TASK else ("open", "open", "contacted")), None
    ended = min(today, max(made_on, due_on + dt.timedelta(days=random.randint(-5, 10))))
    return random.choice(ENDED), ended
