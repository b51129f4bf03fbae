"""Reading the city's records: persons and what they are insured for."""
