"""Opening and closing kiosks, by a worker; and the kiosk itself, where nobody is signed in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config, view_defaults

from ocms_core.accounts.views import sign_in_service
from ocms_core.db.types import parse_uuid7
from ocms_core.security.identity import cookie_name
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_core.web.headers import CAMERA_HERE
from ocms_plugin_groups.codes import qr_code
from ocms_plugin_groups.i18n import _
from ocms_plugin_groups.kiosks import Kiosk, KioskService, end_of_day
from ocms_plugin_groups.views import attendance_of, require_session

COOKIE = "ocms_kiosk"
OVER = _("The day of this activity is over: nobody checks in any more.")
LONGEST = 200


def kiosk_service(request: Request) -> KioskService:
    """Return the service for this request."""
    return KioskService(request.db, dt.datetime.now(dt.UTC))


def _set_cookie(request: Request, response: Any, name: str, value: str, max_age: int) -> None:
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=max_age,
        httponly=True,
        samesite="Strict",
        secure=request.registry["settings"].secure,
        path="/",
    )


@view_defaults(route_name="groups.kiosks", permission=Permission.SESSION_WRITE)
class Kiosks:
    """The kiosks of one session."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = kiosk_service(request)
        self.record = require_session(request, lock=request.method == "POST")
        # Where nobody is named, nobody checks in.
        attendance_of(request, self.record)

    @view_config(
        request_method="GET",
        renderer="ocms_plugin_groups:templates/kiosks.pt",
        params=Params(),
    )
    def show(self) -> dict[str, Any]:
        """Show the kiosks that are open, and the links of those that no device has opened yet."""
        request = self.request
        lines = []
        for kiosk in self.service.of_session(self.record):
            token = self.service.link_of(kiosk)
            url = request.route_url("groups.kiosk_start", token=token) if token else None
            lines.append((kiosk, url, qr_code(url) if url else None))
        return {"service_session": self.record, "lines": lines, "is_over": self._is_over()}

    def _is_over(self) -> bool:
        return self._until() <= dt.datetime.now(dt.UTC)

    def _until(self) -> dt.datetime:
        return end_of_day(self.record.service_date, self.request.agency.time_zone)

    @view_config(request_method="POST", params=Params("close", "initials"))
    def change(self) -> HTTPSeeOther:
        """Open a kiosk, or close one."""
        request, post = self.request, self.request.POST
        if post.get("close"):
            self.service.close(self.record, parse_uuid7(post["close"]))
            request.flash(_("The kiosk is closed."))
        elif self._is_over():
            request.flash(
                _("The day of this activity is over: nobody checks in any more."), "error"
            )
        else:
            initials = bool(post.get("initials"))
            self.service.open(self.record, request.staff, self._until(), initials=initials)
        return HTTPSeeOther(request.route_path("groups.kiosks", id=self.record.id))


@view_defaults(
    route_name="groups.kiosk_start",
    permission=NO_PERMISSION_REQUIRED,
    renderer="ocms_plugin_groups:templates/kiosk_start.pt",
)
class KioskStart:
    """The link: looking at it changes nothing; the button makes this device the kiosk, once."""

    def __init__(self, request: Request) -> None:
        self.request = request

    def _page(self, *, refused: bool) -> dict[str, Any]:
        return {"refused": refused, "signed_in": self.request.identity is not None}

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Say what the button does."""
        return self._page(refused=False)

    @view_config(request_method="POST", params=Params())
    def claim(self) -> Any:
        """End the worker's sign-in on this device, and make it the kiosk."""
        request = self.request
        identity = request.identity
        token = request.matchdict["token"]
        agency = identity.agency if identity is not None else None
        if agency is not None and not token.startswith(f"{agency.id}."):
            return self._page(refused=True)
        claimed = kiosk_service(request).claim(token)
        if claimed is None:
            request.response.status_code = 404
            return self._page(refused=True)
        kiosk, device = claimed
        response = HTTPSeeOther(request.route_path("groups.kiosk"))
        if identity is not None:
            sign_in_service(request).end(identity.web_session)
            _set_cookie(request, response, "ocms", "", 0)
        left = int((kiosk.expires_at - dt.datetime.now(dt.UTC)).total_seconds())
        _set_cookie(request, response, COOKIE, device, max(left, 0))
        return response


@view_defaults(
    route_name="groups.kiosk",
    permission=NO_PERMISSION_REQUIRED,
    renderer="ocms_plugin_groups:templates/kiosk.pt",
)
class CheckIn:
    """The kiosk: a code, or a number and a year; a tick, or a word that helps no guesser."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service = kiosk_service(request)

    def _kiosk(self, *, lock: bool = False) -> Kiosk | None:
        # A device that somebody signed in on is no kiosk.
        if self.request.identity is not None:
            return None
        token = self.request.cookies.get(cookie_name(self.request, COOKIE), "")
        return self.service.by_device(token, lock=lock)

    def _page(self, kiosk: Kiosk | None, outcome: Any = None) -> dict[str, Any]:
        if kiosk is not None:
            self.request.response.headers["Permissions-Policy"] = CAMERA_HERE
        return {"is_open": kiosk is not None, "outcome": outcome}

    @view_config(request_method="GET", params=Params())
    def show(self) -> dict[str, Any]:
        """Show the two ways to check in."""
        return self._page(self._kiosk())

    @view_config(request_method="POST", params=Params("code", "number", "birth_year"))
    def check_in(self) -> dict[str, Any]:
        """Check somebody in, and show the page for the next one."""
        kiosk = self._kiosk(lock=True)
        if kiosk is None:
            return self._page(None)
        post = self.request.POST
        answers = [post.get(name, "")[:LONGEST] for name in ("code", "number", "birth_year")]
        outcome = self.service.check_in(kiosk, *answers, address=self.request.remote_addr)
        return self._page(kiosk, outcome)
