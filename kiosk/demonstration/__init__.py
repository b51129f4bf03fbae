"""A whole hall on one machine: centre, twins of the devices, and a played visit."""
