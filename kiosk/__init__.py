"""The core of the terminal: visits, services and the machine's own life, no device in sight."""
