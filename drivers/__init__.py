"""Hardware, one sub-package for each library that reaches it."""
