"""One pair side by side, the merge of it, and the merges that can be undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config, view_defaults
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from ocms_core.audit.services import note_clients
from ocms_core.clients.models import Client
from ocms_core.db.types import parse_uuid7
from ocms_core.duplicates.comparing import compare, judge_with
from ocms_core.duplicates.models import OPEN, ClientMerge
from ocms_core.duplicates.pairs import PairService
from ocms_core.duplicates.profiles import FAMILY, MERGED, SURVIVOR, asked_keys, own_keys
from ocms_core.duplicates.services import (
    UNDO_DAYS,
    CannotMergeError,
    CannotUndoError,
    MergeService,
)
from ocms_core.duplicates.views.queue import LONGEST_NOTE, reason_words
from ocms_core.errors import BadInputError, NotFoundError
from ocms_core.forms.models import ServiceForm
from ocms_core.i18n import _
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import READS_ITS_OWN, Params
from ocms_core.web.paging import Pager

PAGE = 25
CHOOSE = "choose-"
SIDES = ("a", "b")
FIELDS = ("keep", "note", "seen", *(CHOOSE + key for key in (*asked_keys(), FAMILY)))
WHY_NOT = {
    "undone": _("This merge is undone already."),
    "late": _("The 30 days to undo this merge are over."),
    "later": _(
        "The client was merged once more after this. Undo the later merge first: it stands above "
        "this one in the list."
    ),
}


@view_defaults(
    route_name="duplicates.pair",
    renderer="ocms_core.duplicates:templates/pair.pt",
    permission=Permission.CLIENT_MERGE,
)
class PairPage:
    """Two records beside each other, to choose of each question which answer stays."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = MergeService(request.db, judge_with(request))
        self.pair = PairService(request.db).require(parse_uuid7(request.matchdict["id"]))
        clients = self.service.pair(
            self.pair.low_id, self.pair.high_id, lock=request.method == "POST"
        )
        # The older record, by its number, is on the left; a named one before an anonymous one.
        self.a, self.b = sorted(clients, key=lambda who: (not who.is_named, who.number))

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show both, with what is proposed for each question."""
        return self._page()

    def _page(self, *, overtaken: bool = False) -> dict[str, Any]:
        return {
            "pair": self.pair,
            "a": self.a,
            "b": self.b,
            "lines": compare(self.request, self.a, self.b),
            "services": self._services(),
            "reason_words": reason_words,
            "is_open": self.pair.state == OPEN,
            "may_keep": [one for one in (self.a, self.b) if one.is_named == self.a.is_named],
            "seen": self._seen(),
            "overtaken": overtaken,
            "days": UNDO_DAYS,
        }

    def _seen(self) -> str:
        return f"{self.a.revision}-{self.b.revision}"

    def _services(self) -> dict[Any, int]:
        """Return how many services of each this person may see."""
        rows = self.request.db.execute(
            select(ServiceForm.client_id, func.count())
            .where(ServiceForm.client_id.in_([self.a.id, self.b.id]))
            .group_by(ServiceForm.client_id)
        )
        return dict(rows.all())

    @view_config(request_method="POST", params=READS_ITS_OWN)
    def merge(self) -> Any:
        """Merge the two as it was chosen."""
        post = self.request.POST
        own = (CHOOSE + key for key in own_keys(self.a, self.b))
        Params(*FIELDS, *own, "csrf_token").check(post)
        keep = post.get("keep", "a")
        if keep not in SIDES:
            raise BadInputError("no such side")
        if post.get("seen") != self._seen():
            self.request.response.status_code = 409
            return self._page(overtaken=True)
        survivor, merged = (self.a, self.b) if keep == "a" else (self.b, self.a)
        choices = {}
        for name in post:
            if name.startswith(CHOOSE):
                if post[name] not in SIDES:
                    raise BadInputError("no such side")
                choices[name.removeprefix(CHOOSE)] = SURVIVOR if post[name] == keep else MERGED
        try:
            self.service.merge(
                survivor, merged, choices, note=post.get("note", "").strip()[:LONGEST_NOTE]
            )
        except CannotMergeError as refused:
            raise BadInputError("a named client stays named") from refused
        self.request.flash(
            _(
                "The two records are one now. For ${days} days this can be undone under "
                "Duplicates, Merges.",
                mapping={"days": UNDO_DAYS},
            )
        )
        return HTTPSeeOther(self.request.route_path("clients.detail", number=survivor.number))


@view_config(
    route_name="duplicates.merges",
    renderer="ocms_core.duplicates:templates/merges.pt",
    permission=Permission.CLIENT_MERGE,
    params=Params("page"),
)
def show_merges(request: Request) -> dict[str, Any]:
    """Show what was merged, the newest first, and what can still be undone."""
    pager = Pager.of(request, PAGE)
    survivor, merged = aliased(Client), aliased(Client)
    rows = request.db.execute(
        select(
            ClientMerge,
            survivor.id,
            survivor.number,
            survivor.first_name,
            survivor.last_name,
            merged.number,
            merged.first_name,
            merged.last_name,
        )
        .join(survivor, survivor.id == ClientMerge.survivor_id)
        .join(merged, merged.id == ClientMerge.merged_id)
        .options(joinedload(ClientMerge.merged_by), joinedload(ClientMerge.undone_by))
        .order_by(ClientMerge.id.desc())
        .limit(pager.limit)
        .offset(pager.offset),
        execution_options={"with_merged": True},
    ).all()
    shown = pager.take(rows)
    note_clients(request.db, [row[1] for row in shown])
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=UNDO_DAYS)
    return {"rows": shown, "pager": pager, "since": since, "days": UNDO_DAYS}


@view_config(
    route_name="duplicates.undo",
    request_method="POST",
    permission=Permission.CLIENT_MERGE,
    params=Params(),
)
def undo_merge(request: Request) -> HTTPSeeOther:
    """Part two records again."""
    key = parse_uuid7(request.matchdict["id"])
    if key is None:
        raise NotFoundError("no such merge")
    try:
        _merge, changed_since = MergeService(request.db, judge_with(request)).undo(key)
    except CannotUndoError as refused:
        request.flash(WHY_NOT[refused.code], "error")
        return HTTPSeeOther(request.route_path("duplicates.merges"))
    if changed_since:
        request.flash(
            _(
                "The two records are apart again. What somebody has changed or added since the "
                "merge stayed with the record that was kept: look through both."
            )
        )
    else:
        request.flash(
            _(
                "The two records are apart again, as they were. What was added since the merge "
                "stayed with the record that was kept."
            )
        )
    return HTTPSeeOther(request.route_path("duplicates.merges"))
