"""The rules of the three templates, declared as one table a template.

Errors: what is mandatory in the real templates, and forms that were seen there. Warnings: what
was only inferred from names and structure. Each sentence names what is missing in the words of
our forms and says what to do.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

from translationstring import TranslationString

from ocms_plugin_icare.columns import column_fields
from ocms_plugin_icare.conditions import (
    Condition,
    Rule,
    Severity,
    before,
    breaks_form,
    either,
    empty,
    every,
    filled,
    none_says_yes,
    only_one_filled,
    says,
)
from ocms_plugin_icare.i18n import _
from ocms_plugin_icare.templates import Column, template
from ocms_plugin_icare.values import (
    DATE_FORM,
    LETTERS_AND_DIGITS,
    NOT_A_DATE,
    NOT_A_PHONE,
    NOT_A_POSTAL_CODE,
    NOT_A_UCI,
    ODD_IDENTIFIER,
    PHONE_FORM,
    POSTAL_FORM,
    TOO_LONG,
    UCI_FORM,
    UCI_LABEL,
)
from ocms_plugin_icare.workbook import LONGEST_TEXT

_MISSING: Final[Mapping[str, TranslationString]] = {
    "client_validation_type_id": _(
        "Add an identifier to the client’s profile: a FOSS/GCMS Client ID, a permit number, or an "
        "IMM5292, IMM5509 or IMM1000 number."
    ),
    "client_validation_id": _("Write the value of the identifier in the client’s profile."),
    "client_birth_dt": _("Write the client’s date of birth."),
    "postal_txt": _("Write the postal code of the client’s address."),
    "official_language_id": _("Choose the client’s preferred official language."),
    "service_official_language_id": _("Choose the client’s preferred official language."),
    "preferred_official_language_id": _("Choose the client’s preferred official language."),
    "consent_ind": _("Answer whether the client agrees to take part in research or consultation."),
    "postal_cd": _("Write the postal code of the place where the service was received."),
    "start_dttm": _("Write the start date of the service."),
    "end_dttm": _("Write the end date of the service."),
    "assessment_start_dt": _("Write the start date of the assessment."),
    "assessment_completed_dt": _("Write the end date of the assessment."),
    "service_language_id": _("Choose the language of the service."),
    "assessment_language_id": _("Choose the language of the service."),
    "institution_type_id": _(
        "Choose the type of institution where the client received the service."
    ),
    "service_referred_by_id": _("Choose who referred the client."),
    "assessment_referral_id": _("Choose who referred the client."),
    "orientation_service_id": _(
        "Choose which orientation was received: one-on-one, family or group."
    ),
    "training_received_service_ind": _(
        "Answer whether essential skills and aptitude training was received."
    ),
    "skill_received_service_ind": _(
        "Answer whether life skills or responsibilities of citizenship information was received."
    ),
    "support_received_ind": _("Answer whether support services were received."),
    "intention_canadian_citizen_ind": _(
        "Answer whether the client intends to become a Canadian citizen."
    ),
    "support_required_services_required": _("Answer whether support services may be required."),
    "non_cic_program_needs_services_required": _(
        "Answer whether services that IRCC does not fund are needed."
    ),
    "settlement_plan_ind": _(
        "Answer whether a settlement plan was completed and shared with the client."
    ),
}

_CHILD: Final = "childminding_NewcomerChildren[{}]childminding_{}_id"
_GROUP: Final = says("orientation_service_id", "Group orientation")


def _always(key: str) -> Iterator[Rule]:
    """Yield what the template itself says of each column: mandatory, list, form."""
    for column in template(key).columns:
        if column.mandatory:
            absent = empty(column.id)
            if column.id == "client_validation_id":
                # Without a kind of identifier the row has one error, not two for the same gap.
                absent = every(absent, filled("client_validation_type_id"))
            yield _rule(key, column.id, "missing", _MISSING[column.id], absent)
        yield from _forms(key, column)


def _forms(key: str, column: Column) -> Iterator[Rule]:
    name = column.id
    if column.options is not None:
        sentence = _(
            "iCARE does not know the choice made in “${column}”. Choose another one.",
            mapping={"column": column.heading},
        )
        known = column.options.known
        yield _rule(key, name, "not_in_list", sentence, breaks_form(name, known.__contains__))
        return
    yield _rule(key, name, TOO_LONG.code, TOO_LONG.sentence, breaks_form(name, _fits_in_a_cell))
    if column.type == "date":
        broken = breaks_form(name, lambda text: DATE_FORM.fullmatch(text) is not None)
        yield _rule(key, name, NOT_A_DATE.code, NOT_A_DATE.sentence, broken)
    elif name in {"postal_cd", "postal_txt"}:
        broken = breaks_form(name, lambda text: POSTAL_FORM.fullmatch(text) is not None)
        yield _rule(key, name, NOT_A_POSTAL_CODE.code, NOT_A_POSTAL_CODE.sentence, broken)
    elif name == "phone_no":
        broken = breaks_form(name, lambda text: PHONE_FORM.fullmatch(text) is not None)
        yield _warning(key, name, NOT_A_PHONE.code, NOT_A_PHONE.sentence, broken)
    elif name == "email_txt":
        sentence = _("Check the client’s email address: it does not look like one.")
        broken = breaks_form(name, lambda text: 0 < text.find("@") < len(text) - 1)
        yield _warning(key, name, "not_an_email", sentence, broken)
    elif name == "client_validation_id":
        uci = says("client_validation_type_id", UCI_LABEL)
        broken = breaks_form(name, lambda text: UCI_FORM.fullmatch(text) is not None)
        yield _rule(key, name, NOT_A_UCI.code, NOT_A_UCI.sentence, every(uci, broken))
        odd = breaks_form(name, lambda text: LETTERS_AND_DIGITS.fullmatch(text) is not None)
        yield _warning(
            key,
            name,
            ODD_IDENTIFIER.code,
            ODD_IDENTIFIER.sentence,
            every(lambda row: not uci(row), odd),
        )


def _client_profile() -> Iterator[Rule]:
    yield _warning(
        "client_profile",
        "email_txt",
        "needed",
        _("Write the client’s email address, or answer that the client has none."),
        every(says("email_txt_ind", "Yes"), empty("email_txt")),
    )


def _information_orientation() -> Iterator[Rule]:
    key = "information_orientation"
    yield _warning(
        key,
        "group_clients_no_id",
        "needed",
        _("Choose the number of people in the group."),
        every(_GROUP, empty("group_clients_no_id")),
    )
    yield _warning(
        key,
        "target_group_specific_ind",
        "needed",
        _("Answer whether the group was directed at a specific target group."),
        every(_GROUP, empty("target_group_specific_ind")),
    )
    yield _some(
        key,
        "target_group_specific_ind",
        _with_field(key, "target_group.groups"),
        _("Choose at least one target group."),
    )
    hours, minutes = "orientation_length_hours_no", "orientation_length_minutes_no"
    yield _warning(
        key,
        "orientation_length_id",
        "needed",
        _("Choose the total length of the orientation, or write the time spent."),
        every(empty("orientation_length_id"), empty(hours), empty(minutes)),
    )
    yield _warning(
        key,
        minutes,
        "needed",
        _("Write both the hours and the minutes of the time spent."),
        only_one_filled(hours, minutes),
    )
    given = _with_field(key, "information_orientation.topics_given")
    yield _warning(
        key,
        given[0],
        "needed",
        _("Choose at least one topic that was given."),
        none_says_yes(given),
    )
    for topic in given:
        referral = topic.replace("_given_", "_referral_")
        yield _belongs(key, referral, topic)
    yield _some(
        key,
        "training_received_service_ind",
        _with_field(key, "skills.training"),
        _("Choose at least one essential skill that was trained."),
    )
    yield _some(
        key,
        "skill_received_service_ind",
        _with_field(key, "skills.life"),
        _("Choose life skills, rights and responsibilities of citizenship, or both."),
    )
    yield from _support_received(key)
    yield from _dates(key, "start_dttm", "end_dttm")
    yield from _update(key)


def _nars() -> Iterator[Rule]:
    key = "nars"
    for column, need, sentence in (
        (
            "language_skills_needs_reason_id",
            "language_skills_needs_ind",
            _("Choose why the client wants to improve language skills."),
        ),
        (
            "other_skills_needs_reason_id",
            "other_skills_needs_ind",
            _("Choose why the client wants to improve other skills."),
        ),
        (
            "find_employment_period_id",
            "find_employment_needs_ind",
            _("Choose when the client wants to find employment."),
        ),
        (
            "canadian_employment_experience_id",
            "find_employment_needs_ind",
            _("Choose whether the client has at least one year of work experience."),
        ),
        (
            "intended_work_noc_group_id",
            "find_employment_needs_ind",
            _("Choose the skill level of the occupation that the client intends to work in."),
        ),
        (
            "intention_credentials_licence_ind",
            "find_employment_needs_ind",
            _("Answer whether the client intends to have credentials recognized or get a licence."),
        ),
    ):
        yield _warning(key, column, "needed", sentence, every(says(need, "Yes"), empty(column)))
    needs = _with_field(key, "needs_assessment.needs")
    referrals = _with_field(key, "needs_assessment.needs_referred")
    for need, referral in zip(needs, referrals, strict=True):
        yield _belongs(key, referral, need)
    yield _some(
        key,
        "support_required_services_required",
        _with_field(key, "needs_assessment.support_required_services"),
        _("Choose at least one support service that may be required."),
    )
    needs = _with_field(key, "needs_assessment.community_needs")
    referrals = _with_field(key, "needs_assessment.community_needs_referred")
    yield _some(
        key,
        "non_cic_program_needs_services_required",
        needs,
        _("Choose at least one need for services that IRCC does not fund."),
    )
    for need, referral in zip(needs, referrals, strict=True):
        yield _belongs(key, referral, need)
    yield from _support_received(key)
    yield from _dates(key, "assessment_start_dt", "assessment_completed_dt")
    yield from _update(key)


def _support_received(key: str) -> Iterator[Rule]:
    yield _some(
        key,
        "support_received_ind",
        _with_field(key, "support.services"),
        _("Choose at least one support service that was received."),
    )
    children = [
        (_CHILD.format(number, "age"), _CHILD.format(number, "type")) for number in range(1, 6)
    ]
    first_age, first_care = children[0]
    yield _warning(
        key,
        first_age,
        "needed",
        _("Add the age and the type of care of each child who was cared for."),
        every(says("childminding_ind", "Yes"), empty(first_age), empty(first_care)),
    )
    for number, (age, care) in enumerate(children, start=1):
        yield _warning(
            key,
            care,
            "incomplete",
            _(
                "Child ${number}: choose both the age and the type of care.",
                mapping={"number": str(number)},
            ),
            only_one_filled(age, care),
        )
    for service, sentence in (
        ("translation", _("Choose both languages of the translation.")),
        ("interpretation", _("Choose both languages of the interpretation.")),
    ):
        source, target = f"{service}_language_from_id", f"{service}_language_to_id"
        for column in (source, target):
            yield _warning(
                key,
                column,
                "needed",
                sentence,
                every(says(f"{service}_ind", "Yes"), empty(column)),
            )


def _dates(key: str, start: str, end: str) -> Iterator[Rule]:
    yield _warning(
        key,
        end,
        "before_start",
        _("Check the dates: the end is before the start."),
        before(end, start),
    )
    yield _warning(
        key,
        start,
        "before_birth",
        _("Check the dates: the start is before the client’s date of birth."),
        before(start, "client_birth_dt"),
    )


def _update(key: str) -> Iterator[Rule]:
    yield _warning(
        key,
        "assessment_update_reason_id",
        "incomplete",
        _("An update needs both the iCARE record number and the reason for the update."),
        only_one_filled("update_record_id", "assessment_update_reason_id"),
    )


def _some(key: str, gate: str, flags: tuple[str, ...], sentence: TranslationString) -> Rule:
    """Return the rule that a Yes under a question needs a Yes in one of its flags."""
    code = f"{key}.{gate}.without_choice"
    field = column_fields(key)[flags[0]]
    broken = every(says(gate, "Yes"), none_says_yes(flags))
    return Rule(code, Severity.WARNING, flags[0], field, sentence, broken)


def _belongs(key: str, referral: str, chosen: str) -> Rule:
    sentence = _(
        "A referral is noted, but “${column}” itself is not chosen.",
        mapping={"column": template(key).by_id[chosen].heading},
    )
    alone = every(says(referral, "Yes"), either(empty(chosen), says(chosen, "No")))
    return _warning(key, referral, "without_choice", sentence, alone)


def _with_field(key: str, field: str) -> tuple[str, ...]:
    return tuple(column for column, name in column_fields(key).items() if name == field)


def _rule(
    key: str,
    column: str,
    problem: str,
    sentence: TranslationString,
    broken: Condition,
    *,
    severity: Severity = Severity.ERROR,
) -> Rule:
    field = column_fields(key).get(column)
    return Rule(f"{key}.{column}.{problem}", severity, column, field, sentence, broken)


def _warning(
    key: str, column: str, problem: str, sentence: TranslationString, broken: Condition
) -> Rule:
    return _rule(key, column, problem, sentence, broken, severity=Severity.WARNING)


_CONDITIONAL: Final[Mapping[str, Callable[[], Iterator[Rule]]]] = {
    "client_profile": _client_profile,
    "information_orientation": _information_orientation,
    "nars": _nars,
}


@cache
def rules(key: str) -> tuple[Rule, ...]:
    """Return the rules of a template in the order of its columns; KeyError without a set."""
    conditional = _CONDITIONAL[key]()
    position = {column.id: column.position for column in template(key).columns}
    return tuple(sorted((*_always(key), *conditional), key=lambda rule: position[rule.column]))


def _fits_in_a_cell(text: str) -> bool:
    return len(text.encode("utf-16-le", errors="surrogatepass")) <= LONGEST_TEXT * 2
