"""The centre: records, certificates and their seal, deeds of the terminals."""
