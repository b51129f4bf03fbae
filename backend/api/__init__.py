"""The HTTPS interface for terminals."""
