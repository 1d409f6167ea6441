"""``newsclip read``: bytes to records, with nothing judged."""

from __future__ import annotations

from newsclip.cli.batch import process
from newsclip.cli.flags import Shared


def read(shared: Shared) -> int:
    """Decode files and turn HTML into lines.

    One record a file, nothing judged. With -f text it shows the lines as newsclip numbers them.

    Examples:
      newsclip read page.html -f text
      newsclip read scraped/ | newsclip strip | newsclip split
    """
    return process(shared, [])
