"""Microphone and loudspeaker through the programs of alsa-utils."""
