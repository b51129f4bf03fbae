"""Receipt printers that speak ESC/POS, on a serial line, USB or the network."""
