"""The pages of life certification, one file for each thing that is worked on."""
