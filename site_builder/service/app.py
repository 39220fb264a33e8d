"""The service as an ASGI application: one handler for each address, and around them what every answer has."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from site_builder.client import Answer, Client
from site_builder.client.failure_codes import Untrusted
from site_builder.service import authzen, limits, openapi
from site_builder.service.authzen import BadRequestError, Evaluation, Object, Profile
from site_builder.service.limits import NOT_DECIDED, Rates, Tokens, TurnedAway
from site_builder.service.reader import Read
from site_builder.service.search import found
from site_builder.strict_json import JsonError, parse

A_FEW = 20
"""So many requests of a batch are decided before others are let in between."""
SEARCHES = 2
"""So many searches at once; each is worth as many requests as SEARCH_COSTS says."""
SEARCH_COSTS = 20
LOOKED_AT = 1.0
"""Seconds for which it is believed that the service decides: each look is a decision, with its line in the log."""
ID = b"x-request-id"

Handler = Callable[[Request], Awaitable[Response]]


@dataclass
class Service:
    """What the handlers share. `client` must fetch nothing by itself: its feed is read by another process.

    `clock` gives the time for which is decided, None for that of this computer; `tell` takes a sentence for whoever
    runs the service, with nothing of a request in it.
    """

    client: Client
    tokens: Tokens
    rates: Rates
    tell: Callable[[str], None]
    profile: Profile = field(default_factory=Profile)
    public_url: str | None = None
    clock: Callable[[], datetime | None] = lambda: None
    is_draining: bool = False
    read: Read | None = None
    """What came of the last reading, None before the first."""
    _looked: tuple[float, Answer] | None = field(default=None, init=False)

    def heard(self, read: Read) -> None:
        """Be told what came of a reading, and tell it where it is news."""
        if self.read is None or self.read.why != read.why:
            why = read.why
            self.tell(f"The feed was not read: {why.cause}. {why.words()}" if why else "The feed was read.")
        self.read = read
        self._looked = None
        self.client.heard(read.why, read.at_risk)

    # ---- the plain form

    async def decide(self, request: Request) -> Response:
        """`POST /decide`: a request, or a list of them, as the command `decide` takes it."""
        holder = self.tokens.holder(request)
        if not limits.is_json(request):
            raise TurnedAway(415, "Send the request as it stands, with Content-Type: application/json.")
        data = await limits.body_of(request, may_be_many=True)
        many = limits.requests_of(data)
        asked: Sequence[bytes] = [data] if many is None else many
        if len(asked) == 1:
            limits.check_one(data)
        if not asked:
            raise TurnedAway(400, "The list of requests is empty, so nothing is asked.")
        self.rates.check(holder, len(asked), lambda: any(map(self.client.is_urgent, asked)))
        answers = []
        for answer in self.client.decide_each(asked, self.clock()):
            answers.append(answer)
            await _let_in(len(answers))
        plain = [answer.plain() for answer in answers]
        is_trusted = all(answer.cause is None for answer in answers)
        return _json(plain[0] if many is None else plain, 200 if is_trusted else 503)

    # ---- AuthZEN

    async def evaluation(self, request: Request) -> Response:
        """One request."""
        holder, value = await self._theirs(request, may_be_many=False)
        asked = authzen.evaluation_of(authzen.entities_of(value), self.profile)
        return _json(await self._evaluated(holder, asked))

    async def evaluations(self, request: Request) -> Response:
        """Many requests, some of which may be none."""
        holder, value = await self._theirs(request, may_be_many=True)
        limits.check_number(value.get("evaluations"))
        batch = authzen.batch_of(value, self.profile)
        if isinstance(first := batch.items[0], Evaluation) and batch.is_single:
            return _json(await self._evaluated(holder, first))
        wanted = [each.request for each in batch.items if isinstance(each, Evaluation)]
        self.rates.check(holder, len(batch.items), lambda: any(map(self.client.is_urgent, wanted)))
        told: list[dict[str, Any]] = []
        answers = self.client.decide_each(wanted, self.clock())
        for each in batch.items:
            if isinstance(each, BadRequestError):
                told.append(authzen.malformed(each))
            else:
                told.append(authzen.answered(next(answers), each))
            if batch.ends_at(decision=told[-1]["decision"]):
                break
            await _let_in(len(told))
        return _json({"evaluations": told})

    def search(self, searched: str) -> Handler:
        """The handler that searches for a `subject`, `resource` or `action`."""
        running = asyncio.Semaphore(SEARCHES)

        async def search(request: Request) -> Response:
            holder, value = await self._theirs(request, may_be_many=False)
            entities = authzen.entities_of(value, searched)
            self.rates.check(holder, SEARCH_COSTS, lambda: False)
            try:
                on, index = self.client.look(self.clock())
            except Untrusted as error:
                return _json({"results": [], "context": {"reason": "feed_not_trusted", **error.why.plain()}})
            async with running:
                return _json(await asyncio.to_thread(found, index, on, searched, entities, self.profile))

        return search

    async def metadata(self, _request: Request) -> Response:
        """Where the protocol is spoken."""
        if self.public_url is None:
            raise HTTPException(404)
        return _json(authzen.metadata(self.public_url))

    async def _evaluated(self, holder: int, asked: Evaluation) -> dict[str, Any]:
        self.rates.check(holder, 1, lambda: self.client.is_urgent(asked.request))
        return authzen.answered(self.client.decide(asked.request, self.clock()), asked)

    async def _theirs(self, request: Request, *, may_be_many: bool) -> tuple[int, Object]:
        """The token's number and the object that was sent. Raises TurnedAway; for what is none, with 400."""
        holder = self.tokens.holder(request)
        if not limits.is_json(request):
            raise BadRequestError("Send the request as it stands, with Content-Type: application/json.")
        data = await limits.body_of(request, may_be_many=may_be_many)
        try:
            value = parse(data)
        except JsonError as error:
            raise BadRequestError("The request is no strict JSON in UTF-8.") from error
        if not isinstance(value, dict):
            raise BadRequestError("The request must be an object.")
        return holder, value

    # ---- of the service itself

    async def healthz(self, _request: Request) -> Response:
        """Whether it decides: red before a feed is trusted, without a log that can be written, and before it ends."""
        looked = self._looked
        if looked is None or time.monotonic() - looked[0] > LOOKED_AT:
            looked = self._looked = (time.monotonic(), self.client.decide({}, self.clock()))
        plain = looked[1].plain()
        is_red = looked[1].cause is not None or self.is_draining
        told: dict[str, Any] = {"status": "red" if is_red else "green", "draining": self.is_draining}
        told |= {key: plain[key] for key in ("cause", "registries", "registry", "version", "feed") if key in plain}
        if self.read is not None:
            told["reading"] = {
                "cause": None,
                **(self.read.why.plain() if self.read.why else {}),
                "at": self.read.at.isoformat(timespec="seconds"),
                "next": self.read.next.isoformat(timespec="seconds"),
            }
        return _json(told, 503 if is_red else 200)

    async def livez(self, _request: Request) -> Response:
        """Always: who restarts what is red restarts for ever."""
        return _json({"status": "alive"})

    async def openapi(self, _request: Request) -> Response:
        """The description."""
        return Response(openapi.document(needs_token=bool(len(self.tokens))), media_type="application/json")


def application(service: Service) -> ASGIApp:
    """The service, ready to be asked."""
    post = {
        "/decide": service.decide,
        authzen.PATHS["access_evaluation_endpoint"]: service.evaluation,
        authzen.PATHS["access_evaluations_endpoint"]: service.evaluations,
        **{authzen.PATHS[f"search_{name}_endpoint"]: service.search(name) for name in authzen.ENTITIES},
    }
    get = {
        "/healthz": service.healthz,
        "/livez": service.livez,
        "/openapi.json": service.openapi,
        authzen.METADATA + urlsplit(service.public_url or "").path: service.metadata,
    }
    made = Starlette(
        routes=[
            *(Route(path, handler, methods=["POST"]) for path, handler in post.items()),
            *(Route(path, handler, methods=["GET"]) for path, handler in get.items()),
        ],
        exception_handlers={
            TurnedAway: _turned_away,
            BadRequestError: _bad_request,
            HTTPException: _no_such_thing,
            Exception: _fault,
        },
    )
    made.router.redirect_slashes = False
    return _Around(made, service)


class _Around:
    """What every answer has: the caller's request id, and `Connection: close` at the end. It tells of faults."""

    def __init__(self, inner: ASGIApp, service: Service) -> None:
        self._inner = inner
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers(scope)]
            await send(message)

        try:
            await self._inner(scope, receive, answer)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 (nobody may take it for a yes, and no text of a request be logged)
            # It was answered with 500: see `_fault`.
            self._service.tell(f"A fault of the program itself: {type(error).__name__}. Please report it.")

    def _headers(self, scope: Scope) -> Iterator[tuple[bytes, bytes]]:
        for name, value in scope["headers"]:
            if name == ID:
                yield name, value
                break
        yield b"cache-control", b"no-store"
        if self._service.is_draining:
            yield b"connection", b"close"


async def _let_in(number: int) -> None:
    """Let others in, after each few of a batch."""
    if number % A_FEW == 0:
        await asyncio.sleep(0)


# ---- answers


def _json(value: object, status: int = 200) -> Response:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(data, status, media_type="application/json")


def _sentence(status: int, why: str, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{why} {NOT_DECIDED}\n", status, headers)


async def _turned_away(_request: Request, error: Exception) -> Response:
    assert isinstance(error, TurnedAway)  # noqa: S101 (so it is registered)
    return _sentence(error.status, error.why, error.headers)


async def _bad_request(_request: Request, error: Exception) -> Response:
    return _sentence(400, str(error))


async def _fault(_request: Request, _error: Exception) -> Response:
    return _sentence(500, "This is a fault of the program itself.")


async def _no_such_thing(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (so it is registered)
    return _sentence(error.status_code, f"{error.detail}.", dict(error.headers or {}))
