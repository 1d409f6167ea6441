"""Where the user's own rules stand."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from newsclip.errors import RuleError

_VARIABLE: Final = "NEWSCLIP_RULES"


def user_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the user's rule files are looked for: ``$NEWSCLIP_RULES``, else the config folder."""
    if environ.get(_VARIABLE):
        return Path(environ[_VARIABLE]).expanduser()
    if sys.platform == "win32":
        config = Path(environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        config = Path.home() / "Library" / "Application Support"
    else:
        config = Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return config / "newsclip" / "rules"


def found_user_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The user's folder of rules, None where there is none.

    Raises RuleError where ``$NEWSCLIP_RULES`` names what is not there.
    """
    folder = user_folder(environ)
    if folder.exists():
        return folder
    if not environ.get(_VARIABLE):
        return None
    hint = "make that folder, or unset the variable"
    raise RuleError(f"${_VARIABLE}: no such file or folder", path=str(folder), hint=hint)
