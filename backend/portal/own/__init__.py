"""One's own business at the portal: signed in, for oneself or for an employer."""
