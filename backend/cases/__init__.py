"""Cases of business items: submitted, decided by named rules, explained, reversed."""
