"""Where the user's own rules stand."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def user_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the user's rule files are looked for: ``$NEWSCLIP_RULES``, else the config folder."""
    if environ.get("NEWSCLIP_RULES"):
        return Path(environ["NEWSCLIP_RULES"]).expanduser()
    if sys.platform == "win32":
        config = Path(environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        config = Path.home() / "Library" / "Application Support"
    else:
        config = Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return config / "newsclip" / "rules"
