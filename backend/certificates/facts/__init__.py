"""Reading what each kind of certificate states out of the records."""
