"""The assets have one root, and it is said clearly where it was looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from skill.errors import AssetsError
from skill.knowledge.assets import assets_root, in_wheel


def test_in_a_checkout_the_files_of_the_checkout_count(root: Path) -> None:
    """Who edits a file in the checkout hears it at the next start."""
    assert assets_root() == root
    assert not in_wheel(root)


def test_a_folder_of_ones_own_counts_alone(tmp_path: Path) -> None:
    """ASSETS_DIR is not mixed with the skill's own files."""
    (tmp_path / "content").mkdir()
    (tmp_path / "interaction_model").mkdir()
    assert assets_root(tmp_path) == tmp_path


def test_a_folder_without_assets_is_refused_by_name(tmp_path: Path) -> None:
    """A typing error in ASSETS_DIR does not silently bring back the skill's own words."""
    (tmp_path / "content").mkdir()
    with pytest.raises(AssetsError, match=str(tmp_path)):
        assets_root(tmp_path)
