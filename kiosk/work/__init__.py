"""Running things that block: a thread for each device, a child for native code."""
