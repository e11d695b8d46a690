"""Where things are kept: the configuration file and the database, when nobody says otherwise.

Invariant: what is made here can be read by its owner only.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PROGRAM = "deskboard"


def default_config() -> Path:
    """The configuration file of this user, whether it exists or not."""
    import platformdirs

    return Path(platformdirs.user_config_dir(PROGRAM, appauthor=False)) / "config.toml"


def default_database() -> Path:
    """The database of this user, whether it exists or not."""
    import platformdirs

    return Path(platformdirs.user_data_dir(PROGRAM, appauthor=False)) / "deskboard.db"


def config_file(flag: str | None, env: Mapping[str, str]) -> tuple[Path, str]:
    """The configuration file in force and what named it: ``--config``, ``DESKBOARD_CONFIG``
    or ``default``."""
    if flag:
        return Path(flag).expanduser(), "--config"
    if env.get("DESKBOARD_CONFIG"):
        return Path(env["DESKBOARD_CONFIG"]).expanduser(), "DESKBOARD_CONFIG"
    return default_config(), "default"


def make_parent(path: Path) -> None:
    """The directories above ``path``, those that are missing with mode 0700. OSError."""
    missing = []
    for parent in path.parents:
        if parent.exists():
            break
        missing.append(parent)
    for parent in reversed(missing):
        parent.mkdir(mode=0o700, exist_ok=True)
