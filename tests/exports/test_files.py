"""From the answers to the bytes: the whole way on a real database."""

import datetime as dt
import hashlib
import io
import threading
import zipfile

import openpyxl
import pytest
from defusedxml import ElementTree
from ocms_plugin_icare.templates import template
from sqlalchemy import select, text

from ocms_core.clients.models import ClientAddress, ClientPhone
from ocms_core.db import scope
from ocms_core.db.session import make_engine, make_session_factory
from ocms_core.exports import files, ledger
from ocms_core.exports.models import ExportBatch, ExportRecord
from ocms_core.exports.services import check
from ocms_core.security.vault import Vault
from ocms_core.testing.world import make_agency

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ORIENTATION, NEEDS, PROFILE = "information_orientation", "nars", "client_profile"

EXPECTED = {
    "client_validation_type_id": "FOSS/GCMS Client ID",
    "client_validation_id": "1123456789",
    "client_birth_dt": "1980-05-17",
    "postal_cd": "M1B5K1",
    "start_dttm": "2026-06-05",
    "service_language_id": "English",
    "service_official_language_id": "English",
    "institution_type_id": "Settlement service provider",
    "service_referred_by_id": "Family / friends",
    "orientation_service_id": "One-on-one orientation",
    "orientation_length_id": "6 - 30 minutes",
    "topic_citizenship_given_ind": "Yes",
    "topic_citizenship_referral_ind": "No",
    "training_received_service_ind": "No",
    "training_received_computer_ind": "No",
    "training_received_document_ind": "No",
    "training_received_interpersonal_ind": "No",
    "training_received_leadership_ind": "No",
    "training_received_numeracy_ind": "No",
    "skill_received_service_ind": "No",
    "essential_skill_life_ind": "No",
    "essential_skill_responsabilities_ind": "No",
    "support_received_ind": "Yes",
    "childminding_ind": "Yes",
    "childminding_NewcomerChildren[1]childminding_age_id": "Infant (6-18 months)",
    "childminding_NewcomerChildren[1]childminding_type_id": "Short term",
    "transportation_ind": "No",
    "support_disability_ind": "No",
    "translation_ind": "No",
    "interpretation_ind": "No",
    "counselling_ind": "No",
    "end_dttm": "2026-06-05",
}


def make(desk, key):
    """Make a batch as the worker does, and return it."""
    batch = files.begin(desk.db, desk.selection(key), desk.world.staff["operator"].id)
    files.make(desk.db, batch.id)
    return batch


def file_of(desk, key):
    return desk.selection(key).file


def raw_cells(body: bytes) -> dict[str, str]:
    """Read the first sheet without a library that knows workbooks: {address: text}."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        strings = [
            "".join(part.text or "" for part in item.iter(f"{MAIN}t"))
            for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        ]
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    return {
        cell.get("r"): strings[int(cell.find(f"{MAIN}v").text)]
        for cell in sheet.iter(f"{MAIN}c")
        if cell.find(f"{MAIN}v") is not None
    }


def test_orientation_file_is_cell_for_cell_as_expected(desk):
    desk.orientation(
        desk.client(),
        support__received="yes",
        support__services="child_care",
        **{"support.children-0-age": "infant", "support.children-0-care_type": "short_term"},
    )
    result = check(desk.db, desk.selection(ORIENTATION))
    assert result.good == 1, [str(problem.sentence) for problem in result.problems]
    batch = make(desk, ORIENTATION)
    body = files.final_file(desk.db, batch, file_of(desk, ORIENTATION), 1)
    columns = template(ORIENTATION).columns
    sheet = openpyxl.load_workbook(io.BytesIO(body), read_only=True)["iCARE Template"]
    ids, headings, first = sheet.iter_rows(min_row=2, max_row=4, values_only=True)
    row = dict(zip(ids, first, strict=True))
    assert {column: cell for column, cell in row.items() if cell is not None} == EXPECTED
    assert list(ids) == [column.id for column in columns]
    assert list(headings) == [column.heading for column in columns]
    raw = raw_cells(body)
    assert {
        column.id: raw[f"{column.letter}4"] for column in columns if f"{column.letter}4" in raw
    } == EXPECTED
    assert not [address for address in raw if address.endswith("5") and address[:-1].isalpha()]


def test_profile_and_needs_files_hold_what_was_answered(desk):
    client = desk.client()
    # What was so before is kept beside it, and goes into no file.
    over = {"client_id": client.id, "position": 0, "until": dt.date(2025, 1, 1)}
    desk.db.add(ClientAddress(**over, city="Laval", postal_code="H7A 1A1"))
    desk.db.add(ClientPhone(**over, number="514-555-0100"))
    desk.needs(client)
    profile, needs = make(desk, PROFILE), make(desk, NEEDS)
    (person,) = ledger.rows_of(desk.db, profile, file_of(desk, PROFILE), 1)
    assert person == {
        "client_validation_type_id": "FOSS/GCMS Client ID",
        "client_validation_id": "1123456789",
        "client_birth_dt": "1980-05-17",
        "phone_no": "416-555-0199",
        "email_txt_ind": "Yes",
        "email_txt": "nadia@example.com",
        "street_no": "12",
        "street_nme": "Élm",
        "city_txt": "Toronto",
        "province_id": "Ontario",
        "postal_txt": "M5V3A8",
        "official_language_id": "English",
        "consent_ind": "Yes",
    }
    (assessment,) = ledger.rows_of(desk.db, needs, file_of(desk, NEEDS), 1)
    assert assessment["knwl_life_needs_ind"] == "Yes"
    assert assessment["settlement_plan_ind"] == "Yes"
    assert assessment["assessment_completed_dt"] == "2026-06-05"


def test_every_code_of_the_forms_has_a_label_that_the_template_knows(desk):
    """A code whose label the template lacks would be found only when somebody chooses it."""
    from ocms_plugin_icare.columns import STEPS
    from ocms_plugin_icare.mapping import Column

    from ocms_core.exports.readiness import fields_of

    looked_at = 0
    for key in (PROFILE, ORIENTATION, NEEDS):
        fields, columns = fields_of("icare", key), template(key).by_id
        for step in STEPS[key]:
            codes = isinstance(step, Column) and fields[step.field].bound.question.codes
            if codes and columns[step.column].options is not None:
                labels = {code.for_funder for code in codes}
                unknown = labels - columns[step.column].options.known
                assert not unknown, (key, step.column, unknown)
                looked_at += 1
    assert looked_at > 20


def test_record_goes_out_once(desk):
    desk.orientation(desk.client())
    assert make(desk, ORIENTATION).record_count == 1
    again = make(desk, ORIENTATION)
    assert (again.state, again.record_count, again.file_count) == ("ready", 0, 0)
    assert check(desk.db, desk.selection(ORIENTATION)).total == 0


def test_making_twice_changes_nothing(desk):
    desk.orientation(desk.client())
    batch = make(desk, ORIENTATION)
    before = list(batch.digests)
    files.make(desk.db, batch.id)
    assert (batch.record_count, batch.digests) == (1, before)


def test_files_are_made_again_byte_for_byte_whatever_became_of_the_record(desk):
    form = desk.orientation(desk.client())
    batch = make(desk, ORIENTATION)
    first = files.final_file(desk.db, batch, file_of(desk, ORIENTATION), 1)
    assert hashlib.sha256(first).hexdigest() == batch.digests[0]
    form.end_date = None
    form.client.birth_date = "1999-01-01"
    desk.db.flush()
    assert files.final_file(desk.db, batch, file_of(desk, ORIENTATION), 1) == first


def test_identifier_is_encrypted_in_the_ledger(desk):
    desk.orientation(desk.client())
    make(desk, ORIENTATION)
    stored = desk.db.scalar(select(ExportRecord.cells))
    assert stored["client_birth_dt"] == "1980-05-17"
    assert "1123456789" not in str(stored)


def test_full_file_opens_the_next_one(desk):
    clients = [desk.client() for _number in range(3)]
    for client in clients:
        desk.orientation(client)
    chosen = file_of(desk, ORIENTATION)
    object.__setattr__(chosen, "rows_per_file", 2)
    try:
        batch = make(desk, ORIENTATION)
        sizes = [len(ledger.rows_of(desk.db, batch, chosen, number)) for number in (1, 2)]
        drafts = list(files.draft_files(desk.db, desk.selection(ORIENTATION), set()))
    finally:
        object.__setattr__(chosen, "rows_per_file", 2500)
    assert (batch.file_count, sizes, len(set(batch.digests))) == (2, [2, 1], 2)
    assert drafts == []


def test_client_goes_again_only_when_the_row_changed(desk):
    client = desk.client()
    desk.orientation(client)
    assert make(desk, PROFILE).record_count == 1
    client.comments = "Prefers mornings"
    client.revision += 1
    desk.db.flush()
    assert check(desk.db, desk.selection(PROFILE)).total == 0
    client.birth_date = "1980-05-18"
    client.revision += 1
    desk.db.flush()
    assert check(desk.db, desk.selection(PROFILE)).good == 1
    later = desk.selection(PROFILE, first=desk.selection(PROFILE).last.replace(month=7, day=1))
    assert check(desk.db, later).good == 1
    assert make(desk, PROFILE).record_count == 1
    assert check(desk.db, later).total == 0


def test_client_goes_to_the_account_of_each_funder(desk):
    client = desk.client()
    desk.world.funders[1] = desk.db.merge(desk.world.funders[1])
    desk.world.funders[1].reports_to_icare = True
    desk.db.flush()
    desk.orientation(client)
    desk.needs(client, funder=1)
    assert make(desk, PROFILE).record_count == 1
    assert check(desk.db, desk.selection(PROFILE, funder=1)).good == 1
    assert check(desk.db, desk.selection(ORIENTATION, funder=1)).total == 0


def test_batch_of_a_plugin_that_was_switched_off_fails_and_sends_nothing(desk):
    desk.orientation(desk.client())
    batch = files.begin(desk.db, desk.selection(ORIENTATION), desk.world.staff["operator"].id)
    desk.db.execute(text("delete from agency_plugin where plugin = 'icare'"))
    files.make(desk.db, batch.id)
    assert batch.state == "failed"
    assert desk.db.scalars(select(ExportRecord)).all() == []


def test_application_cannot_change_what_was_sent(desk):
    desk.orientation(desk.client())
    make(desk, ORIENTATION)
    with pytest.raises(Exception, match="permission denied"), desk.db.begin_nested():
        desk.db.execute(text("update export_record set cells = '{}'"))


def test_two_batches_at_once_send_each_record_once(own_database, desk_class):
    engine = make_engine(own_database.app)
    factory = make_session_factory(engine, info={"vault": Vault(b"0" * 32)})
    world = make_agency(factory, "north", "North Shore Newcomers")
    with factory() as db:
        scope.enter(db, world.id)
        desk = desk_class(world, db)
        for _number in range(3):
            desk.orientation(desk.client())
        selection = desk.selection(ORIENTATION)
        ids = [files.begin(db, selection, world.staff["operator"].id).id for _ in range(2)]
        db.commit()
    first_has_written = threading.Event()
    sent = {}

    def work(name, batch_id, before_commit):
        with factory() as db:
            scope.enter(db, world.id)
            files.make(db, batch_id)
            before_commit()
            db.commit()
            sent[name] = db.get(ExportBatch, (world.id, batch_id)).record_count

    second = threading.Thread(target=work, args=("second", ids[1], lambda: None))

    def let_the_second_run_into_us():
        second.start()
        first_has_written.wait(1)

    work("first", ids[0], let_the_second_run_into_us)
    second.join(60)
    engine.dispose()
    assert sent == {"first": 3, "second": 0}
