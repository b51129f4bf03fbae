"""Tests: units, contracts of the ports, screens, documents and whole stories."""
