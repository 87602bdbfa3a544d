"""Made-up case notes: short, as people write them between two clients; some private, some to do.

They belong to sessions of the made-up year, and are written by who worked in them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import ProgramMembership, Staff
from ocms_core.clients.models import NAMED, Client
from ocms_core.db.types import uuid7
from ocms_core.notes.models import CaseNote, NoteVersion
from ocms_core.service_sessions.models import ServiceSession, SessionClient

SHARE = 0.28
HAND_OVERS = 0.12
SCOPES = ("program", "program", "program", "program", "agency", "agency", "private")

TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "conversation": (
            (
                "Brought the letter from the school. We read it together: the meeting is on "
                "Thursday at 4, an interpreter is asked for."
            ),
            (
                "Worried about the rent going up in the spring. Explained what a landlord may"
                " and may not do, gave the address of the legal clinic."
            ),
            (
                "Would like to work as a welder again. Has the papers at home, will bring "
                "them next time so that we can look at recognition."
            ),
            (
                "The language class goes well, the evenings are hard because of the little "
                "one. Asked about a class with child care."
            ),
        ),
        "phone": (
            "Called back about the health card: it has arrived.",
            "Phoned to say that the appointment at the clinic was moved to next week.",
            ("Left no message, as the client wishes. Reached in the afternoon, all is well."),
        ),
        "email": (
            "Sent the list of documents for the tax clinic.",
            "The landlord answered: the repair is planned for Monday. Told the client.",
        ),
        "visit": (
            (
                "Visited the new apartment. Warm and clean, two beds are missing. Furniture "
                "bank called, delivery within ten days."
            ),
            ("Went along to the bank to open the account. The clerk was patient; it took an hour."),
        ),
        "observation": (
            (
                "Seems tired and sleeps little. Did not want to talk about it today. Next "
                "meeting in two weeks instead of four."
            ),
            "Speaks English with much more ease than in autumn.",
        ),
        "no_contact": ("Called twice, on Monday and Wednesday, nobody answered. No message left.",),
        "hand_over": (
            (
                "I am away until the 20th. Please call about the school registration: the "
                "form is signed and in the file, only the date of birth of the youngest is "
                "missing."
            ),
            (
                "Waiting for the answer of the housing registry. If they call, accept the "
                "viewing: the family can move from the first of the month."
            ),
            "The interpreter is booked for the next meeting. Please confirm the room.",
        ),
    },
    "fr": {
        "conversation": (
            (
                "A apporté la lettre de l’école. Nous l’avons lue ensemble : la rencontre est"
                " jeudi à 16 h, une interprète est demandée."
            ),
            (
                "S’inquiète de la hausse du loyer au printemps. Expliqué ce qu’un "
                "propriétaire peut faire ou non, donné l’adresse de la clinique juridique."
            ),
            (
                "Aimerait reprendre son métier de soudeur. Apportera ses papiers la prochaine"
                " fois pour la reconnaissance des acquis."
            ),
            (
                "Le cours de langue va bien, mais les soirées sont difficiles avec la petite."
                " Demande un cours avec halte-garderie."
            ),
        ),
        "phone": (
            "Rappelé au sujet de la carte santé : elle est arrivée.",
            ("A téléphoné : le rendez-vous à la clinique est reporté à la semaine prochaine."),
        ),
        "email": (
            "Envoyé par courriel la liste des documents pour la clinique d’impôt.",
            ("Le propriétaire a répondu : la réparation est prévue lundi. Prévenu la famille."),
        ),
        "visit": (
            (
                "Visité le nouvel appartement. Chaud et propre, il manque deux lits. Banque "
                "de meubles appelée, livraison d’ici dix jours."
            ),
        ),
        "observation": (
            (
                "Semble fatigué et dort peu. Ne voulait pas en parler aujourd’hui. Prochaine "
                "rencontre dans deux semaines plutôt que quatre."
            ),
        ),
        "no_contact": ("Appelé deux fois, lundi et mercredi, sans réponse. Aucun message laissé.",),
        "hand_over": (
            (
                "Je suis absente jusqu’au 20. Merci d’appeler pour l’inscription à l’école : "
                "le formulaire est signé et au dossier, il manque la date de naissance du "
                "plus jeune."
            ),
            (
                "On attend la réponse du registre du logement. S’ils appellent, accepter la "
                "visite : la famille peut déménager le premier du mois."
            ),
        ),
    },
}
KINDS = ("conversation",) * 5 + ("phone",) * 3 + ("email", "visit", "observation", "no_contact")


def write_notes(db: Session, random: Random, now: dt.datetime, locale: str) -> None:
    """Write the notes of one agency, behind its wall."""
    texts, memberships = TEXTS[locale], _programs_by_staff(db)
    done: set[uuid.UUID] = set()
    for session, client_id, worker, zone in _served(db, now):
        programs = memberships.get(worker)
        if not programs or random.random() >= SHARE:
            continue
        recent = (now.date() - session.service_date).days < 45
        kind = random.choice(KINDS)
        if recent and client_id not in done and random.random() < HAND_OVERS:
            kind = "hand_over"
            done.add(client_id)
        scope = "program" if kind == "hand_over" else random.choice(SCOPES)
        at = min(
            dt.datetime.combine(session.service_date, dt.time(16, random.randrange(60)), zone), now
        )
        note = CaseNote(
            id=uuid7(), client_id=client_id, session_id=session.id, author_id=worker, kind=kind,
            about_on=session.service_date, scope=scope, program_id=random.choice(programs),
            text=random.choice(texts[kind]), created_at=at, updated_at=at,
        )  # fmt: skip
        db.add(note)
        if random.random() < 0.05:
            db.flush()
            _change(db, note, at)
        elif random.random() < 0.01:
            note.withdrawn_at, note.withdrawn_by_id = at, worker
            note.withdrawn_reason = (
                "Écrite au mauvais dossier" if locale == "fr" else "Written in the wrong file"
            )
    db.flush()


def _served(db: Session, now: dt.datetime) -> list[Any]:
    rows = db.execute(
        select(ServiceSession, SessionClient.client_id, ServiceSession.created_by_id)
        .join(
            SessionClient,
            (SessionClient.agency_id == ServiceSession.agency_id)
            & (SessionClient.session_id == ServiceSession.id),
        )
        .join(
            Client,
            (Client.agency_id == SessionClient.agency_id) & (Client.id == SessionClient.client_id),
        )
        .where(Client.kind == NAMED)
        .order_by(ServiceSession.service_date, ServiceSession.id, SessionClient.id)
        .execution_options(beyond_visibility=True)
    )
    zone = now.tzinfo or ZoneInfo("America/Toronto")
    return [(session, client, worker, zone) for session, client, worker in rows]


def _programs_by_staff(db: Session) -> dict[uuid.UUID, list[uuid.UUID]]:
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    rows = db.execute(
        select(Staff.id, ProgramMembership.program_id)
        .join(
            ProgramMembership,
            (ProgramMembership.agency_id == Staff.agency_id)
            & (ProgramMembership.staff_id == Staff.id),
        )
        .order_by(ProgramMembership.id)
    )
    for staff_id, program_id in rows:
        found.setdefault(staff_id, []).append(program_id)
    return found


def _change(db: Session, note: CaseNote, at: dt.datetime) -> None:
    """Let a note have said less at first."""
    db.add(
        NoteVersion(
            note_id=note.id, author_id=note.author_id, revision=1, replaced_at=at,
            replaced_by_id=note.author_id, kind=note.kind, about_on=note.about_on,
            scope=note.scope, program_id=note.program_id, text=note.text.split(". ")[0] + ".",
        )
    )  # fmt: skip
    note.revision = 2
