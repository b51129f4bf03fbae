"""Films through OpenCV's decoders; used inside a process that can be killed."""
