"""Refunds as those who sell decide them and those who bought read them. Sending the money is beside it."""
