"""What each kind of certificate states, as typed facts; a module for each kind."""
