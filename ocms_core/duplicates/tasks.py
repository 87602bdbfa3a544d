"""Compare all clients of an agency with one another, outside the request."""
