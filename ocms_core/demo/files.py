"""Made-up files: small PDFs and pictures that say what they are, of some clients and forms."""

from __future__ import annotations

import datetime as dt
import io
from random import Random
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocms_core.agencies.models import Staff
from ocms_core.clients.models import NAMED, Client
from ocms_core.files.services import MEGABYTE, FileService, Limits, NewFile
from ocms_core.files.storage import Storage
from ocms_core.forms.models import ServiceForm

SHARE = 0.06
OF_FORMS = 0.015
BEYOND: dict[str, Any] = {"beyond_visibility": True}

# kind, name in English and French, whether it is a picture, description in both, who may open it
PAPERS = (
    ("identity", "PR card.jpg", "Carte RP.jpg", True, None, None, "agency"),
    ("identity", "Passport page.png", "Page du passeport.png", True, None, None, "private"),
    (
        "consent", "Consent signed.pdf", "Consentement signé.pdf", False,
        "Signed at the first visit, with interpreter.",
        "Signé à la première visite, avec interprète.", "agency",
    ),
    (
        "letter", "Letter from the school.pdf", "Lettre de l’école.pdf", False,
        "Meeting with the teacher, answer sent.",
        "Rencontre avec l’enseignante, réponse envoyée.", "program",
    ),
    (
        "certificate", "Language test.pdf", "Test de langue.pdf", False, None, None, "agency",
    ),
    ("letter", "عقد الإيجار.pdf", "عقد الإيجار.pdf", False, "Lease", "Bail", "agency"),
)  # fmt: skip
COLOURS = ("#7a4b86", "#2f7f86", "#c4502f", "#1d3557")


def write_files(db: Session, random: Random, storage: Storage, locale: str) -> None:
    """Write files of some clients and forms; `db` is in the agency's scope."""
    service = FileService(db, storage, Limits(file=25 * MEGABYTE, agency=1024 * MEGABYTE))
    staff = list(db.scalars(select(Staff).where(Staff.default_program_id.is_not(None))))
    clients = list(db.scalars(select(Client).where(Client.kind == NAMED).order_by(Client.number)))
    if not staff or not clients:
        return
    for client in random.sample(clients, max(1, int(len(clients) * SHARE))):
        for paper in random.sample(PAPERS, random.randint(1, 3)):
            _write(service, random, paper, client, random.choice(staff), locale)
    forms = list(
        db.scalars(
            select(ServiceForm).where(ServiceForm.client_id.is_not(None)).order_by(ServiceForm.id),
            execution_options=BEYOND,
        )
    )
    by_id = {client.id: client for client in clients}
    people = {person.id: person for person in staff}
    for form in random.sample(forms, int(len(forms) * OF_FORMS)):
        if form.client_id in by_id and form.author_id in people:
            client, author = by_id[form.client_id], people[form.author_id]
            _write(service, random, random.choice(PAPERS), client, author, locale, form)
    db.flush()


def _write(
    service: FileService,
    random: Random,
    paper: Any,
    client: Client,
    author: Staff,
    locale: str,
    form: ServiceForm | None = None,
) -> None:
    kind, english, french, is_picture, words, words_fr, scope = paper
    in_french = locale == "fr"
    name = french if in_french else english
    content = _picture(random, name) if is_picture else _pdf()
    new = NewFile(name=name, kind=kind, scope=scope, description=words_fr if in_french else words)
    file = service.add(io.BytesIO(content), new, client, author, form)
    file.created_at = dt.datetime.now(dt.UTC) - dt.timedelta(
        days=random.randint(1, 200), minutes=random.randint(0, 600)
    )


def _picture(random: Random, name: str) -> bytes:
    """Return a drawn card: a face, some lines, no real person's anything."""
    made = Image.new("RGB", (640, 400), "#f2efe8")
    draw = ImageDraw.Draw(made)
    colour = random.choice(COLOURS)
    draw.rectangle((0, 0, 640, 70), fill=colour)
    draw.rectangle((40, 110, 220, 350), fill="#d9d6ce")
    draw.ellipse((85, 140, 175, 230), fill=colour)
    draw.ellipse((60, 240, 200, 400), fill=colour)
    for at in range(6):
        draw.rectangle(
            (260, 120 + at * 38, 260 + random.randint(140, 330), 134 + at * 38), fill="#868b96"
        )
    out = io.BytesIO()
    made.save(out, "PNG" if name.endswith("png") else "JPEG")
    return out.getvalue()


def _pdf() -> bytes:
    """Return a page that says what it is, put together by hand."""
    text = b"BT /F1 20 Tf 72 720 Td (Made-up document of the OCMS demo) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
            b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end
