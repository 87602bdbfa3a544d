"""Code lists of the sector: `from ocms_core.lookups import GENDER`."""

from ocms_core.lookups.codelist import Code, CodeList
from ocms_core.lookups.lists.language import LANGUAGE
from ocms_core.lookups.lists.person import GENDER

__all__ = ["GENDER", "LANGUAGE", "Code", "CodeList"]
