"""Projects: handing in, checking, shortlisting, showing."""
