import pytest

from ocms_core.web.formats import Formats


@pytest.mark.parametrize(
    ("stored", "english", "french"),
    [
        (None, "", ""),
        ("1968", "1968", "1968"),
        ("1968~", "about 1968", "vers 1968"),
        ("1968-05", "May 1968", "mai 1968"),
        ("1968-05-12", "May 12, 1968", "12 mai 1968"),
    ],
)
def test_a_birth_is_written_as_far_as_it_is_known(stored, english, french):
    assert Formats("en").partial_date(stored) == english
    assert Formats("fr").partial_date(stored) == french
