"""Many files: what one of them comes to as data, worker processes, and a cluster's engine."""
