import datetime as dt

from ocms_plugin_settlement.reports import INFORMATION_TOPICS

from ocms_core.lookups import age_band
from ocms_core.reports.facts import Reach
from ocms_core.reports.measures import ANONYMOUS_CLIENTS, CLIENTS, HOURS, SERVICES, SESSIONS

EVERYTHING = (SERVICES, CLIENTS, ANONYMOUS_CLIENTS, HOURS, SESSIONS)


def test_a_client_with_several_services_is_one_unique_client(agency, count):
    client = agency.client()
    agency.service(client, "2026-03-02", minutes=60)
    agency.service(client, "2026-03-09", minutes=45)
    agency.service(agency.client(), "2026-03-31")
    _, total = count(agency.scope(), (), EVERYTHING)
    assert total == {"services": 3, "clients": 2, "anonymous": 0, "hours": 1.75, "sessions": 0}


def test_nothing_to_count_gives_zeros(agency, count):
    lines, total = count(agency.scope(), ("program",), EVERYTHING)
    assert lines == {}
    assert total == {"services": 0, "clients": 0, "anonymous": 0, "hours": 0, "sessions": 0}


def test_both_ends_of_the_period_count_and_the_days_beside_them_do_not(agency, count):
    client = agency.client()
    for day in ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"):
        agency.service(client, day)
    _, total = count(agency.scope(), (), (SERVICES,))
    assert total["services"] == 2


def test_incomplete_forms_never_count(agency, count):
    agency.service(agency.client(), "2026-03-02", state="incomplete")
    _, total = count(agency.scope(), (), (SERVICES, CLIENTS))
    assert total == {"services": 0, "clients": 0}


def test_private_forms_count_for_everybody_whose_reach_holds_them(agency, count):
    agency.service(agency.client(), "2026-03-02", private=True, worker="ben")
    own = Reach(staff_id=agency.worker("ben").id)
    assert count(agency.scope(), (), (SERVICES,))[1]["services"] == 1
    assert count(agency.scope(reach=own), (), (SERVICES,))[1]["services"] == 1


def test_forms_of_a_plugin_that_is_off_do_not_count(agency, count):
    client = agency.client()
    agency.service(client, "2026-01-05", "needs_assessment")
    agency.service(client, "2026-03-02", "non_specified")
    agency.service(client, "2026-03-03", "needs_assessment")
    scope = agency.scope(kinds=("non_specified",))
    lines, total = count(scope, ("newness",), (SERVICES, CLIENTS))
    assert total == {"services": 1, "clients": 1}
    assert set(lines) == {"new"}
    assert count(agency.scope(kinds=()), (), (SERVICES,))[1]["services"] == 0


def test_each_service_to_an_anonymous_client_is_a_new_client(agency, count):
    anonymous = agency.client(kind="anonymous")
    for day in ("2026-01-02", "2026-03-02", "2026-03-03"):
        agency.service(anonymous, day)
    agency.service(agency.client(), "2026-03-03")
    lines, total = count(agency.scope(), ("newness",), (SERVICES, CLIENTS, ANONYMOUS_CLIENTS))
    assert total == {"services": 3, "clients": 1, "anonymous": 2}
    assert lines["anonymous"] == {"services": 2, "clients": 0, "anonymous": 2}
    assert count(agency.scope(clients="named"), (), (SERVICES,))[1]["services"] == 1
    assert count(agency.scope(clients="anonymous"), (), (SERVICES,))[1]["services"] == 2


def test_services_without_a_client_count_as_services_only(agency, count):
    agency.service(None, "2026-03-03")
    lines, total = count(agency.scope(), ("newness",), (SERVICES, CLIENTS))
    assert total == {"services": 1, "clients": 0}
    assert set(lines) == {None}


def test_a_client_is_new_in_the_program_where_nothing_was_before(agency, count):
    client = agency.client()
    agency.service(client, "2026-01-02", program="language")
    agency.service(client, "2026-03-02", program="settlement")
    lines, _ = count(agency.scope(), ("newness",), (CLIENTS,))
    assert lines == {"returning": {"clients": 1}}
    scope = agency.scope(program=agency.program("settlement").id)
    lines, _ = count(scope, ("newness",), (CLIENTS,))
    assert lines == {"new": {"clients": 1}}


def test_an_earlier_service_by_a_colleague_makes_a_client_returning(agency, count):
    client = agency.client()
    agency.service(client, "2026-01-02", worker="ben", program="language", private=True)
    agency.service(client, "2026-03-02")
    own = Reach(staff_id=agency.worker("ana").id)
    lines, _ = count(agency.scope(reach=own), ("newness",), (CLIENTS,))
    assert lines == {"returning": {"clients": 1}}


def test_an_incomplete_form_before_leaves_a_client_new(agency, count):
    client = agency.client()
    agency.service(client, "2026-01-02", state="incomplete")
    agency.service(client, "2026-03-02")
    lines, _ = count(agency.scope(), ("newness",), (CLIENTS,))
    assert lines == {"new": {"clients": 1}}


def test_new_wins_when_the_period_holds_first_and_second_service(agency, count):
    client = agency.client()
    agency.service(client, "2026-03-02")
    agency.service(client, "2026-03-20")
    lines, _ = count(agency.scope(), ("newness",), (SERVICES, CLIENTS))
    assert lines == {"new": {"services": 2, "clients": 1}}


def test_reach_is_own_activity_then_own_programs_then_the_agency(agency, count):
    client = agency.client()
    agency.service(client, "2026-03-01", worker="ana", program="settlement")
    agency.service(client, "2026-03-02", worker="ben", program="settlement")
    agency.service(client, "2026-03-03", worker="ana", program="language")
    agency.service(client, "2026-03-04", worker="ben", program="language")
    agency.service(client, "2026-03-05", worker="ben", program=None)
    ana = agency.worker("ana").id
    managed = frozenset({agency.program("settlement").id})
    for reach, services in (
        (Reach(staff_id=ana), 2),
        (Reach(staff_id=ana, programs=managed), 3),
        (Reach(staff_id=ana, programs=managed, whole_agency=True), 5),
    ):
        assert count(agency.scope(reach=reach), (), (SERVICES,))[1]["services"] == services


def test_each_criterion_leaves_the_others_out(agency, count):
    client = agency.client()
    agency.service(
        client,
        "2026-03-02",
        "needs_assessment",
        worker="ben",
        program="language",
        funder="IRCC",
        site="North",
        session=agency.session("2026-03-02", delivery_method="online"),
    )
    agency.service(
        client, "2026-03-02", funder="City", site="South", session=agency.session("2026-03-02")
    )
    for wanted in (
        {"worker": agency.worker("ben").id},
        {"program": agency.program("language").id},
        {"funder": agency.funder("IRCC").id},
        {"site": agency.site("North").id},
        {"form": "needs_assessment"},
        {"delivery": "online"},
    ):
        lines, total = count(agency.scope(**wanted), ("form",), (SERVICES,))
        assert (wanted, total["services"], set(lines)) == (wanted, 1, {"needs_assessment"})
    assert count(agency.scope(session_type="direct_service"), (), (SERVICES,))[1]["services"] == 2
    assert count(agency.scope(session_type="other"), (), (SERVICES,))[1]["services"] == 0


def test_sessions_are_counted_once_in_a_line_and_once_in_the_total(agency, count):
    session = agency.session("2026-03-02")
    for kind in ("non_specified", "needs_assessment"):
        for client in (agency.client(), agency.client()):
            agency.service(client, "2026-03-02", kind, session=session, minutes=30)
    lines, total = count(agency.scope(), ("form",), EVERYTHING)
    assert lines["non_specified"]["sessions"] == 1
    assert total["sessions"] == 1
    assert (total["services"], total["clients"], total["hours"]) == (4, 4, 2)


def test_months_begin_on_their_first_day(agency, count):
    client = agency.client()
    for day in ("2026-03-01", "2026-03-31", "2026-04-01"):
        agency.service(client, day)
    scope = agency.scope(end=dt.date(2026, 4, 30))
    lines, total = count(scope, ("month",), (SERVICES, CLIENTS))
    assert lines == {
        dt.date(2026, 3, 1): {"services": 2, "clients": 1},
        dt.date(2026, 4, 1): {"services": 1, "clients": 1},
    }
    assert total == {"services": 3, "clients": 1}


def test_the_age_is_that_of_the_first_service_in_the_period_everywhere(agency, count):
    client = agency.client(birth_date="1996-03-15")
    agency.service(client, "2026-03-01", worker="ana")
    agency.service(client, "2026-03-20", worker="ben")
    agency.service(agency.client(birth_date="2020~"), "2026-03-01")
    agency.service(agency.client(), "2026-03-01")
    lines, _ = count(agency.scope(), ("age_band",), (CLIENTS,))
    assert {band: figures["clients"] for band, figures in lines.items()} == {
        "age_25_29": 1,
        "age_0_5": 1,
        None: 1,
    }
    lines, _ = count(agency.scope(), ("worker", "age_band"), (SERVICES,))
    assert lines[agency.worker("ben").id, "age_25_29"] == {"services": 1}


def test_every_age_falls_into_the_band_that_the_list_says(agency, count):
    expected = {}
    for age in range(105):
        agency.service(agency.client(birth_date=f"{2026 - age}-03-01"), "2026-03-01")
        expected[age_band(age)] = expected.get(age_band(age), 0) + 1
    lines, _ = count(agency.scope(), ("age_band",), (CLIENTS,))
    assert {band: figures["clients"] for band, figures in lines.items()} == expected


def test_ticks_are_counted_once_a_service_and_topic(agency, count):
    topic, tick = INFORMATION_TOPICS.parts[0].by[0], INFORMATION_TOPICS.parts[0].across
    first, second = agency.client(), agency.client()
    for client, given, referred in (
        (first, ["housing", "health"], ["housing"]),
        (first, ["housing"], []),
        (second, ["health"], []),
    ):
        agency.service(
            client,
            "2026-03-02",
            "information_orientation",
            topics_given=given,
            topics_referred=referred,
        )
    agency.service(first, "2026-03-02", "non_specified")
    lines, total = count(agency.scope(), (topic, tick), (SERVICES, CLIENTS))
    assert lines == {
        ("housing", "topics_given"): {"services": 2, "clients": 1},
        ("health", "topics_given"): {"services": 2, "clients": 2},
        ("housing", "topics_referred"): {"services": 1, "clients": 1},
    }
    assert total == {"services": 5, "clients": 2}
