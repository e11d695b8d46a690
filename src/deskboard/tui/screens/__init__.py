"""The screens: the board, a ticket, help."""
