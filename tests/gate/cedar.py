"""An engine that is not ours, deciding from exported policies beside the model of the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from site_builder.model import Registry
from site_builder.render.cedar.policies import render
from site_builder.render.cedar.request import cedar_request, entities, schema
from tests.gate.answered import Answered, Node

ALLOWED = ("required", "permitted", "permitted_with_duties")
AT_ONCE = 200


@dataclass(frozen=True)
class Rivals:
    """What the model answered, and the policies and entities from which Cedar is to say the same."""

    publisher: str
    answered: Sequence[Answered]
    policies: str
    entities: str

    @property
    def permitted(self) -> int:
        """How many of the requests the model permits."""
        return sum(answer["outcome"] in ALLOWED for *_, answer in self.answered)

    def differences(self) -> Iterator[str]:
        """What Cedar does not say as the model does, and whatever went wrong while a policy was evaluated."""
        for first in range(0, len(self.answered), AT_ONCE):
            some = self.answered[first : first + AT_ONCE]
            for (ask, on, answer), said in zip(some, self.says((a, on) for a, on, _ in some), strict=True):
                is_alike = said.allowed is (answer["outcome"] in ALLOWED)
                if "determinations" in ask and answer["outcome"] in ALLOWED:
                    is_alike = True  # by a determination, of which Cedar knows nothing
                if not is_alike or said.diagnostics.errors:
                    yield f"on {on}: {ask} is {answer}, Cedar says {said.decision.value}; {said.diagnostics.errors}"

    def says(self, requests: Iterable[tuple[Node, date]]) -> Any:
        """What Cedar says of requests, each with its day."""
        import cedarpy

        asked = [cedar_request(ask, self.publisher, on) for ask, on in requests]
        return cedarpy.is_authorized_batch(asked, _policies(self.policies), _entities(self.entities), _schema())


def rivals(feed: Node, registry: Registry, some: Iterable[Answered]) -> Rivals:
    """The two for a registry and its feed, over some answers of the model; Cedar is asked by ids and by no names."""
    by_id = [each for each in some if not each[2]["understood"]]
    return Rivals(feed["publisher"], by_id, render(registry).decode(), entities(registry).decode())


@lru_cache(maxsize=8)
def _policies(text: str) -> Any:
    import cedarpy

    return cedarpy.PolicySet.from_str(text)


@lru_cache(maxsize=8)
def _entities(text: str) -> Any:
    import cedarpy

    return cedarpy.Entities.from_json_str(text)


@cache
def _schema() -> Any:
    import cedarpy

    return cedarpy.Schema.from_str(schema().decode())
