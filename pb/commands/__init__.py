"""The console script `buurtgeld`: one module a command."""
