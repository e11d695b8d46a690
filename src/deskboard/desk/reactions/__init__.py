"""What the desk does because something happened, in the same transaction and in its own name."""
