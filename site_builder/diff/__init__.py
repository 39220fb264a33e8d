"""Two public registries to what changed, as facts, each with the direction that matters: more or less is shared."""

from site_builder.diff.change import Change, Concern, Kind, Verdict, verdict
from site_builder.diff.compare import changes
from site_builder.model.moves import DIRECTIONS, LESS, MORE, NEITHER, UNCLEAR, Direction

__all__ = [
    "DIRECTIONS",
    "LESS",
    "MORE",
    "NEITHER",
    "UNCLEAR",
    "Change",
    "Concern",
    "Direction",
    "Kind",
    "Verdict",
    "changes",
    "verdict",
]
