"""Facts to sealed paper, and back: pages, seal, QR credential, verification."""
