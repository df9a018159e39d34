"""Hatchling's hook: a wheel carries content/ and interaction_model/, with the phrases freshly compiled."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WheelAssets(BuildHookInterface[Any]):
    """Adds the assets to a wheel; an editable install reads them from the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the phrases and list the folders for the wheel, as hatchling's hooks do it."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from skill.knowledge.compiled import open_compiled

        open_compiled(root)
        for folder in ("content", "interaction_model"):
            build_data["force_include"][str(root / folder)] = f"skill/assets/{folder}"
