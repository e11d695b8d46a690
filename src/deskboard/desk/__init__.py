"""What one can do at the desk: the only door for every caller."""
