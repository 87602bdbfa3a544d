"""Code lists of the sector: `from ocms_core.lookups import GENDER`."""

from typing import TYPE_CHECKING

from ocms_core.lookups.codelist import Code, CodeList
from ocms_core.lookups.lists.age import AGE_BAND, AGE_BAND_LIMITS, AGE_GROUP, age_band
from ocms_core.lookups.lists.community import (
    COMMUNITY_ACTIVITY,
    COMMUNITY_EVENT,
    COMMUNITY_LEAVE_REASON,
    COMMUNITY_OCCASION,
    COMMUNITY_SERVICE,
    COMMUNITY_SERVICE_TYPE,
    COMMUNITY_TOPIC,
)
from ocms_core.lookups.lists.country import COUNTRY
from ocms_core.lookups.lists.language import LANGUAGE
from ocms_core.lookups.lists.orientation import (
    ARRIVAL_STAGE,
    GROUP_SIZE,
    IO_TOPIC,
    ORIENTATION_LENGTH,
    ORIENTATION_SERVICE,
)
from ocms_core.lookups.lists.person import (
    CLIENT_IDENTIFIER_TYPE,
    GENDER,
    IMMIGRATION_CLASS,
    IMMIGRATION_STATUS,
    MARITAL_STATUS,
    PHONE_KIND,
    YES_NO_UNKNOWN,
)
from ocms_core.lookups.lists.place import PROVINCE, STREET_DIRECTION, STREET_TYPE
from ocms_core.lookups.lists.profile import (
    ASSESSED_LANGUAGE,
    ASSESSMENT_TOOL,
    CLIENT_STATUS,
    CONTACT_WAY,
    CREDENTIAL_ASSESSOR,
    CREDENTIAL_STATUS,
    HIGH_NEED,
    NAME_KIND,
)
from ocms_core.lookups.lists.referral import REFERRAL_STATUS, REFERRAL_TYPE
from ocms_core.lookups.lists.service import (
    DELIVERY_METHOD,
    INSTITUTION_TYPE,
    OFFICIAL_LANGUAGE_PREFERENCE,
    REFERRED_BY,
    SERVICE_STATUS,
)
from ocms_core.lookups.lists.situation import EDUCATION_LEVEL, HOUSING, INCOME_SOURCE
from ocms_core.lookups.lists.support import (
    CHILD_AGE,
    CHILD_CARE_TYPE,
    ESSENTIAL_SKILL,
    LIFE_SKILL,
    SUPPORT_SERVICE,
    TARGET_GROUP,
)
from ocms_core.lookups.lists.work import (
    CLB,
    CLB_LISTENING_SPEAKING,
    CLB_READING_WRITING,
    EMPLOYMENT_STATUS,
    FUNDER_EMPLOYMENT_STATUS,
    NCLC_LISTENING_SPEAKING,
    NCLC_READING_WRITING,
    NOC_2021_BROAD,
    in_french_benchmarks,
)

if TYPE_CHECKING:
    from pyramid.config import Configurator

__all__ = [
    "AGE_BAND",
    "AGE_BAND_LIMITS",
    "AGE_GROUP",
    "ARRIVAL_STAGE",
    "ASSESSED_LANGUAGE",
    "ASSESSMENT_TOOL",
    "CHILD_AGE",
    "CHILD_CARE_TYPE",
    "CLB",
    "CLB_LISTENING_SPEAKING",
    "CLB_READING_WRITING",
    "CLIENT_IDENTIFIER_TYPE",
    "CLIENT_STATUS",
    "COMMUNITY_ACTIVITY",
    "COMMUNITY_EVENT",
    "COMMUNITY_LEAVE_REASON",
    "COMMUNITY_OCCASION",
    "COMMUNITY_SERVICE",
    "COMMUNITY_SERVICE_TYPE",
    "COMMUNITY_TOPIC",
    "CONTACT_WAY",
    "COUNTRY",
    "CREDENTIAL_ASSESSOR",
    "CREDENTIAL_STATUS",
    "DELIVERY_METHOD",
    "EDUCATION_LEVEL",
    "EMPLOYMENT_STATUS",
    "ESSENTIAL_SKILL",
    "FUNDER_EMPLOYMENT_STATUS",
    "GENDER",
    "GROUP_SIZE",
    "HIGH_NEED",
    "HOUSING",
    "IMMIGRATION_CLASS",
    "IMMIGRATION_STATUS",
    "INCOME_SOURCE",
    "INSTITUTION_TYPE",
    "IO_TOPIC",
    "LANGUAGE",
    "LIFE_SKILL",
    "MARITAL_STATUS",
    "NAME_KIND",
    "NCLC_LISTENING_SPEAKING",
    "NCLC_READING_WRITING",
    "NOC_2021_BROAD",
    "OFFICIAL_LANGUAGE_PREFERENCE",
    "ORIENTATION_LENGTH",
    "ORIENTATION_SERVICE",
    "PHONE_KIND",
    "PROVINCE",
    "REFERRAL_STATUS",
    "REFERRAL_TYPE",
    "REFERRED_BY",
    "SERVICE_STATUS",
    "STREET_DIRECTION",
    "STREET_TYPE",
    "SUPPORT_SERVICE",
    "TARGET_GROUP",
    "YES_NO_UNKNOWN",
    "Code",
    "CodeList",
    "age_band",
    "in_french_benchmarks",
]


def includeme(config: "Configurator") -> None:
    """Add the pages of the lists that agencies keep themselves."""
    config.include("ocms_core.lookups.routes")
    config.scan("ocms_core.lookups")
