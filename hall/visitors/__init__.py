"""Visitors: who invites them, for when, who agrees, and when they are forgotten."""
