"""The command line: flags in, stages out. One small module a command, on shared groups of flags."""
