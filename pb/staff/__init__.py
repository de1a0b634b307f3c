"""Looking after the accounts of staff: the administrator's pages."""
