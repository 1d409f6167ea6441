"""What is remembered from run to run, so that only what changed is done again."""
