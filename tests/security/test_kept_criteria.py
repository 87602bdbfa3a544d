"""A kept criterion gives the key and the values that SQLAlchemy would have made each time."""

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import with_loader_criteria

from ocms_core.clients.models import Client
from ocms_core.forms.models import ServiceForm
from ocms_core.security.visibility import Viewer, criteria_for


def viewer(**changes):
    given = {
        "staff_id": uuid.uuid4(),
        "programs": frozenset({uuid.uuid4(), uuid.uuid4()}),
        "managed": frozenset({uuid.uuid4()}),
        "kinds": frozenset({"information_orientation", "needs_assessment"}),
    }
    return Viewer(**{**given, **changes})


def key_of(criteria):
    statement = select(ServiceForm).join(Client).options(*criteria).where(Client.number == 5)
    return statement._generate_cache_key()


def plain(criteria):
    return [
        with_loader_criteria(
            one.entity.class_,
            one._where_crit_orig,
            include_aliases=True,
            propagate_to_loaders=one.propagate_to_loaders,
        )
        for one in criteria
    ]


def values(key):
    return [bound.effective_value for bound in key.bindparams]


@pytest.mark.parametrize(
    "changes",
    [{}, {"is_admin": True}, {"sees_all": True}, {"barred": frozenset({uuid.uuid4()})}],
    ids=lambda changes: next(iter(changes), "worker"),
)
def test_the_values_go_along_in_the_order_sqlalchemy_gives_them(changes):
    for criteria in (criteria_for(viewer(**changes)), criteria_for(viewer(**changes))):
        once, again = key_of(criteria), key_of(criteria)
        assert once == again
        assert values(once) == values(again) == values(key_of(plain(criteria)))


def test_readers_of_one_kind_share_a_compiled_statement_and_others_do_not():
    one, other = viewer(), viewer()
    assert key_of(criteria_for(one)) == key_of(criteria_for(other))
    assert values(key_of(criteria_for(one))) != values(key_of(criteria_for(other)))
    assert key_of(criteria_for(one)) != key_of(criteria_for(viewer(sees_all=True)))
    assert key_of(criteria_for(one)) != key_of(criteria_for(viewer(managed=frozenset())))
