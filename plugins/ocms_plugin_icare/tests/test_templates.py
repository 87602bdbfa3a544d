"""The facts about the templates arrive whole in the dataclasses."""

import re

import pytest
from ocms_plugin_icare.templates import rejection_pattern, template, templates

COUNTS = {
    "client_profile": (17, 6),
    "nars": (92, 15),
    "community_connections": (68, 15),
    "information_orientation": (95, 14),
    "employment": (69, 9),
    "lt_client_enrolment": (31, 8),
    "lt_course_setup": (118, 23),
    "lt_client_exit": (38, 7),
}


def test_all_eight_templates_have_their_columns():
    found = {key: (len(entry.columns), len(entry.mandatory)) for key, entry in templates().items()}
    assert found == COUNTS
    assert next(iter(templates())) == "client_profile"


@pytest.mark.parametrize("key", sorted(COUNTS))
def test_columns_are_in_order_and_their_ids_unique(key):
    chosen = template(key)
    assert [column.position for column in chosen.columns] == list(range(1, len(chosen.columns) + 1))
    assert len(chosen.by_id) == len(chosen.columns)
    for column in chosen.columns:
        if column.options is not None:
            assert column.options.labels
            assert column.options.ids is None or len(column.options.ids) == len(
                column.options.labels
            )
        assert column.mandatory == (column.required == "yes")


def test_unknown_parts_are_named():
    assert template("information_orientation").unknown == ()
    assert template("client_profile").unknown == (
        "form_key",
        "street_type",
        "street_direction",
        "province",
    )
    assert "yes_no_unknown" in template("nars").unknown


def test_languages_are_byte_exact():
    languages = template("nars").by_id["assessment_language_id"].options
    assert len(languages.labels) == 263
    assert "Plautdietsch (Mennonite Low German) " in languages.known
    assert languages.labels[:2] == ("English", "French")


def test_rejection_pattern_reads_the_one_known_message():
    message = (
        "[BUID:305939,RID:,ORP:4/5,DTS:2018-08-07 10:05:04][1] (Client) Unable to validate "
        "against database. / (Client) Impossible de valider dans la base de donn\u00e9es."
    )
    found = re.fullmatch(rejection_pattern(), message)
    assert found["orp"] == "4/5"
    assert found["errors"].startswith("[1] (Client)")


def test_missing_template_is_a_key_error():
    with pytest.raises(KeyError):
        template("rap")
