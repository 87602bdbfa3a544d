"""Every label of the federal templates is known to one of our lists, byte for byte."""

import json

import pytest

TEMPLATES = "plugins/ocms_plugin_icare/ocms_plugin_icare/data/templates.json"

# Option list of the templates -> our list.
OPTION_LISTS = {
    "unique_identifier_type": "CLIENT_IDENTIFIER_TYPE",
    "language": "LANGUAGE",
    "official_language_preference": "OFFICIAL_LANGUAGE_PREFERENCE",
    "institution_type": "INSTITUTION_TYPE",
    "referred_by": "REFERRED_BY",
    "orientation_service": "ORIENTATION_SERVICE",
    "orientation_length": "ORIENTATION_LENGTH",
    "group_size": "GROUP_SIZE",
    "yes_no": "YES_NO_UNKNOWN",
    "yes_no_unknown": "YES_NO_UNKNOWN",
    "child_age": "CHILD_AGE",
    "child_care_type": "CHILD_CARE_TYPE",
    "street_type": "STREET_TYPE",
    "street_direction": "STREET_DIRECTION",
    "province": "PROVINCE",
    "improve_skills_purpose": "REASON_TO_IMPROVE",
    "find_employment_period": "EMPLOYMENT_TIMEFRAME",
    "canadian_employment_experience": "WORK_EXPERIENCE",
    "intended_work_noc_group": "NOC_SKILL_LEVEL",
    "service_status": "SERVICE_STATUS",
    "community_activity": "COMMUNITY_ACTIVITY",
    "events_type_attended": "COMMUNITY_EVENT",
    "service_type": "COMMUNITY_SERVICE_TYPE",
    "topics_service": "COMMUNITY_TOPIC",
    "community_service": "COMMUNITY_SERVICE",
    "community_leave_reason": "COMMUNITY_LEAVE_REASON",
    "session_employment_status": "FUNDER_EMPLOYMENT_STATUS",
    "course_clb_level_listening_speaking": "CLB_LISTENING_SPEAKING",
    "course_clb_level_reading_writing": "CLB_READING_WRITING",
    "exit_clb_level_listening_speaking": "CLB_LISTENING_SPEAKING",
    "exit_clb_level_reading_writing": "CLB_READING_WRITING",
}

# Lists that hold a funder's whole list and nothing else.
WHOLE = {
    "unique_identifier_type",
    "language",
    "official_language_preference",
    "institution_type",
    "referred_by",
    "orientation_service",
    "orientation_length",
    "group_size",
    "yes_no_unknown",
    "child_age",
    "child_care_type",
    "street_type",
    "street_direction",
    "province",
    "improve_skills_purpose",
    "find_employment_period",
    "canadian_employment_experience",
    "intended_work_noc_group",
    "service_status",
    "community_activity",
    "events_type_attended",
    "service_type",
    "topics_service",
    "community_service",
    "community_leave_reason",
    "session_employment_status",
    "exit_clb_level_listening_speaking",
    "exit_clb_level_reading_writing",
}


@pytest.fixture(scope="module")
def templates(root):
    return json.loads((root / TEMPLATES).read_text(encoding="utf-8"))


def _headings(templates, key):
    """Return a template's column headings; their capitals follow no rule."""
    columns = next(item["columns"] for item in templates["templates"] if item["key"] == key)
    return {column["heading"].strip().casefold() for column in columns}


@pytest.mark.parametrize("option_list", sorted(OPTION_LISTS))
def test_labels_are_kept_byte_for_byte(templates, lists, option_list):
    theirs = templates["option_lists"][option_list]["values"]
    code_list = lists[OPTION_LISTS[option_list]]
    ours = [item.for_funder for item in code_list]
    assert [label for label in theirs if label not in ours] == []
    assert [code_list.by_code[code_list.find(label)].for_funder for label in theirs] == theirs
    if option_list in WHOLE:
        assert sorted(theirs) == sorted(ours)


@pytest.mark.parametrize(
    ("template", "before", "constant"),
    [
        ("information_orientation", "Target Group: ", "TARGET_GROUP"),
        ("information_orientation", "", "IO_TOPIC"),
        ("community_connections", "", "ESSENTIAL_SKILL"),
        ("information_orientation", "", "LIFE_SKILL"),
        ("nars", "", "SUPPORT_SERVICE"),
        ("nars", "", "COMMUNITY_NEED"),
    ],
)
def test_words_of_the_headings(templates, lists, template, before, constant):
    headings = _headings(templates, template)
    wanted = {f"{before}{item.for_funder}".casefold() for item in lists[constant]}
    assert wanted <= headings


def test_needs_are_columns_of_the_needs_template(templates, lists):
    headings = _headings(templates, "nars")
    missing = [
        item.code
        for item in lists["NEED_AREA"]
        if not any(heading.endswith(item.for_funder.casefold()) for heading in headings)
    ]
    assert missing == []
