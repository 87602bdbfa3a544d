"""Serves the packages' styles, scripts and pictures, under addresses that carry a content hash.

An address changes when its file does, so a browser may keep the file for a year.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPNotFound
from pyramid.path import AssetResolver
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.static import static_view

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from pyramid.request import Request
    from pyramid.response import Response

CORE_FOLDER = "ocms_core"
HASH_LENGTH = 12
KEEP = "public, max-age=31536000, immutable"


class StaticFolders:
    """The folders that are served, by the name that stands in their address."""

    def __init__(self, *, keep_hashes: bool) -> None:
        self._keep_hashes = keep_hashes
        self._hashes: dict[tuple[str, str], str] = {}
        self._roots: dict[str, Path] = {}
        self._views: dict[str, static_view] = {}

    def add(self, name: str, asset_spec: str) -> None:
        """Serve the folder at `asset_spec` ("package:static") as /static/<name>/."""
        if name in self._roots:
            message = f"two static folders are named {name!r}"
            raise ValueError(message)
        # A path, not the asset: pkg_resources cannot read packages that pytest has rewritten.
        root = AssetResolver(None).resolve(asset_spec).abspath()
        self._roots[name] = Path(root)
        self._views[name] = static_view(root, use_subpath=True)

    def version(self, name: str, path: str) -> str:
        """Return the content hash of a file; an unknown file is an error in the template."""
        key = (name, path)
        if key not in self._hashes or not self._keep_hashes:
            digest = hashlib.sha256(self.file(name, path).read_bytes())
            self._hashes[key] = digest.hexdigest()[:HASH_LENGTH]
        return self._hashes[key]

    def file(self, name: str, path: str) -> Path:
        """Return where a file lies; raise LookupError for whatever is none of ours."""
        root = self._roots[name]
        file = (root / path).resolve()
        if not file.is_relative_to(root.resolve()) or not file.is_file():
            message = f"no static file {path!r} in {name!r}"
            raise LookupError(message)
        return file

    def serve(self, context: object, request: Request) -> Response:
        """Answer a request for a static file."""
        name, asked = request.matchdict["folder"], request.matchdict["version"]
        path = "/".join(request.matchdict["subpath"])
        try:
            version = self.version(name, path)
        except (LookupError, ValueError):
            raise HTTPNotFound from None
        response = self._views[name](context, request)
        # A page from before an upgrade asks with the old hash: it may not keep today's file.
        fresh = asked == version
        response.headers["Cache-Control"] = KEEP if fresh else "no-cache"
        return response


def static_url(request: Request, path: str) -> str:
    """Return the address of "ocms.css" (the core's) or "ocms_plugin_x:chart.css" (a plugin's)."""
    name, _, rest = path.rpartition(":")
    name = name or CORE_FOLDER
    version = request.registry[StaticFolders].version(name, rest)
    return request.route_path(
        "static", folder=name, version=version, subpath=tuple(rest.split("/"))
    )


def add_static_folder(config: Configurator, name: str, asset_spec: str) -> None:
    """Serve a plugin's folder of static files; known as `config.add_static_folder`."""
    config.registry[StaticFolders].add(name, asset_spec)


def includeme(config: Configurator) -> None:
    """Serve the core's static files, and offer plugins the directive for theirs."""
    reload = getattr(config.registry.get("settings"), "development", False)
    folders = StaticFolders(keep_hashes=not reload)
    folders.add(CORE_FOLDER, "ocms_core.web:static")
    config.registry[StaticFolders] = folders
    config.add_directive("add_static_folder", add_static_folder)
    config.add_route("static", "/static/{folder}/{version}/*subpath")
    config.add_view(
        folders.serve, route_name="static", request_method="GET", permission=NO_PERMISSION_REQUIRED
    )
