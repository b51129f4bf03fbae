"""The official account: messages in, answers at once, later answers as messages out."""
