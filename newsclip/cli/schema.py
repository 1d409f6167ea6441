"""``newsclip schema``: the contract of the output."""

from __future__ import annotations

import json

from newsclip.cli.console import show


def schema() -> int:
    """Print the JSON Schema of the records.

    Examples:
      newsclip schema
    """
    from newsclip.schema import json_schema  # noqa: PLC0415

    show(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
    return 0
