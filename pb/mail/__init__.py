"""Mail to residents: put in an outbox, sent by the worker, never twice."""
