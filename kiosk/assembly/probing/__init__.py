"""The probes of a terminal: each looks at one part, in a process of its own."""
