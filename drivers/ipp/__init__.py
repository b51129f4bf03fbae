"""Printers that speak the Internet Printing Protocol, without a queue between."""
