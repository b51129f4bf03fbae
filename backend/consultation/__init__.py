"""Questions of residents: routed, answered together, escalated, rated, reused."""
