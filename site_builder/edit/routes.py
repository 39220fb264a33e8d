"""Which page answers which address."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus

from site_builder.edit import new_names
from site_builder.edit.app import GO, HERE, KEY, Answer, App, Request, to
from site_builder.edit.pages import adding, agreeing, contents, finding, naming, recipients, review, translating
from site_builder.errors import Failure

STATIC: Mapping[str, str] = {
    "edit.css": "text/css; charset=utf-8",
    "edit.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
PAGES: Mapping[str, Callable[[App, Request, str], Answer]] = {
    "": recipients.home,
    "recipient": recipients.recipient,
    "add": adding.part,
    "new": adding.recipient,
    "new-sharing": adding.sharing,
    "remove-sharing": adding.removal,
    "bodies": adding.bodies,
    "contents": contents.contents,
    "thing": contents.thing,
    "find": contents.find,
    "finds": finding.passage,
    "new-thing": naming.new,
    "remove-thing": naming.removal,
    "words": translating.words,
    "confirm": agreeing.confirm,
    "sign-off": agreeing.sign_off,
    "review": review.review,
    "undo": review.undo,
    "undo-save": review.undo_save,
    "keep": review.keep,
}
"""The page of each address, by its first part; it is given the rest."""


def answer(app: App, request: Request) -> Answer:
    """The answer to a request whose door let it in."""
    if request.path in STATIC:
        return Answer(HTTPStatus.OK, (HERE / request.path).read_bytes(), STATIC[request.path])
    first, _, rest = request.path.partition("/")
    if request.posts and not secrets.compare_digest(request.first(KEY).encode(), app.form_key.encode()):
        return app.sorry("This page was not made by the program that runs now. Open the address that it printed.")
    with app.session.lock:
        try:
            app.session.look()
            if first not in PAGES:
                return app.sorry("There is no such page.", HTTPStatus.NOT_FOUND)
            with app.session.as_one():
                found = PAGES[first](app, new_names.made(app, request) if request.posts else request, rest)
        except Failure as failure:
            return app.sorry(str(failure), HTTPStatus.CONFLICT)
    there = request.first(GO)
    # Whatever is typed is kept first, and then the next page comes; what could not be kept is shown.
    is_page = bool(there) and there.partition("?")[0].partition("/")[0] in PAGES
    if found.status is HTTPStatus.SEE_OTHER and request.posts and is_page:
        return to(there)
    return found
