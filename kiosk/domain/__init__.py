"""Facts and words of social insurance that every other package speaks."""
