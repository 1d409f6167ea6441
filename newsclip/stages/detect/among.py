"""Languages to choose among."""

from __future__ import annotations


def admits(among: frozenset[str], language: str) -> bool:
    """Whether a language is one of those named, as ``zh-Hant`` is of ``zh``; none admits all."""
    return not among or any(language == name or language.startswith(f"{name}-") for name in among)
