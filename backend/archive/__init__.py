"""Making sealed pages last: evidence and time stamps behind them, in the background."""
