"""What the check counts, holds back and leaves out."""

import datetime as dt

import pytest
from sqlalchemy import select

from ocms_core.exports.exporter import Exporter
from ocms_core.exports.fields import UnknownFieldError, check_exporters
from ocms_core.exports.records import BATCH, Late, count_due, late
from ocms_core.exports.services import check, verdicts
from ocms_core.plugins.manager import registries
from ocms_core.testing.statements import count_statements

JUNE = dt.date(2026, 6, 1)
ORIENTATION, NEEDS, PROFILE = "information_orientation", "nars", "client_profile"


def counts(desk, key, **options):
    result = check(desk.db, desk.selection(key, **options))
    return result.total, result.good, result.bad, result.held


def sentences(desk, key):
    result = check(desk.db, desk.selection(key))
    return [(problem.severity, str(problem.sentence)) for problem in result.problems]


def test_full_month_is_valid(desk):
    client = desk.client()
    desk.orientation(client)
    desk.needs(client)
    for key in (PROFILE, ORIENTATION, NEEDS):
        result = check(desk.db, desk.selection(key))
        assert (result.total, result.good, result.warned) == (1, 1, 0), result.problems
        assert result.is_valid


def test_empty_month_is_not_valid(desk):
    assert counts(desk, ORIENTATION) == (0, 0, 0, 0)
    assert not check(desk.db, desk.selection(ORIENTATION)).is_valid


def test_only_complete_forms_of_the_month_and_funder_count(desk):
    client = desk.client()
    desk.orientation(client, state="incomplete")
    desk.orientation(client, funder=1)
    desk.orientation(client, day=dt.date(2026, 5, 31))
    desk.orientation(client, day=dt.date(2026, 7, 1))
    desk.non_specified(client)
    for key in (PROFILE, ORIENTATION, NEEDS):
        assert counts(desk, key) == (0, 0, 0, 0)
    desk.orientation(client, day=dt.date(2026, 6, 1))
    desk.orientation(client, day=dt.date(2026, 6, 30))
    assert counts(desk, ORIENTATION) == (2, 2, 0, 0)
    assert counts(desk, PROFILE) == (1, 1, 0, 0)


def test_non_specified_alone_sends_no_client(desk):
    desk.non_specified(desk.client())
    assert counts(desk, PROFILE) == (0, 0, 0, 0)
    assert all(
        file.source != "non_specified"
        for exporter in registries().exporters.every().values()
        for file in exporter.files
    )


def test_anonymous_clients_are_left_out(desk):
    client = desk.client()
    form = desk.orientation(client)
    desk.forget_name(client)
    assert form.client_id == client.id
    assert counts(desk, ORIENTATION) == (0, 0, 0, 0)
    assert counts(desk, PROFILE) == (0, 0, 0, 0)


def test_client_who_is_not_ready_holds_the_services_back(desk):
    client = desk.client(research_consent=None)
    desk.orientation(client)
    desk.orientation(client)
    desk.orientation(desk.client())
    assert counts(desk, PROFILE) == (2, 1, 1, 0)
    assert counts(desk, ORIENTATION) == (3, 1, 0, 2)
    found = sentences(desk, ORIENTATION)
    assert [severity for severity, _sentence in found] == ["held", "held"]


def test_what_the_client_lacks_is_told_once_and_not_for_each_service(desk):
    client = desk.client(**{"identifiers-0-type": None, "identifiers-0-sealed": None})
    desk.orientation(client, end_date=None)
    found = sentences(desk, ORIENTATION)
    assert found[0] == ("error", "Write the end date of the service.")
    assert [severity for severity, _sentence in found] == ["error", "held"]
    assert counts(desk, ORIENTATION) == (1, 0, 1, 0)


def test_inferred_rules_warn_and_keep_nothing_back(desk):
    desk.orientation(desk.client(), orientation_length=None)
    result = check(desk.db, desk.selection(ORIENTATION))
    assert (result.good, result.warned, result.is_valid) == (1, 1, True)
    assert [problem.severity for problem in result.problems] == ["warning"]


def test_form_without_its_blocks_is_read_and_found_bad(desk):
    form = desk.orientation(desk.client())
    desk.db.delete(form.support)
    desk.db.delete(form.skills)
    desk.db.flush()
    desk.db.expire(form)
    assert counts(desk, ORIENTATION) == (1, 0, 1, 0)
    assert ("error", "Answer whether support services were received.") in sentences(
        desk, ORIENTATION
    )


def test_private_forms_go_too_since_the_operator_uploads_for_the_agency(desk, world):
    from ocms_core.testing.world import viewer

    form = desk.orientation(desk.client())
    form.private = True
    desk.db.flush()
    desk.db.info["viewer"] = viewer(world.north, "stranger")
    assert desk.db.scalars(select(type(form))).all() == []
    assert counts(desk, ORIENTATION) == (1, 1, 0, 0)


def test_statements_grow_with_the_batches_and_not_with_the_records(desk, connection):
    desk.many_orientations(BATCH + 20)
    spent = {}
    for key in (PROFILE, ORIENTATION):
        with count_statements(connection) as sent:
            judged = sum(len(batch) for batch in verdicts(desk.db, desk.selection(key)))
        assert judged == BATCH + 20
        spent[key] = len(sent)
    # One for the records, one for the agency's day, and for each of two batches: the consents,
    # identifiers, phones, addresses, and what was sent before; services read the children cared
    # for instead of the last.
    assert spent == {PROFILE: 2 + 2 * 5, ORIENTATION: 2 + 2 * 5}


def test_late_records_of_earlier_months_are_told_of(desk):
    client = desk.client()
    for day in (dt.date(2026, 2, 28), dt.date(2026, 3, 1), dt.date(2026, 5, 31), JUNE):
        desk.orientation(client, day=day)
    desk.needs(client)
    wanted = [desk.selection(key) for key in (PROFILE, ORIENTATION, NEEDS)]
    assert late(desk.db, wanted) == {ORIENTATION: Late(2, dt.date(2026, 3, 1))}


def test_what_waits_is_counted_in_one_statement(desk, connection):
    client = desk.client()
    desk.orientation(client)
    desk.needs(client)
    wanted = [desk.selection(key) for key in (PROFILE, ORIENTATION, NEEDS)]
    with count_statements(connection) as sent:
        assert count_due(desk.db, wanted) == {PROFILE: 1, ORIENTATION: 1, NEEDS: 1}
    assert len(sent) == 1


@pytest.mark.parametrize("key", ["client.nothing", "information_orientation.nothing", "other.x"])
def test_exporter_with_an_unknown_field_stops_the_boot(key):
    icare = registries().exporters.every()["icare"]
    good = icare.file(ORIENTATION)
    bad = type(good)(
        **{name: getattr(good, name) for name in good.__slots__}
        | {"fields": (key,)}
        | {"needed": frozenset(), "follows": None}
    )
    wrong = Exporter(
        key="wrong", title="x", description="x", files=(bad,), pays=lambda funder: funder
    )
    with pytest.raises(UnknownFieldError):
        check_exporters([wrong], registries().forms.every())
    with pytest.raises(UnknownFieldError):
        check_exporters([icare], {})
