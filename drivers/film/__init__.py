"""Films: pictures through OpenCV, sound through PyAV; where a crash can be borne."""
