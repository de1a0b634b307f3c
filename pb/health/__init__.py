"""What the operator sees: one page, `buurtgeld check`, and numbers for Prometheus."""
