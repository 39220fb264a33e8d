"""Two public registries to what changed, as facts, each with the direction that matters: more or less is shared."""

from site_builder.diff.change import Change, verdict
from site_builder.diff.compare import changes

__all__ = ["Change", "changes", "verdict"]
