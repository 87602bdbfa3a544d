"""The form Employment: one of three paths, on two kinds of session, with the funder's words."""

import json
from pathlib import Path

import pytest
from ocms_plugin_employment.lookups import employment as lists
from ocms_plugin_employment.lookups.occupations import NOC_GROUP
from ocms_plugin_employment.lookups.professions import PROFESSION
from ocms_plugin_employment.models import Employment

from ocms_core.directory.lookups import EMPLOYER_SIZE
from ocms_core.plugins.gate import AgencyPlugins

TEMPLATES = Path("plugins/ocms_plugin_icare/ocms_plugin_icare/data/templates.json")
OPTION_LISTS = {
    "session_referral": lists.REFERRAL_TO,
    "session_education_status": lists.EDUCATION_STATUS,
    "intervention_type": lists.INTERVENTION_TYPE,
    "intervention_received": lists.INTERVENTION_RECEIVED,
    "intervention_status": lists.INTERVENTION_STATUS,
    "intervention_leave_reason": lists.LEAVE_REASON,
    "employer_size": EMPLOYER_SIZE,
    "placement_type": lists.PAID,
    "working_hours": lists.WORKING_HOURS,
    "mentoring_location": lists.MENTOR_PLACE,
    "mentoring_hours": lists.MENTOR_HOURS,
    "short_term_service": lists.SHORT_TERM_SERVICE,
    "occupation_noc2011_groups": NOC_GROUP,
    "intervention_profession": PROFESSION,
}
REFERRAL = {"registered": "no", "referral_to": "other", "referral_date": "2026-01-10"}
SHORT = {
    "registered": "yes",
    "intervention_type": "short_term",
    "short_services-0-service": "counselling",
    "short_services-0-received_on": "2026-01-12",
}
LONG = {
    "registered": "yes",
    "intervention_type": "long_term",
    "intervention_received": "work_placement",
    "intervention_status": "ended_early",
    "leave_reason": "found_employment",
    "intervention_start": "2026-01-02",
    "intervention_end": "2026-01-14",
    "employer_size": "large",
    "placement_paid": "paid",
    "working_hours": "full_time",
}


@pytest.mark.parametrize("key", OPTION_LISTS)
def test_the_funders_words_are_known_one_to_one(key):
    values = json.loads(TEMPLATES.read_text())["option_lists"][key]["values"]
    assert [code.for_funder for code in OPTION_LISTS[key]] == values


def test_it_joins_direct_service_where_both_plugins_are_on():
    both = AgencyPlugins(frozenset({"employment", "settlement"})).session_types
    assert "employment" in both["direct_service"].forms
    assert "employment" in both["job_development"].forms
    alone = AgencyPlugins(frozenset({"settlement"})).session_types
    assert "employment" not in alone["direct_service"].forms


def test_each_path_keeps_its_own_answers_and_no_others(bench):
    bench.begin("direct_service")
    form_id = bench.attach("employment")
    everything = {**REFERRAL, **LONG, **SHORT}
    bench.save(form_id, {**everything, **REFERRAL})
    form = bench.stored(Employment, form_id)
    assert (form.referral_to, form.intervention_type, form.placement_paid) == ("other", None, None)
    bench.save(form_id, {**everything, **SHORT})
    form = bench.stored(Employment, form_id)
    assert (form.referral_to, form.intervention_received) == (None, None)
    assert (form.state, form.intervention_type) == ("complete", "short_term")
    bench.save(form_id, {**everything, **LONG})
    form = bench.stored(Employment, form_id)
    assert (form.leave_reason, form.working_hours) == ("found_employment", "full_time")
    assert (form.mentor_place, form.profession) == (None, None)


def test_short_term_services_are_one_to_five_each_with_a_date(bench):
    form_id = bench.attach("employment")
    bench.save(form_id, {"registered": "yes", "intervention_type": "short_term"})
    assert bench.stored(Employment, form_id).state == "incomplete"
    undated = {key: value for key, value in SHORT.items() if "received_on" not in key}
    bench.save(form_id, undated)
    assert bench.stored(Employment, form_id).state == "incomplete"
    six = {f"short_services-{line}-service": "networking" for line in range(6)}
    answer = bench.save(form_id, {**SHORT, **six}, status=422)
    assert "Keep at most 5 of these." in answer


def test_an_intervention_does_not_end_before_it_begins(bench):
    form_id = bench.attach("employment")
    answer = bench.save(form_id, {**LONG, "intervention_end": "2026-01-01"}, status=422)
    assert "The end is before the start" in answer


def test_life_skills_are_not_asked_here(bench):
    form = bench.form(bench.attach("employment"))
    assert "skills.training_received" in form.fields
    assert "skills.life_received" not in form.fields
