"""One resident's conversation: what is asked, in which order, and how it ends."""
