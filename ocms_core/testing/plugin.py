"""pytest plugin of OCMS: real PostgreSQL and real Valkey for every test that asks for them."""
