"""The camera: fresh pictures while somebody is looked at, nothing in between."""
