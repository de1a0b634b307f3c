"""Setting a round up with less work: from an earlier one, from files, with trials."""
