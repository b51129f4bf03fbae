"""Who may speak to the centre: machine identities and their revocation."""
