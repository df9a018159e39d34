"""Where the files lie that people edit: `content/` and `interaction_model/`, below one root."""

from __future__ import annotations

from pathlib import Path

from skill.errors import AssetsError

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = ("content", "interaction_model")


def assets_root(override: Path | None = None) -> Path:
    """The folder that holds `content/` and `interaction_model/`.

    `override` (the setting `ASSETS_DIR`) counts alone if it is given; else the checkout that this package lies in, else
    the copy inside the installed wheel. Raises `AssetsError` where the two folders are in none of them.
    """
    places = [override] if override else [_PACKAGE.parent, _PACKAGE / "assets"]
    for place in places:
        if all((place / folder).is_dir() for folder in _FOLDERS):
            return place.resolve()
    looked = " nor ".join(str(place) for place in places)
    raise AssetsError(f"the folders content and interaction_model are not in {looked}; ASSETS_DIR names another place")


def in_wheel(root: Path) -> bool:
    """Whether `root` is the copy inside an installed wheel, which nothing may write to."""
    return root.resolve() == _PACKAGE / "assets"
