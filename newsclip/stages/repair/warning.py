"""A warning that a repair keeps up to date: one of its kind a record, however often it runs."""

from __future__ import annotations

from newsclip.record import Record, Warn


def with_only_warning(
    record: Record, code: str, message: str | None, line: int | None = None
) -> Record:
    """The record with this warning in place of earlier ones with its code; None: without them."""
    warnings = list(record.warnings)
    places = [at for at, warning in enumerate(warnings) if warning.code == code]
    for at in reversed(places[1:] if message is not None else places):
        del warnings[at]
    if message is not None:
        at = places[0] if places else len(warnings)
        warnings[at : at + 1] = [Warn(code, message, line)]
    if warnings == list(record.warnings):
        return record
    return record.replace(warnings=tuple(warnings))
