"""The core of the terminal: visits, services, the machine's life, no device."""
