"""What verifiers keep: the list of signers and the list of what was withdrawn."""
