"""The roof: composition only, no domain."""
