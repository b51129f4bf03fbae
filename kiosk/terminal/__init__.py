"""The machine's own life: its states, its host, and what it can offer now."""
