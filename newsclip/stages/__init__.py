"""The stages: one module or package a verb. None imports another, prints, or opens a file."""
