"""Job development: what is counted, what the profile gives, and what a form may cost."""

from ocms_plugin_employment.models import JobNeedsAssessment, JobPlacement, JobProgress
from ocms_plugin_employment.models.needs import suitability
from sqlalchemy import update

from ocms_core.clients.models import Client
from ocms_core.db import scope
from ocms_core.testing.statements import count_statements

NEEDS = {
    "labour_force": "unemployed",
    "time_out_of_work": "years_1_3",
    "time_out_of_school": "under_3_months",
    "income_sources": ["ontario_works", "canada_child_benefit"],
    "barriers": ["language", "child_care"],
    "readiness": "2",
    "short_goal": "Kitchen helper",
    "education-0-level": "grade_9",
    "education-1-level": "grade_11",
    "jobs-0-title": "Cook",
    "jobs-0-hourly_wage": "17.25",
    "jobs-0-begun": "2015",
    "jobs-0-ended": "2019-06",
    "plan-0-activity": "resume",
    "plan-0-by_whom": "both",
}


def blank(**answers):
    """Return the answers that the suitability total looks at, none given."""
    keys = ("education", "labour_force", "time_out_of_work", "time_out_of_school")
    return {**dict.fromkeys((*keys, "income_sources", "readiness", "barriers")), **answers}


def test_suitability_is_a_point_for_each_sign_and_each_barrier():
    assert suitability(blank()) == 0
    assert suitability(blank(labour_force="full_time", readiness=5)) == 0
    assert suitability(blank(labour_force="underemployed", barriers=["language", "care"])) == 3
    assert suitability(blank(time_out_of_work="never", time_out_of_school="months_6_12")) == 2
    some_school, college = {"level": "grade_9"}, {"level": "college"}
    assert suitability(blank(education=[some_school])) == 1
    assert suitability(blank(education=[some_school, college])) == 0
    assert suitability(blank(income_sources=["employment"])) == 0
    assert suitability(blank(income_sources=["none"], readiness=2)) == 2


def test_the_assessment_is_kept_with_its_rows_cents_and_total(bench):
    form_id = bench.begin()
    bench.save(form_id, {**NEEDS, "suitability_total": "99"})
    form = bench.stored(JobNeedsAssessment, form_id)
    assert (form.state, form.suitability_total) == ("complete", 7)
    page = bench.page(form_id)
    assert page.html.find(id="f-suitability_total")["value"] == "7"
    rows = next(f for f in page.forms.values() if "funder_id" in f.fields)
    assert rows["education-1-level"].value == "grade_11"
    assert rows["jobs-0-hourly_wage"].value == "17.25"
    assert rows["plan-0-by_whom"].value == "both"


def test_the_assessment_begins_with_what_the_profile_says(app, bench):
    with app.open_session() as session:
        scope.enter(session, bench.north.id)
        session.execute(
            update(Client)
            .where(Client.id == bench.north.client.id)
            .values(marital_status="married", income_sources=["savings"], languages_spoken=["ara"])
        )
        session.commit()
    form = bench.stored(JobNeedsAssessment, bench.begin())
    assert (form.marital_status, form.income_sources, form.languages) == (
        "married",
        ["savings"],
        ["ara"],
    )


def test_a_job_ends_after_it_began_and_a_broken_row_keeps_what_was_typed(bench):
    form_id = bench.begin()
    answer = bench.save(form_id, {**NEEDS, "jobs-0-ended": "2014"}, status=422)
    assert "The end is before the start: correct one of the two." in answer
    assert answer.html.find(attrs={"name": "jobs-0-ended"})["value"] == "2014"
    assert answer.html.find(id="f-suitability_total")["value"] == "7"


def test_the_longest_form_opens_and_is_saved_within_its_budget(bench, engine):
    form_id = bench.begin()
    bench.save(form_id, NEEDS)
    lines = {f"jobs-{line}-title": f"Job {line}" for line in range(12)}
    with count_statements(engine) as sent:
        bench.page(form_id)
    assert 0 < len(sent) <= 12, str(sent)
    fields = list({**NEEDS, **lines, "revision": "2"}.items())
    pairs = [(k, one) for k, v in fields for one in (v if isinstance(v, list) else [v])]
    with count_statements(engine) as sent:
        bench.app.send(f"/forms/{form_id}", pairs, status=303)
    assert 0 < len(sent) <= 20, str(sent)


def test_an_update_counts_activities_and_keeps_leads(bench):
    form_id = bench.attach("job_progress")
    bench.save(
        form_id,
        {
            "contact_type": "phone",
            "search_status": "active",
            "applications": "6",
            "barriers_gone": ["computer"],
            "barriers_new": ["housing"],
            "leads-0-employer": "Humber Foods",
            "leads-0-given_on": "2026-01-15",
            "leads-0-result": "applied",
            "next_appointment": "2026-02-01",
            "next_appointment_time": "9:30",
        },
    )
    form = bench.stored(JobProgress, form_id)
    assert (form.state, form.applications, form.barriers_new) == ("complete", 6, ["housing"])
    assert form.next_appointment_time.isoformat() == "09:30:00"
    bench.save(form_id, {"next_appointment": ""})
    assert bench.stored(JobProgress, form_id).next_appointment_time is None


def placement(employer, **answers):
    """Return answers that make a placement complete."""
    return {
        "employer_id": str(employer.id),
        "position": "Kitchen helper",
        "placement_type": "job",
        "start_date": "2026-01-05",
        **answers,
    }


def test_hours_make_a_placement_part_time_or_full_time(bench, employer):
    form_id = bench.attach("job_placement")
    for hours, band in (("29", "part_time"), ("30", "full_time"), ("", None)):
        bench.save(form_id, placement(employer, weekly_hours=hours))
        form = bench.stored(JobPlacement, form_id)
        assert (form.state, form.working_hours) == ("complete", band)


def test_a_wage_is_kept_in_cents_and_only_of_paid_work(bench, employer):
    form_id = bench.attach("job_placement")
    bench.save(form_id, placement(employer, paid="paid", wage="18.50", wage_per="hour"))
    form = bench.stored(JobPlacement, form_id)
    assert (form.wage, form.wage_per) == (1850, "hour")
    bench.save(form_id, placement(employer, paid="unpaid", wage="18.50", wage_per="hour"))
    form = bench.stored(JobPlacement, form_id)
    assert (form.wage, form.wage_per) == (None, None)


def test_a_checkpoint_stands_once_and_not_before_the_start(bench, employer):
    form_id = bench.attach("job_placement")
    line = {"follow_ups-0-checkpoint": "month_1", "follow_ups-0-still_employed": "yes"}
    twice = {**line, "follow_ups-1-checkpoint": "month_1", "follow_ups-1-still_employed": "no"}
    answer = bench.save(form_id, placement(employer, **twice), status=422)
    assert "A checkpoint stands here twice" in answer
    early = {**line, "follow_ups-0-asked_on": "2026-01-04"}
    answer = bench.save(form_id, placement(employer, **early), status=422)
    assert "before the start of the placement" in answer
    bench.save(form_id, placement(employer, **line))
    assert bench.stored(JobPlacement, form_id).state == "complete"
