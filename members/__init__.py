"""Accounts, people, identity, roles, consent and grants, my data, office."""
