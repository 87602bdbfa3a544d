"""Work that leaves the request: a row in the outbox first, Celery afterwards."""
