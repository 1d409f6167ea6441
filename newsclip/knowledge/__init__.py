"""What stages share: scripts, folding, rules, features of lines; it reads its own data only."""
